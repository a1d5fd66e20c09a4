"""Threads that answer requests, kept for the next one with what they have open.

A thread and a database connection for each request cost as much as a page: opening SQLite and closing it takes 2.5 ms.
How many there are is for engine/admission.py to say. `ThreadPoolExecutor` would let none end and give each its turn, so
that what a crowd opened (threads, their connections, their part of memory) stays open for ever: here the one that was
busy last is busy next, and those beyond a few end.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Executor, Future
from queue import SimpleQueue
from typing import Any

from django.db import connections


class Workers(Executor):
    """Runs each call at once, in the thread that became idle last, else in a new one."""

    def __init__(self, *, kept: int) -> None:
        self.kept = kept  # idle threads: each holds its connections and their memory
        self._idle: list[SimpleQueue[Callable[[], None] | None]] = []
        self._alive: set[threading.Thread] = set()
        self._lock = threading.Lock()

    @property
    def count(self) -> int:
        """How many threads there are, idle ones included."""
        return len(self._alive)

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
            thread = threading.Thread(target=self._work, args=(inbox,), name="request", daemon=True)
            with self._lock:
                self._alive.add(thread)
            thread.start()
        inbox.put(call)
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Let every thread end once it is idle, its connections closed; with `wait` come back when all have.

        A call that is submitted later gets a thread all the same, which ends with it.
        """
        with self._lock:
            self.kept, idle, self._idle = 0, self._idle, []
            alive = list(self._alive)
        for inbox in idle:
            inbox.put(None)
        for thread in alive if wait else ():
            thread.join()

    def _work(self, inbox: SimpleQueue[Callable[[], None] | None]) -> None:
        """One thread's life."""
        while (call := inbox.get()) is not None:
            call()
            del call  # it holds what was asked and answered
            with self._lock:
                if len(self._idle) >= self.kept:
                    break
                self._idle.append(inbox)
        connections.close_all()
        with self._lock:
            self._alive.discard(threading.current_thread())
