"""Flood: counts of the whole door, that fill and empty by the hour; a body without room is never kept."""

import os
import subprocess
import sys

import pytest
from asgiref.sync import async_to_sync
from django.conf import settings
from django.core.cache import cache

from engine import asgi
from leaks import counts, flood
from leaks.exceptions import Flooded
from tests.browsers import ROOT
from tests.leaks import servers
from tests.leaks.conftest import submit

MB = 1024 * 1024


@pytest.fixture
def clock(monkeypatch):
    """An hour that tests turn."""
    now = [500_000]
    monkeypatch.setattr(counts, "_hour", lambda: now[0])
    yield now
    cache.clear()


def test_bucket_refuses_what_it_does_not_hold_and_empties_by_the_hour(clock):
    bucket = counts.Bucket("test", size=24, hours=24)
    assert [bucket.take(10), bucket.take(10)] == [0, 0]
    assert bucket.take(10) == 6, "four are left, one comes free each hour"
    assert bucket.left == 4, "what is refused is not counted"
    clock[0] += 6
    assert bucket.take(10) == 0
    clock[0] += 30
    assert bucket.left == 24


def test_bucket_lets_something_larger_than_itself_pass_when_it_is_empty(clock):
    bucket = counts.Bucket("test", size=24, hours=24)
    assert bucket.take(1000) == 0
    assert bucket.take(1) == 1


def test_counts_are_of_the_door_and_survive_the_process(settings, clock):
    settings.LEAKS_PER_HOUR = 1
    for kind in ("message", "files"):
        assert flood.Gate().doors["site"].hourly[kind].take(1) == 0
        assert flood.Gate().doors["site"].hourly[kind].take(1) == 1, "another process, or the same after a restart"
    clock[0] += 1
    assert flood.Gate().doors["site"].hourly["message"].take(1) == 0


def test_counts_keep_one_hour_alone(clock):
    bucket = counts.Bucket("test", size=24, hours=24)
    for _ in range(5):
        bucket.take(2)
        clock[0] += 1
    found = cache.get_many([f"leaks:test:{500_000 + n}" for n in range(6)])
    assert found == {"leaks:test:500004": 6}


PIECE = 64 * 1024  # what the server hands over at once


def post(size: int) -> tuple[int, dict[bytes, bytes], int]:
    """A form of this size through the site's own handler: status, headers, and the bytes of it that were kept."""
    chunks, answered, kept = [b"x" * PIECE] * (size // PIECE), [], 0

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
            handler = asgi.ASGIHandler()
            await handler(scope, receive, send)
            handler.shut_down()

    headers = [(b"host", b"localhost"), (b"content-length", str(size).encode())]
    headers.append((b"content-type", b"multipart/form-data; boundary=none"))
    scope = {"type": "http", "method": "POST", "path": "/leak/", "headers": headers, "query_string": b""}
    async_to_sync(run)()
    assert b'class="refusal"' in answered[1]["body"] and len(answered[1]["body"]) % (16 * 1024) == 0
    return answered[0]["status"], dict(answered[0]["headers"]), kept


@pytest.mark.django_db(transaction=True, databases=["default", "leaks"])
def test_body_without_room_is_refused_and_its_beginning_kept_in_memory_alone(settings, open_drop):
    settings.LEAKS_BYTES_PER_DAY = 24 * MB
    assert post(20 * MB)[0] == 400, "there is room: it is read, and is no form"
    flood.gate().doors["site"].megabytes.take(10)
    status, headers, kept = post(20 * MB)
    # What came in while the room was asked for, sealed as every body, and where the words are.
    assert status == 429 and MB <= kept <= 2 * MB + PIECE
    assert headers[b"Retry-After"] == str(6 * 3600).encode()
    assert post(14 * MB)[2] == 14 * MB
    settings.LEAKS_DISK_FLOOR = 2**60
    status, headers, kept = post(2 * MB)
    assert (status, headers[b"Retry-After"]) == (429, b"86400") and kept <= 2 * MB + PIECE
    settings.LEAKS_DISK_FLOOR = 0
    status, _headers, kept = post(300 * MB)
    assert status == 429 and kept <= 2 * MB + PIECE


@pytest.mark.django_db(databases=["default", "leaks"])
def test_door_without_room_for_files_still_takes_a_form(source, open_drop):
    door = flood.gate().doors["site"]
    door.megabytes.take(10**9)
    scope = {"path": "/leak/", "headers": [(b"host", b"localhost")]}
    assert flood.room(scope) == MB
    assert flood.room({**scope, "path": "/en/leak/suivi/"}) > MB, "what is added to conversations counts apart"
    page = source.get("/leak/").content.decode()
    assert "Aucun fichier ne peut plus arriver pendant 1 heure" in page
    assert submit(source, message="seul").status_code == 200


def free_disk():
    disk = os.statvfs(settings.DATA_DIR)
    return disk.f_bavail * disk.f_frsize


def test_words_may_use_half_of_what_is_kept_free(settings):
    """Half as much again as is free is kept free: files find no room, words a quarter of it."""
    settings.LEAKS_DISK_FLOOR = free_disk() * 3 // 2
    with pytest.raises(Flooded):
        flood.refuse_when_disk_is_short(1, has_files=True)
    flood.refuse_when_disk_is_short(1, has_files=False)
    settings.LEAKS_DISK_FLOOR = free_disk() * 3
    with pytest.raises(Flooded):
        flood.refuse_when_disk_is_short(1, has_files=False)


def test_submission_finds_room_for_three_copies_of_itself(settings):
    settings.LEAKS_DISK_FLOOR = 0
    flood.refuse_when_disk_is_short(free_disk() // 4, has_files=True)
    with pytest.raises(Flooded):
        flood.refuse_when_disk_is_short(free_disk() // 2, has_files=True)


def test_slow_door_lets_a_sixth_as_many_files_as_messages_through(settings, clock):
    settings.LEAKS_PER_HOUR = 12
    drips = flood.gate().doors["site"].drips
    let_through = {kind: sum(not drip.take(1) for _ in range(20)) for kind, drip in drips.items()}
    assert let_through == {"message": 12, "files": 2}


def test_conversation_is_opened_in_a_hurry_three_times_as_often_as_it_grows(settings, clock):
    settings.LEAKS_PER_CONVERSATION = 2
    assert [flood.gate().may_hurry("budget") for _ in range(8)] == [True] * 6 + [False] * 2


# -- Redis ---------------------------------------------------------------------------------------------------------
TAKE = "from leaks import flood; print(flood.gate().doors['site'].megabytes.take(10))"


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
