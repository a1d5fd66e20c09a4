"""Connections that break: after the last byte, while it is cleaned, or in the middle of a body that stands still."""

import io
import os
import socket
import time
import uuid
import zipfile
from urllib.parse import urlsplit

import pytest

from leaks.models import Bundle, Conversation
from leaks.receipts import normalise
from tests.leaks import servers
from tests.leaks.conftest import photo
from tests.leaks.test_words_first import words_in

pytestmark = [pytest.mark.django_db(transaction=True, databases=["default", "leaks"])]
MB = 1024 * 1024


@pytest.fixture(params=servers.WAYS)
def door(request, key, tmp_path):
    """Each way of serving sources."""
    if request.param == "the whole site":
        yield request.getfixturevalue("live_site")
    else:
        yield request.getfixturevalue("door_alone")


def head_and_body(site, token: str, *, message: str, content: bytes) -> tuple[bytes, bytes]:
    edge = uuid.uuid4().hex
    body = servers.body_of(edge=edge, fields={"message": message, "token": token}, files=[("a.jpg", content)])
    head = f"POST /leak/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: {len(body)}\r\n"
    head += f"Content-Type: multipart/form-data; boundary={edge}\r\n\r\n"
    return head.encode(), body


def connect(site) -> socket.socket:
    return socket.create_connection(("127.0.0.1", urlsplit(str(site)).port), timeout=120)


def until(site, words: str, title: str, *, meanwhile: str = "") -> str:
    """Come back with the words until the page has this title; what it says before must be `meanwhile`, or nothing."""
    end = time.monotonic() + 180
    while True:
        _status, page = servers.post(site, "/leak/suivi/", {"receipt": words})
        if f"<h1>{title}</h1>" in page:
            return page
        if meanwhile:
            assert f"<h1>{meanwhile}</h1>" in page, page[:3000]
        assert time.monotonic() < end, page[:3000]
        time.sleep(0.2)


@pytest.mark.parametrize("size", [0, 3 * MB], ids=["small", "large"])
def test_words_open_what_came_before_the_connection_broke(door, size):
    page = servers.form(door)
    words, token = words_in(page), servers.token_in(page)
    assert normalise(words) == words
    head, body = head_and_body(door, token, message="un", content=photo() + os.urandom(size))
    with connect(door) as line:
        line.sendall(head + body)  # and nobody waits for an answer
    page = until(door, words, "Notre échange")
    assert "Ce qui est arrivé" in page and "<li>" in page.split('class="arrived"')[1]
    again = servers.post(door, "/leak/", {"message": "deux", "token": token})
    assert again[0] == 200 and servers.receipt_in(again[1]) == words
    assert (Conversation.objects.count(), Bundle.objects.count()) == (1, 2)
    assert servers.post(door, "/leak/suivi/", {"receipt": words, "erase": "1"})[0] == 200
    assert not Conversation.objects.exists()


def test_words_open_still_being_cleaned_when_the_connection_breaks_meanwhile(door, corpus):
    page = servers.form(door)
    words, token = words_in(page), servers.token_in(page)
    slow = io.BytesIO()  # eight documents, so that it is still under way when the words are asked for
    with zipfile.ZipFile(slow, "w") as archive:
        for number in range(8):
            archive.write(corpus / "dirty/canary/beacon.docx", f"{number}.docx")
    head, body = head_and_body(door, token, message="un", content=slow.getvalue())
    with connect(door) as line:
        line.sendall(head + body)
        until(door, words, "Encore en nettoyage")
    until(door, words, "Notre échange", meanwhile="Encore en nettoyage")
    assert Conversation.objects.count() == 1


def test_body_that_stands_still_is_given_up_by_the_server(key, tmp_path):
    with servers.running("the door alone", tmp_path / "log", BODY_STILL_SECONDS="3") as site:
        page = servers.form(site)
        head, body = head_and_body(site, servers.token_in(page), message="Mes mots à garder", content=b"x" * 5000)
        with connect(site) as line, connect(site) as drop_by_drop:
            line.sendall(head + body[:-2000])
            drop_by_drop.sendall(head + body[:100])
            answer = b""
            while piece := line.recv(65536):
                answer += piece
            assert answer.startswith(b"HTTP/1.1 408") and "Mes mots à garder".encode() in answer
            assert words_in(answer.decode()) == words_in(page)
            assert len(answer.partition(b"\r\n\r\n")[2]) % (16 * 1024) == 0
            drop_by_drop.sendall(body[100:101])
            assert drop_by_drop.recv(20).startswith(b"HTTP/1.1 408"), "a byte now and then is standing still"
    assert (tmp_path / "log").read_text() == "" or "leak" not in (tmp_path / "log").read_text()
    assert not Conversation.objects.exists()
