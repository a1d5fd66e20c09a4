"""A server that may open few files, and more open pages than fit."""

import base64
import http.client
import os
import resource
import socket
import time
from contextlib import ExitStack, closing
from urllib.parse import urlsplit

import pytest

from forum import services
from tests.browsers import serving


@pytest.fixture
def topic(transactional_db, space, member):
    return services.start_topic(forum=space.public_forum, author=member, subject="Affiches", content="Où ?")


def knock(port: int, topic) -> tuple[socket.socket, int]:
    """Ask for the socket of a topic; the connection, and the status of the answer (101: it is open)."""
    made = socket.create_connection(("127.0.0.1", port), timeout=30)
    key = base64.b64encode(os.urandom(16)).decode()
    made.sendall(
        f"GET /ws/forum/topics/{topic.pk}/ HTTP/1.1\r\nHost: localhost\r\nOrigin: http://localhost:{port}\r\n"
        "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
        f"Sec-WebSocket-Key: {key}\r\n\r\n".encode()
    )
    return made, int(made.recv(20).split()[1])


def get(port: int, path: str) -> int:
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=30)) as one:
        one.request("GET", path, headers={"Host": "localhost", "Cookie": "a=b"})
        answer = one.getresponse()
        answer.read()
        return answer.status


@pytest.fixture
def short_of_files(tmp_path, transactional_db):
    """A server that may open 220 files."""
    with serving(tmp_path / "log", REDIS_URL="") as site:
        resource.prlimit(site.process.pid, resource.RLIMIT_NOFILE, (220, 220))
        yield site


def test_pages_answer_when_more_sockets_come_than_fit(short_of_files, topic):
    """Sockets are refused while there is room for pages, and the server says why when it starts so."""
    port = urlsplit(short_of_files.url).port
    assert get(port, "/forum/") == 200
    with ExitStack() as stack:
        answers = []
        for _ in range(230):
            made, status = knock(port, topic)
            stack.callback(made.close)
            answers.append(status)
            if status != 101:
                made.close()
        assert answers[0] == 101 and 60 <= answers.count(101) < 200, answers.count(101)
        assert set(answers) == {101, 403}
        assert [
            get(port, path) for path in ("/forum/", "/agenda/", "/healthz", "/leak/suivi/", "/accounts/login/")
        ] == [200] * 5
    deadline = time.monotonic() + 30
    while True:
        made, status = knock(port, topic)
        made.close()
        if status == 101:
            break
        assert time.monotonic() < deadline, "who left made room"
        time.sleep(0.2)
    assert "Traceback" not in short_of_files.log.read_text()
