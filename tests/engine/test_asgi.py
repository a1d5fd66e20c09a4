"""The handler of the whole site under a real uvicorn: limits, streaming, and no plaintext in any open file."""

import hashlib
import http.client
import json
import os
import socket
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace

import pytest

from engine import asgi
from tests.open_files import open_files

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
CANARY = b"SECRETNAME-planted-in-the-upload "


def test_thread_that_computes_lets_the_loop_answer_soon(monkeypatch):
    nothing = SimpleNamespace(collect=lambda: 0, freeze=lambda: None, set_threshold=lambda *numbers: None)
    monkeypatch.setattr(asgi, "gc", nothing)  # for good, in a process that serves
    monkeypatch.setattr(asgi, "draw_refusals", lambda: None)
    before = sys.getswitchinterval()
    try:
        asgi.settle()
        assert sys.getswitchinterval() == asgi.SWITCH_SECONDS < before
    finally:
        sys.setswitchinterval(before)


class Server:
    """A uvicorn of our own with the small site."""

    def __init__(self, log: Path) -> None:
        self.socket = socket.socket()
        self.socket.bind(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]
        environment = {**os.environ, "PYTHONPATH": f"{ROOT}:{HERE / 'small_site'}"}
        environment.pop("DJANGO_SETTINGS_MODULE", None)
        fd = self.socket.fileno()
        self.log = log
        with log.open("wb") as output:
            self.process = subprocess.Popen(  # noqa: S603
                [sys.executable, "-m", "uvicorn", "site_asgi:application", f"--fd={fd}", "--no-access-log"],
                pass_fds=[fd],
                env=environment,
                stdout=output,
                stderr=subprocess.STDOUT,
            )
        deadline = time.monotonic() + 60
        while b"startup complete" not in log.read_bytes():
            assert self.process.poll() is None and time.monotonic() < deadline, log.read_text()
            time.sleep(0.1)

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(20)
        self.socket.close()

    def connect(self) -> http.client.HTTPConnection:
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)

    def ask(self, method: str, path: str, body=None, headers=None):
        connection = self.connect()
        connection.request(method, path, body=body, headers=headers or {})
        try:
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()

    def memory(self) -> int:
        return int(Path(f"/proc/{self.process.pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGESIZE")


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    server = Server(tmp_path_factory.mktemp("small_site") / "log")
    yield server
    server.stop()


def form(content: bytes, name: str = "a.bin") -> tuple[bytes, dict]:
    head = (
        '--edge\r\nContent-Disposition: form-data; name="message"\r\n\r\nhello\r\n'
        f'--edge\r\nContent-Disposition: form-data; name="files"; filename="{name}"\r\n\r\n'
    )
    return head.encode() + content + b"\r\n--edge--\r\n", {"Content-Type": "multipart/form-data; boundary=edge"}


@contextmanager
def half_sent(server: Server, body: bytes, headers: dict, rest: int):
    """A request whose last `rest` bytes have not been sent yet."""
    connection = server.connect()
    connection.putrequest("POST", "/large/")
    for name, value in {**headers, "Content-Length": str(len(body))}.items():
        connection.putheader(name, value)
    connection.endheaders()
    connection.send(body[:-rest])
    try:
        yield connection
    finally:
        connection.close()


def test_body_arrives_whole_and_encrypted_on_disk(server):
    content = CANARY * 400_000  # 13 MB
    body, headers = form(content)
    with half_sent(server, body, headers, rest=1000) as connection:
        deadline = time.monotonic() + 20
        while True:
            files = open_files(server.process.pid)
            spools = {name: data for name, data in files.items() if "deleted" in name and len(data) > 10_000_000}
            if spools or time.monotonic() > deadline:
                break
            time.sleep(0.05)
        assert spools, "the upload should be in a nameless file by now"
        assert [name for name, data in files.items() if b"SECRETNAME" in data] == []
        seen: list[str] = []
        done = threading.Event()

        def watch() -> None:
            while not done.is_set():
                seen.extend(n for n, data in open_files(server.process.pid).items() if b"SECRETNAME" in data)

        watcher = threading.Thread(target=watch)
        watcher.start()
        connection.send(body[-1000:])
        answer = json.load(connection.getresponse())
        done.set()
        watcher.join()
    assert answer["files"] == [["a.bin", len(content), hashlib.sha256(content).hexdigest()]]
    assert answer["fields"] == {"message": "hello"}
    assert answer["on_disk"] == [True]
    assert seen == []


def test_planted_text_is_found_by_the_watch_when_it_is_there(tmp_path):
    (tmp_path / "plain").write_bytes(CANARY)
    with (tmp_path / "plain").open("rb"):
        assert any(CANARY in data for data in open_files(os.getpid()).values())


def test_chunked_body_is_not_lost(server):
    body, headers = form(b"abc")
    status, answer = server.ask("POST", "/large/", body=iter([body[:50], body[50:]]), headers=headers)
    assert status == 200
    assert json.loads(answer)["files"] == [["a.bin", 3, hashlib.sha256(b"abc").hexdigest()]]


@pytest.mark.parametrize("announced", [True, False])
def test_body_over_the_limit_gets_the_page_of_the_view(server, announced):
    body, headers = form(b"x" * 1_000_000)
    status, answer = server.ask("POST", "/small/", body=body if announced else iter([body]), headers=headers)
    assert (status, answer) == (413, b"own page, 300000")


def test_body_far_over_the_limit_is_cut_off(server):
    def torrent():
        for _ in range(1000):
            yield b"x" * 65536

    try:
        status, _ = server.ask("POST", "/small/", body=torrent())
    except (BrokenPipeError, ConnectionResetError):
        status = 413
    assert status == 413


@pytest.mark.parametrize("path", ["/stream/", "/stream/sync/"])
def test_view_streams_in_constant_memory(server, path):
    server.ask("GET", path)
    before = server.memory()
    status, answer = server.ask("GET", path)
    assert (status, len(answer)) == (200, 1600 * 65536)
    assert server.memory() - before < 30_000_000


def test_stream_stops_when_the_reader_leaves(server):
    connection = server.connect()
    connection.request("GET", "/endless/")
    connection.getresponse().read(100_000)
    connection.close()
    counts = []
    for _ in range(40):
        counts.append(server.ask("GET", "/streamed/")[1])
        if counts[-2:-1] == counts[-1:]:
            break
        time.sleep(0.1)
    assert counts[-1] == counts[-2]


def test_sender_who_leaves_does_no_harm(server):
    body, headers = form(CANARY * 100_000)
    with half_sent(server, body, headers, rest=1000) as connection:
        connection.close()
    assert server.ask("GET", "/small/") == (200, b"seen")


def test_quiet_path_says_nothing_when_its_view_fails(server):
    body, headers = form(b"x", name="SECRETNAME.docx")
    status, answer = server.ask("POST", "/loud/fail/", body=body, headers=headers)
    assert status == 500 and b"SECRETNAME" not in answer
    log = server.log.read_text()
    assert "about SECRETNAME in a library" in log and "loud" in log, "the plant works"
    for method, path in [("POST", "/silent/fail/"), ("GET", "/silent/missing/"), ("PUT", "/silent/fail/")]:
        status, _ = server.ask(method, path, body=body, headers=headers)
        assert status in (404, 500)
    assert server.log.read_text() == log


def test_server_makes_no_core_dump(server):
    limits = Path(f"/proc/{server.process.pid}/limits").read_text()
    assert next(line for line in limits.splitlines() if "core file" in line).split()[4:6] == ["0", "0"]


def test_quiet_path_does_not_know_who_came_and_sets_no_cookie(server):
    telling = {
        "Cookie": "a=SECRETNAME",
        "User-Agent": "SECRETNAME",
        "X-Forwarded-For": "192.0.2.7",
        "Referer": "http://x",
    }
    connection = server.connect()
    for path, told in (("/loud/meet/", True), ("/silent/meet/", False)):
        connection.request("GET", path, headers=telling)
        answer = connection.getresponse()
        body = answer.read().decode()
        assert ("SECRETNAME" in body, "192.0.2.7" in body) == (told, told)
        assert (answer.getheader("Set-Cookie") is not None) == told
        assert (json.loads(body)["seen"]["REMOTE_ADDR"] in ("127.0.0.1", "192.0.2.7")) == told
    assert json.loads(body)["cookie"] is True
    connection.close()
