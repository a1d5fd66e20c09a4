"""Connections that say nothing close a site for nobody: a real server, and many who only open one."""

import asyncio
import resource
import socket
from contextlib import ExitStack, closing
from types import SimpleNamespace
from urllib.parse import urlsplit

import pytest

from engine import connections
from tests.browsers import serving

REQUEST = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n"
FEW_FILES, MANY = 220, 400


def connect(port):
    return socket.create_connection(("127.0.0.1", port), timeout=30)


def status(made):
    return made.recv(4096).split()[1]


@pytest.mark.django_db(transaction=True)
def test_pages_are_answered_while_many_more_connections_say_nothing_than_fit(tmp_path):
    with serving(tmp_path / "log", REDIS_URL="") as site, ExitStack() as stack:
        resource.prlimit(site.process.pid, resource.RLIMIT_NOFILE, (FEW_FILES, FEW_FILES))
        port = urlsplit(site.url).port
        answers = []
        for number in range(MANY):
            silent = connect(port)
            stack.callback(silent.close)
            if number % 2:
                silent.sendall(REQUEST)  # which never ends
            if number % 20 == 0:
                with closing(connect(port)) as asking:
                    asking.sendall(REQUEST + b"\r\n")
                    answers.append(status(asking))
        assert answers == [b"200"] * (MANY // 20)
        assert "Traceback" not in site.log.read_text()


class Transport:
    """As much of a connection as says whether it was hung up on."""

    is_hung_up = False
    left = 0

    def get_write_buffer_size(self):
        return self.left

    def abort(self):
        self.is_hung_up = True

    def is_closing(self):
        return self.is_hung_up

    def get_extra_info(self, name, default=None):
        return default


@pytest.fixture
def opened(monkeypatch):
    """Opens connections in a loop whose clock stands still: (connection, what it was told to be patient for)."""
    monkeypatch.setattr(connections, "_silent", {})
    monkeypatch.setattr(connections, "are_short", lambda kept: False)
    waiting = []
    loop = asyncio.new_event_loop()
    monkeypatch.setattr(
        loop,
        "call_later",
        lambda seconds, act: waiting.append(act) or SimpleNamespace(cancel=lambda: waiting.remove(act)),
    )
    config = SimpleNamespace(
        loaded=True, loaded_app=None, ws_protocol_class=None, root_path="", asgi_version="3.0", limit_concurrency=None,
        timeout_keep_alive=5,
    )  # fmt: skip

    def open_one():
        state = SimpleNamespace(connections=set(), tasks=set(), default_headers=[], total_requests=0)
        made = connections.Connection(config, state, {}, loop)
        made._start_asgi_task = lambda cycle, app: None
        made.connection_made(Transport())
        return made

    yield open_one, waiting
    loop.close()


@pytest.mark.parametrize("said", [b"", REQUEST, b"G"])
def test_who_does_not_finish_asking_is_hung_up_on_in_the_end(opened, said):
    open_one, waiting = opened
    one = open_one()
    if said:
        one.data_received(said)
    (act,) = waiting
    act()
    assert one.transport.is_hung_up and not connections._silent


def test_who_has_asked_is_left_alone(opened):
    open_one, waiting = opened
    one = open_one()
    one.data_received(REQUEST + b"\r\n")
    assert not waiting and not connections._silent and not one.transport.is_hung_up


def test_who_has_said_nothing_for_longest_makes_room(opened, monkeypatch):
    open_one, _waiting = opened
    asking, first, second = open_one(), open_one(), open_one()
    asking.data_received(REQUEST + b"\r\n")
    monkeypatch.setattr(connections, "are_short", lambda kept: True)
    third = open_one()
    assert [one.transport.is_hung_up for one in (asking, first, second, third)] == [False, True, False, False]


def answer(one):
    """What uvicorn does when the last byte of an answer has been handed over."""
    one.cycle.response_complete = True
    one.on_response_complete()


def test_headers_have_their_time_from_their_first_packet_on(opened):
    open_one, waiting = opened
    one = open_one()
    (before,) = waiting
    one.data_received(b"G")
    (act,) = waiting
    assert act is not before and one in connections._silent


def test_who_is_being_answered_is_not_hung_up_on_for_what_they_begin_to_ask(opened):
    open_one, waiting = opened
    one = open_one()
    one.data_received(REQUEST + b"\r\n")
    one.data_received(REQUEST[:10])
    assert not waiting and one not in connections._silent
    answer(one)
    _keep_alive, act = waiting
    assert one in connections._silent
    act()
    assert one.transport.is_hung_up


def test_who_waits_to_ask_again_makes_room_too(opened):
    open_one, waiting = opened
    one = open_one()
    one.data_received(REQUEST + b"\r\n")
    answer(one)
    keep_alive, _act = waiting
    assert keep_alive == one.timeout_keep_alive_handler and one in connections._silent
    one.data_received(REQUEST + b"\r\n")
    assert not waiting and one not in connections._silent


@pytest.mark.parametrize("head", [b"GET / HTTP/1.1\r\n", b"POST / HTTP/1.1\r\nContent-Length: 99\r\n"])
@pytest.mark.parametrize("said", [b"\r\n", b"\r\n\r\n"])
def test_who_has_an_answer_and_then_says_what_asks_for_nothing_is_hung_up_on(opened, head, said):
    """uvicorn's patience ends with the first byte: an empty line, or more of a body that nobody reads any longer."""
    open_one, waiting = opened
    one = open_one()
    one.data_received(head + b"\r\n")
    answer(one)
    one.data_received(said)
    (act,) = waiting
    act()
    assert one.transport.is_hung_up and not connections._silent


def test_end_of_an_answer_is_not_cut_off_while_somebody_takes_it_slowly(opened):
    open_one, waiting = opened
    one = open_one()
    one.data_received(REQUEST + b"\r\n")
    one.transport.left = 60_000
    answer(one)
    for left, is_hung_up in ((40_000, False), (1_000, False), (1_000, True)):
        one.transport.left = left
        waiting[-1]()
        assert one.transport.is_hung_up is is_hung_up
