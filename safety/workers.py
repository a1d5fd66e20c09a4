"""Threads that answer requests, kept for the next one with what they have open.

A thread and a database connection for each request cost as much as a page: opening SQLite and closing it takes 2.5 ms.
A pool of a fixed size would do, but some requests wait long (a file being cleaned), and must never keep the others
waiting. So there is always a thread for a request; the few that were busy last wait for the next, the others end.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Executor, Future
from queue import SimpleQueue
from typing import Any

from django.db import connections

KEPT = 4  # idle threads: each holds its connections and their memory


class Workers(Executor):
    """Runs each call at once, in the thread that became idle last, else in a new one."""

    def __init__(self, kept: int = KEPT) -> None:
        self.kept = kept
        self._idle: list[SimpleQueue[Callable[[], None]]] = []
        self._lock = threading.Lock()

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """See `concurrent.futures.Executor`; what `fn` raises is in the future."""
        future: Future[Any] = Future()

        def call() -> None:
            if not future.set_running_or_notify_cancel():
                return
            try:
                future.set_result(fn(*args, **kwargs))
            except BaseException as error:  # whoever waits for it shall know, whatever it is
                future.set_exception(error)

        with self._lock:
            inbox = self._idle.pop() if self._idle else None
        if inbox is None:
            inbox = SimpleQueue()
            # A daemon: the server waits for its requests before it ends, nobody waits for an idle thread.
            threading.Thread(target=self._work, args=(inbox,), name="request", daemon=True).start()
        inbox.put(call)
        return future

    def _work(self, inbox: SimpleQueue[Callable[[], None]]) -> None:
        """One thread's life."""
        while True:
            inbox.get()()
            with self._lock:
                if len(self._idle) >= self.kept:
                    break
                self._idle.append(inbox)
        connections.close_all()
