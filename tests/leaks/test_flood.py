"""Flood: counts of the whole door, that fill and empty by the hour; a body without room is never kept."""

import os
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from asgiref.sync import async_to_sync
from django.core.cache import cache

from leaks import flood
from leaks.exceptions import Flooded
from safety import asgi
from tests.browsers import ROOT
from tests.leaks import servers

MB = 1024 * 1024


@pytest.fixture
def clock(monkeypatch):
    """An hour that tests turn."""
    now = [500_000]
    monkeypatch.setattr(flood, "_hour", lambda: now[0])
    yield now
    cache.clear()


def test_bucket_refuses_what_it_does_not_hold_and_empties_by_the_hour(clock):
    bucket = flood.Bucket("test", size=24, hours=24)
    assert [bucket.take(10), bucket.take(10)] == [0, 0]
    assert bucket.take(10) == 6, "four are left, one comes free each hour"
    assert bucket.left == 4, "what is refused is not counted"
    clock[0] += 6
    assert bucket.take(10) == 0
    clock[0] += 30
    assert bucket.left == 24


def test_bucket_lets_something_larger_than_itself_pass_when_it_is_empty(clock):
    bucket = flood.Bucket("test", size=24, hours=24)
    assert bucket.take(1000) == 0
    assert bucket.take(1) == 1


def test_counts_are_of_the_door_and_survive_the_process(settings, clock):
    settings.LEAKS_PER_HOUR = 1
    assert flood.Gate().submissions.take(1) == 0
    assert flood.Gate().submissions.take(1) == 1, "another process, or the same after a restart"
    clock[0] += 1
    assert flood.Gate().submissions.take(1) == 0


def test_counts_keep_one_hour_alone(clock):
    bucket = flood.Bucket("test", size=24, hours=24)
    for _ in range(5):
        bucket.take(2)
        clock[0] += 1
    found = cache.get_many([f"leaks:test:{500_000 + n}" for n in range(6)])
    assert found == {"leaks:test:500004": 6}


def post(size: int) -> tuple[int, dict[bytes, bytes], int]:
    """A form of this size through the site's own handler: status, headers, and the bytes of it that were kept."""
    chunks, answered, kept = [b"x" * MB] * (size // MB), [], 0

    class Spool(asgi.EncryptedSpool):
        def write(self, data: bytes) -> int:
            nonlocal kept
            kept += len(data)
            return super().write(data)

    async def receive():
        chunk = chunks.pop() if chunks else b""
        return {"type": "http.request", "body": chunk, "more_body": bool(chunks)}

    async def send(message):
        answered.append(message)

    async def run() -> None:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(asgi, "EncryptedSpool", Spool)
            await asgi.ASGIHandler()(scope, receive, send)

    headers = [(b"host", b"localhost"), (b"content-length", str(size).encode())]
    headers.append((b"content-type", b"multipart/form-data; boundary=none"))
    scope = {"type": "http", "method": "POST", "path": "/leak/", "headers": headers, "query_string": b""}
    async_to_sync(run)()
    assert b'class="refusal"' in answered[1]["body"] and len(answered[1]["body"]) % (16 * 1024) == 0
    return answered[0]["status"], dict(answered[0]["headers"]), kept


@pytest.mark.django_db(transaction=True, databases=["default", "leaks"])
def test_body_without_room_is_refused_before_its_first_byte_is_kept(settings, open_drop):
    settings.LEAKS_BYTES_PER_DAY = 24 * MB
    assert post(20 * MB)[0] == 400, "there is room: it is read, and is no form"
    flood.gate().megabytes.take(10)
    status, headers, kept = post(20 * MB)
    assert (status, kept) == (429, 0)
    assert headers[b"Retry-After"] == str(6 * 3600).encode()
    assert post(14 * MB)[2] == 14 * MB
    settings.LEAKS_DISK_FLOOR = 2**60
    status, headers, kept = post(2 * MB)
    assert (status, kept, headers[b"Retry-After"]) == (429, 0, b"86400")
    settings.LEAKS_DISK_FLOOR = 0
    status, _headers, kept = post(300 * MB)
    assert (status, kept) == (429, 0)


@pytest.mark.django_db(databases=["default", "leaks"])
def test_flooded_door_still_opens_conversations(source, open_drop, settings):
    settings.LEAKS_PER_HOUR = 1
    flood.gate().submissions.take(1)
    assert flood.room() == MB
    assert source.get("/leak/").status_code == 200


def test_no_more_clean_at_once_than_there_are_workers(settings):
    settings.LEAKS_WORKERS, settings.LEAKS_QUEUE = 2, 10
    limits, guard = flood.Gate(), threading.Lock()
    eight_away = threading.Event()  # nobody's cleaning ends before the crowd has been sorted, however slow its threads
    pair = threading.Barrier(2)  # … nor before another's has begun
    inside, most, away = 0, 0, 0

    def pass_through(_number: int) -> None:
        nonlocal inside, most, away
        try:
            with limits.passage(size=1):
                with guard:
                    inside += 1
                    most = max(most, inside)
                assert eight_away.wait(30), "two at work and ten waiting; the others are told to come back"
                pair.wait(30)
                with guard:
                    inside -= 1
        except Flooded:
            with guard:
                away += 1
                if away == 8:
                    eight_away.set()

    with ThreadPoolExecutor(20) as crowd:
        list(crowd.map(pass_through, range(20)))
    assert most == 2, "each cleaning takes its memory"
    assert away == 8, "nobody more was sent away"


# -- Redis ---------------------------------------------------------------------------------------------------------
TAKE = "from leaks import flood; print(flood.gate().megabytes.take(10))"


def test_processes_share_one_count(redis_server):
    environment = {**os.environ, "REDIS_URL": redis_server.url, "PYTEST_XDIST_WORKER": "gw0", "LEAKS_MB_PER_DAY": "24"}
    taken = []
    for _ in range(3):
        done = subprocess.run([sys.executable, "-c", TAKE], cwd=ROOT, env=environment, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        taken.append(int(done.stdout))
    assert taken[:2] == [0, 0] and taken[2] >= 5, "six hours for six megabytes more (or an hour has turned meanwhile)"


@pytest.mark.django_db(transaction=True, databases=["default", "leaks"])
def test_door_is_open_and_guarded_while_redis_is_down(redis_server, open_drop, tmp_path):
    settings = {"REDIS_URL": redis_server.url, "PYTEST_XDIST_WORKER": "gw0", "LEAKS_PER_HOUR": "2"}
    with servers.running("the door alone", tmp_path / "log", **settings) as site:

        def submit() -> int:
            return servers.post(site, "/leak/", {"message": "x", "token": servers.token(site)})[0]

        assert submit() == 200
        redis_server.stop()
        answers = [submit() for _ in range(5)]
        assert answers[0] == 200 and answers[-1] == 429, "each process counts for itself meanwhile"
        redis_server.start()
        assert submit() == 200, "a Redis that forgot everything lets in again"
    assert (tmp_path / "log").read_text().count("Traceback") == 0
