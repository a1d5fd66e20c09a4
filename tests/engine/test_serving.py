"""Files leave piece by piece, under a type we chose, and only those that anybody may see."""

from __future__ import annotations

import http.client
import os
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.core.files.storage import FileSystemStorage
from django.http import Http404
from django.test import RequestFactory

from engine import serving

HUGE = "bytes=0-" + "9" * 5000
BYTES = bytes(range(256)) * 4096  # 1 MiB: several pieces


@pytest.fixture
def store(tmp_path, settings):
    """A store with a picture, a document and a page that would run."""
    settings.MEDIA_ROOT = tmp_path
    for name in ("images/a.jpg", "images/page.html", "images/drawing.svg", "documents/b.pdf", "avatars/c.webp"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(BYTES)
    (tmp_path / "images" / "folder.jpg").mkdir()
    return FileSystemStorage(location=tmp_path)


def ask(store, name, method="get", **options):
    headers = options.pop("headers", {})
    request = getattr(RequestFactory(), method)(f"/media/{name}", headers=headers)
    return serving.send_file(request, name=name, storage=store, **options)


def test_media_sends_a_picture_to_be_shown(store, client, db):
    answer = client.get("/media/images/a.jpg")
    assert answer.status_code == 200
    assert b"".join(answer) == BYTES
    assert answer["Content-Type"] == "image/jpeg"
    assert answer["Content-Disposition"] == 'inline; filename="a.jpg"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Length"] == str(len(BYTES))
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert not answer.cookies


@pytest.mark.parametrize("name", ["images/page.html", "images/drawing.svg"])
def test_media_never_lets_a_page_run(store, client, db, name):
    answer = client.get(f"/media/{name}")
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"].startswith("attachment")


@pytest.mark.parametrize(
    "path",
    [
        "documents/b.pdf",
        "images/none.jpg",
        "images/folder.jpg",
        "images/../documents/b.pdf",
        "images/..%2fdocuments/b.pdf",
        "images/%2e%2e/%2e%2e/etc/passwd",
        "images//a.jpg",
        "images/",
        "images",
        "images/a.jpg/",
        "images/a%00.jpg",
        "images/..%5cdocuments%5cb.pdf",
        "",
    ],
)
def test_media_answers_404_for_private_missing_and_strange_paths(store, client, db, path):
    assert client.get(f"/media/{path}").status_code == 404


def test_media_takes_reads_only(store, client, db):
    assert client.post("/media/images/a.jpg").status_code == 405


def test_send_file_proposes_the_name_it_was_given(store):
    answer = ask(store, "documents/b.pdf", download_name="Décret été.pdf")
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == "attachment; filename*=utf-8''D%C3%A9cret%20%C3%A9t%C3%A9.pdf"
    assert answer["Cache-Control"] == "private, no-cache"


def test_send_file_refuses_to_climb_out_of_the_store(store):
    with pytest.raises(Http404):
        ask(store, "../secret_key")


def test_send_file_answers_304_to_who_has_it(store):
    first = ask(store, "images/a.jpg")
    assert ask(store, "images/a.jpg", headers={"if-none-match": first["ETag"]}).status_code == 304
    assert ask(store, "images/a.jpg", headers={"if-modified-since": first["Last-Modified"]}).status_code == 304
    os.utime(store.path("images/a.jpg"), (1, 1))
    assert ask(store, "images/a.jpg", headers={"if-none-match": first["ETag"]}).status_code == 200


def test_send_file_answers_head_without_the_bytes(store):
    answer = ask(store, "images/a.jpg", method="head")
    assert (answer.content, answer["Content-Length"]) == (b"", str(len(BYTES)))


@pytest.mark.parametrize(
    ("header", "expected", "told"),
    [
        ("bytes=0-0", BYTES[:1], "bytes 0-0/1048576"),
        ("bytes=1000-", BYTES[1000:], "bytes 1000-1048575/1048576"),
        ("bytes=-16", BYTES[-16:], "bytes 1048560-1048575/1048576"),
        ("bytes=5-99999999", BYTES[5:], "bytes 5-1048575/1048576"),
        ("bytes=-99999999", BYTES, "bytes 0-1048575/1048576"),
    ],
)
def test_send_file_sends_the_part_asked_for(store, header, expected, told):
    answer = ask(store, "images/a.jpg", headers={"range": header})
    assert answer.status_code == 206
    assert answer["Content-Range"] == told
    assert b"".join(answer) == expected
    assert answer["Content-Length"] == str(len(expected))


@pytest.mark.parametrize(
    "header", ["bytes=5-2", "bytes=a-b", "bytes=0-1,5-9", "bytes=-0", "lines=1-2", "bytes=-", "²", HUGE]
)
def test_send_file_sends_everything_when_the_range_is_nonsense(store, header):
    assert ask(store, "images/a.jpg", headers={"range": header}).status_code == 200


def test_send_file_answers_416_past_the_end(store):
    answer = ask(store, "images/a.jpg", headers={"range": "bytes=1048576-"})
    assert (answer.status_code, answer["Content-Range"]) == (416, "bytes */1048576")


def test_send_file_ignores_the_range_of_another_version(store):
    answer = ask(store, "images/a.jpg", headers={"range": "bytes=0-9", "if-range": '"old"'})
    assert answer.status_code == 200


def test_large_file_leaves_the_server_without_filling_its_memory(live_site):
    from django.conf import settings

    big = Path(settings.MEDIA_ROOT) / "images" / "big.jpg"
    big.parent.mkdir(parents=True, exist_ok=True)
    size = 200 * 1024 * 1024
    with open(big, "wb") as file:
        file.truncate(size)
    before = peak_memory(live_site.process.pid)
    connection = http.client.HTTPConnection("127.0.0.1", urlsplit(live_site.url).port, timeout=60)
    try:
        connection.request("GET", "/media/images/big.jpg")
        answer = connection.getresponse()
        received = 0
        while piece := answer.read(1024 * 1024):
            received += len(piece)
    finally:
        connection.close()
        big.unlink()
    assert (answer.status, received) == (200, size)
    assert peak_memory(live_site.process.pid) - before < 48 * 1024


def peak_memory(pid: int) -> int:
    """The most that a process has held so far, in KiB."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM"))
