"""The server is seized: every file it has and every file it holds open is searched for what was planted."""

import os
import sqlite3
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from pathlib import Path

import pytest
from django.core.cache import caches
from django.db import connections

from leaks import storage
from leaks.models import Bundle, Conversation
from leaks.services import nightly
from tests.leaks import servers
from tests.leaks.conftest import photo
from tests.leaks.test_words_first import words_in
from tests.open_files import process_tree, resident_memory, search_open_files
from tests.reading import content_of, traces

pytestmark = [pytest.mark.django_db(transaction=True, databases=["default", "leaks"])]
PLANTED = {
    "message": "SECRETMESSAGE du service technique",
    "file name": "SECRETFILENAME",
    "content": "SECRETNAME",
    "user agent": servers.TELLING["User-Agent"],
    "address": servers.TELLING["X-Forwarded-For"],
    "cookie": "SECRETCOOKIE",
}
MB = 1_000_000


@pytest.fixture(params=servers.WAYS)
def door(request, key, live_site, door_alone):
    """Each way of serving sources, once it has done everything for the first time."""
    site = live_site if request.param == "the whole site" else door_alone
    page = servers.send(site, message="first", name="a.jpg", content=photo())[1]
    servers.post(site, "/leak/suivi/", {"receipt": servers.receipt_in(page), "erase": "1"})
    return site


class Watch(threading.Thread):
    """Reads every open file of a server and of its sandboxes, over and over, until it is told to stop."""

    def __init__(self, pid: int) -> None:
        super().__init__()
        self.pid, self.done = pid, threading.Event()
        self.counting = threading.Thread(target=self.count)
        self.guilty: list[str] = []
        self.largest = self.most_processes = 0
        self.memory_before = self.most_memory = resident_memory(pid)

    def run(self) -> None:
        words = [word.encode() for word in PLANTED.values()]
        while not self.done.is_set():
            guilty, largest = search_open_files(self.pid, words)
            self.guilty += guilty
            self.largest = max(self.largest, largest)
            self.most_memory = max(self.most_memory, resident_memory(self.pid))

    def count(self) -> None:
        """Beside the search, which takes longer than a sandbox lives."""
        while not self.done.wait(0.02):
            self.most_processes = max(self.most_processes, len(process_tree(self.pid)))

    def __enter__(self) -> "Watch":
        self.start()
        self.counting.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.done.set()
        self.join()
        self.counting.join()


def rows() -> str:
    """Every row of both databases, whichever engine holds them."""
    found = []
    for alias in ("default", "leaks"):
        with connections[alias].cursor() as cursor:
            for table in connections[alias].introspection.table_names(cursor):
                cursor.execute(f'SELECT * FROM "{table}"')
                found += [
                    bytes(value).decode("latin-1") if isinstance(value, bytes | memoryview) else str(value)
                    for row in cursor.fetchall()
                    for value in row
                ]
    return "\n".join(found)


def cached() -> str:
    """Names and values of what Redis holds, where processes share it; a server's own memory is test_memory's."""
    found = []
    for cache in (caches[name] for name in caches.settings):
        if hasattr(getattr(cache, "_cache", None), "get_client"):
            client = cache._cache.get_client()
            for name in client.keys("*"):
                found += [name, client.dump(name) or b""]
    return b"\n".join(found).decode("latin-1")


def test_seized_server_yields_nothing_of_a_hundred_megabytes(door, settings, tmp_path):
    large = photo() + PLANTED["content"].encode() * (100 * MB // len(PLANTED["content"]))  # behind the picture's end
    with Watch(door.process.pid) as watch:
        status, page = servers.send(door, message=PLANTED["message"], name=f"{PLANTED['file name']}.jpg", content=large)
    assert status == 200 and PLANTED["file name"] in page, page[:2000]
    assert watch.largest > 90 * MB and watch.most_processes > 1, "the watch saw the upload wait, and the sandbox"
    assert watch.guilty == [], "plaintext in an open file of the server or of the sandbox"
    # Deriving from a receipt takes 67 MB, of which two may run at once; the rest is constant whatever the size.
    assert watch.most_memory - watch.memory_before < 100 * MB
    receipt = servers.receipt_in(page)
    words = {**PLANTED, "receipt": receipt, "half the receipt": " ".join(receipt.split()[:3])}
    (tmp_path / "note").write_text(PLANTED["message"])
    assert traces(tmp_path, words), "the search finds what is there"
    assert traces(Path(settings.DATA_DIR), words) == []
    held = rows()
    assert Bundle.objects.get().blob in held, "the search reads what is there"
    assert [what for what, word in words.items() if word in held] == []


def test_words_that_a_form_shows_are_written_nowhere(door, settings, tmp_path):
    receipts = {words_in(servers.form(door)) for _ in range(3)}
    assert len(receipts) == 3
    pairs = [pair for receipt in receipts for pair in pairwise(receipt.split())]
    words = {joint.join(pair): joint.join(pair) for pair in pairs for joint in (" ", "-", "+", "%20", ", ")}
    (tmp_path / "note").write_text(next(iter(words)))
    assert traces(tmp_path, words), "the search finds what is there"
    assert traces(Path(settings.DATA_DIR), words) == [], "databases, logs, caches in files"
    held = rows() + cached()
    assert [word for word in words if word in held] == []
    assert search_open_files(door.process.pid, [word.encode() for word in words])[0] == []


def test_watch_finds_what_is_planted(tmp_path):
    with (tmp_path / "nameless").open("wb+") as file:
        file.write(b"x" * 2 * MB + PLANTED["content"].encode())
        file.flush()
        (tmp_path / "nameless").unlink()
        guilty, largest = search_open_files(os.getpid(), [PLANTED["content"].encode()])
    assert any("nameless" in name for name in guilty) and largest > 2 * MB


def test_twenty_submissions_at_once_all_arrive(door, settings):
    content = photo() + os.urandom(2 * MB)
    with Watch(door.process.pid) as watch, ThreadPoolExecutor(20) as crowd:
        jobs = [crowd.submit(servers.send, door, message=f"n° {n}", name="a.jpg", content=content) for n in range(20)]
        answers = [job.result() for job in jobs]
    assert [status for status, _page in answers] == [200] * 20, servers.why(door)
    receipts = {servers.receipt_in(page) for _status, page in answers}
    assert len(receipts) == Conversation.objects.count() == Bundle.objects.count() == len(storage.names()) == 20
    assert watch.most_memory - watch.memory_before < 250 * MB
    assert list(Path(settings.FILE_UPLOAD_TEMP_DIR).iterdir()) == [] and watch.guilty == []


def test_erased_conversation_is_gone_from_the_database_files_at_once(door, settings):
    _status, page = servers.send(door, message="x", name="a.jpg", content=photo())
    conversation = Conversation.objects.get()
    marks = {"lookup": conversation.lookup, "key": conversation.source_key, "id": conversation.pk}
    files = Path(str(connections["leaks"].settings_dict["NAME"]))
    folder, names = files.parent, f"{files.name}*"
    on_disk = connections["leaks"].vendor == "sqlite"

    def found() -> list[str]:
        held = content_of(folder, names)
        return [f"{what} in {path}" for path in held for what, mark in marks.items() if mark.encode() in held[path]]

    # Somebody else has the database open, as the desk does: its log stays when the door's last connection goes.
    other = sqlite3.connect(files) if on_disk else None
    if other:
        other.execute("SELECT COUNT(*) FROM leaks_conversation").fetchone()
    assert not on_disk or {what for what in found() if what.endswith("-wal")}, "the search finds them in the log"
    status, _page = servers.post(door, "/leak/suivi/", {"receipt": servers.receipt_in(page), "erase": "1"})
    assert status == 200 and storage.names() == []
    assert not on_disk or found() == [], "neither in the file nor in its log"
    if other:
        other.close()
    assert traces(Path(settings.DATA_DIR), marks) == [] and [w for w, mark in marks.items() if mark in rows()] == []


# -- Faults ------------------------------------------------------------------------------------------------------------
def until(true, seconds: float = 60) -> None:
    """Return as soon as something is so."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it never came to that"
        time.sleep(0.002)


def spooled(pid: int) -> bool:
    return search_open_files(pid, [b"nothing of the kind"])[1] > MB


MOMENTS = {
    "the body arrives": spooled,
    "the sandbox works": lambda pid: len(process_tree(pid)) > 1,
    "the sealed blob has its name": lambda pid: storage.names(),
}


@pytest.mark.parametrize("way", servers.WAYS)
@pytest.mark.parametrize("moment", MOMENTS)
def test_killed_server_leaves_a_whole_submission_or_nothing(key, settings, tmp_path, monkeypatch, way, moment):
    content = photo() + PLANTED["content"].encode() * 2_000_000
    with servers.running(way, tmp_path / "log") as site, ThreadPoolExecutor(1) as sender:
        job = sender.submit(servers.send, site, message=PLANTED["message"], name="a.jpg", content=content)
        until(lambda: MOMENTS[moment](site.process.pid) or job.done())
        family = process_tree(site.process.pid)
        servers.kill_nine(site.process)
        told = job.exception() is None and job.result()[0] == 200
    until(lambda: not any(servers.is_alive(pid) for pid in family))
    assert Conversation.objects.count() >= told, "no receipt without its submission"
    assert Conversation.objects.count() == Bundle.objects.count()
    assert {*Bundle.objects.values_list("blob", flat=True)} <= {*storage.names()}, "no row without its blob"
    monkeypatch.setattr(storage, "SETTLED", -1)  # as in the night
    nightly.sweep_orphans()
    assert sorted(storage.names()) == sorted(Bundle.objects.values_list("blob", flat=True)), "no blob without its row"
    assert list(Path(settings.FILE_UPLOAD_TEMP_DIR).iterdir()) == []
    assert traces(Path(settings.DATA_DIR), PLANTED) == []
    Conversation.objects.all().delete()


def test_disk_that_takes_no_more_is_told_and_keeps_nothing(key, settings, tmp_path):
    limited = ["prlimit", f"--fsize={3 * MB}:"]  # every file larger than this fails to be written, like on a full disk
    with servers.running("the door alone", tmp_path / "log", within=limited) as site:
        status, page = servers.send(site, message="x", name="a.jpg", content=photo() + os.urandom(8 * MB))
        assert (status, 'class="refusal"' in page, len(page.encode()) % (16 * 1024)) == (429, True, 0)
        assert storage.names() == [] and not Conversation.objects.exists()
        assert list(Path(settings.FILE_UPLOAD_TEMP_DIR).iterdir()) == []
        assert servers.send(site, message="x", name="a.jpg", content=photo())[0] == 200
    assert "Traceback" not in (tmp_path / "log").read_text()
