"""A server that listens on a unix socket serves every page, as behind the nginx of the guide."""

from __future__ import annotations

import asyncio
import http.client
import socket
import subprocess
import sys
import time
from contextlib import closing, suppress

import pytest

from config.listening import with_a_port
from tests.browsers import server_environment
from tests.databases import ROOT


class UnixConnection(http.client.HTTPConnection):
    """HTTP to a socket in the file system."""

    def __init__(self, path):
        super().__init__("localhost", timeout=60)
        self.path = path

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(60)
        self.sock.connect(str(self.path))


@pytest.fixture
def ask(tmp_path, transactional_db):
    """`ask(path)` gives the status of a page of a server that listens on a socket."""
    door = tmp_path / "http.sock"
    command = [sys.executable, "-m", "uvicorn", "config.asgi:application", "--uds", door, "--lifespan", "off"]
    command += ["--no-access-log", "--no-proxy-headers", "--no-server-header", "--log-level", "warning"]
    with open(tmp_path / "log", "wb") as log:
        server = subprocess.Popen(command, cwd=ROOT, env=server_environment(80), stdout=log, stderr=log)

    def status(path):
        with closing(UnixConnection(door)) as connection:
            connection.request("GET", path, headers={"Host": "localhost"})
            with connection.getresponse() as answer:
                answer.read()
                return answer.status

    end = time.monotonic() + 90
    while time.monotonic() < end and server.poll() is None:
        with suppress(OSError):
            if status("/healthz") == 200:
                break
        time.sleep(0.1)
    yield status
    server.terminate()
    server.wait(20)


def test_every_kind_of_page_comes_through_a_unix_socket(ask):
    paths = ["/", "/en/", "/agenda/", "/forum/", "/mentions-legales/", "/accounts/login/", "/sitemap.xml"]
    assert {path: ask(path) for path in paths} == dict.fromkeys(paths, 200)
    assert ask("/leak/") in (200, 503), "open or closed, and no failure"
    assert ask("/nowhere/") == 404


@pytest.mark.parametrize(
    ("site_url", "server", "seen"),
    [
        ("https://example.org", ("/run/http.sock", None), ["example.org", 443]),
        ("http://example.org", None, ["example.org", 80]),
        ("http://localhost:8000", ("/run/http.sock", None), ["localhost", 8000]),
        ("https://example.org", ("127.0.0.1", 8000), ("127.0.0.1", 8000)),
    ],
)
def test_a_socket_has_the_name_and_port_of_the_site(settings, site_url, server, seen):
    settings.SITE_URL = site_url
    scopes = []

    async def application(scope, receive, send):
        scopes.append(scope)

    asyncio.run(with_a_port(application)({"type": "http", "server": server}, None, None))
    assert scopes[0]["server"] == seen
