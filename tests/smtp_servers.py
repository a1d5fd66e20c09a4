"""A mail server of a test's own: real sockets, and the faults that real ones have."""

from __future__ import annotations

import contextlib
import socketserver
import threading
from collections.abc import Iterator

import pytest


class MailServer(socketserver.ThreadingTCPServer):
    """Keeps what it is sent. `open` lets it answer; closed, it takes connections and says nothing."""

    allow_reuse_address = daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Talk)
        self.open = threading.Event()
        self.open.set()
        self.connections = 0
        self.mails: list[tuple[str, str]] = []  # to whom, and the whole text
        self.most_in_a_connection = 10**6
        self.refused: set[str] = set()
        self.lock = threading.Lock()

    @property
    def port(self) -> int:
        return self.server_address[1]

    @property
    def addressees(self) -> list[str]:
        return sorted(to for to, _ in self.mails)


class Talk(socketserver.StreamRequestHandler):
    """RFC 5321, as little as smtplib needs."""

    server: MailServer

    def say(self, words: str) -> None:
        self.server.open.wait()
        self.wfile.write(f"{words}\r\n".encode())

    def handle(self) -> None:
        with self.server.lock:
            self.server.connections += 1
        with contextlib.suppress(OSError):
            self.talk()

    def talk(self) -> None:
        taken, to = 0, ""
        self.say("220 here")
        for line in iter(self.rfile.readline, b""):
            verb, _, rest = line.decode().strip().partition(" ")
            verb = verb.upper()
            if verb == "RCPT":
                to = rest[rest.index("<") + 1 : rest.index(">")]
                self.say("550 nobody" if to in self.server.refused else "250 yes")
            elif verb == "DATA":
                self.say("354 go on")
                text = b"".join(iter(self.rfile.readline, b".\r\n")).decode()
                self.server.mails.append((to, text))
                self.say("250 taken")
                taken += 1
                if taken >= self.server.most_in_a_connection:
                    return
            elif verb == "QUIT":
                self.say("221 bye")
                return
            else:
                self.say("250 yes")


@pytest.fixture
def mail_server(settings, nameless_mails: None) -> Iterator[MailServer]:
    """The server that this test's mails go to."""
    with MailServer() as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        settings.EMAIL_TIMEOUT = 20
        yield server
        server.open.set()
        server.shutdown()
