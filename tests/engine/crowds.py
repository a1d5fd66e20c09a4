"""The whole site inside a test, asked many things at once; some addresses wait until they are told to go on."""

from __future__ import annotations

import asyncio
import threading
from dataclasses import dataclass, field
from typing import Any

from engine.asgi import ASGIHandler

SLOW = "wait"  # a request whose query says so waits


@dataclass
class Answer:
    """What came back."""

    status: int
    headers: dict[str, str]
    body: str


@dataclass
class Crowd(ASGIHandler):
    """See the module. `most` is how many were answered at the same moment."""

    go: threading.Event = field(default_factory=threading.Event)
    inside: int = 0
    most: int = 0
    came: int = 0

    def __post_init__(self) -> None:
        super().__init__()
        self.counting = threading.Lock()

    def respond(self, scope: Any, *args: Any) -> Any:
        """The real answer, late where it was asked for."""
        with self.counting:
            self.came += 1
            self.inside += 1
            self.most = max(self.most, self.inside)
        try:
            if scope["query_string"].startswith(SLOW.encode()):
                assert self.go.wait(30)
            return super().respond(scope, *args)
        finally:
            with self.counting:
                self.inside -= 1

    async def ask(self, path: str, *, method: str = "GET", body: bytes = b"", **headers: str) -> Answer:
        """One request."""
        path, _, query = path.partition("?")
        lines = [(b"host", b"localhost")]
        lines += [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
        scope = {
            "type": "http", "method": method, "path": path, "query_string": query.encode(), "headers": lines,
            "scheme": "http", "root_path": "", "http_version": "1.1", "server": ("localhost", 80),
        }  # fmt: skip
        sent: list[Any] = []
        given = iter([{"type": "http.request", "body": body, "more_body": False}])

        async def receive() -> Any:
            return next(given, None) or await asyncio.Event().wait()

        async def send(message: Any) -> None:
            sent.append(message)

        await self(scope, receive, send)
        head = {name.decode().lower(): value.decode() for name, value in sent[0]["headers"]}
        return Answer(sent[0]["status"], head, b"".join(one.get("body", b"") for one in sent[1:]).decode())

    async def fill(self, path: str, number: int) -> list[asyncio.Task[Answer]]:
        """So many slow requests, all of them in a thread, in the line, or sent away."""
        asked = [asyncio.ensure_future(self.ask(f"{path}?{SLOW}={n}", cookie="a=b")) for n in range(number)]
        places = self.places_for(path)
        for _ in range(3000):
            done = sum(task.done() for task in asked)
            if self.inside + len(places._line) + done == number and self.inside:
                break
            await asyncio.sleep(0.01)
        return asked
