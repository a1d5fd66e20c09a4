"""A door that many stand at: what is free, what lets in all the same, and that nothing lets in twice."""

import re
import time

import pytest

from engine import doors, idempotency, proof_of_work
from engine.doors import DAY, WAIT, Door, is_kept_token, is_ticket, spend_ticket
from tests.engine.test_proof_of_work import solution
from tests.states import ROOMS, ROOT

SALT = "tests.door"


@pytest.fixture(autouse=True)
def one_window(monkeypatch):
    """No count begins anew in the middle of a test."""
    monkeypatch.setattr(doors, "window", lambda seconds: 1)


def token_shown(seconds_ago, monkeypatch, salt=SALT):
    """A token as a page showed it so many seconds ago."""
    then = time.time() - seconds_ago
    with monkeypatch.context() as clock:
        clock.setattr(time, "time", lambda: then)
        return idempotency.fresh_token(salt=salt)


def test_door_counts_all_together_and_each_name_apart():
    door = Door("knock", free=2, seconds=1000)
    assert [door.count() for _ in range(3)] == [True, True, False]
    assert door.is_full() and not door.is_full("somebody")
    assert door.count("somebody") and not Door("ring", free=2, seconds=1000).is_near()


def test_door_brings_work_before_it_is_full():
    door = Door("knock", free=4, seconds=1000)
    seen = []
    for _ in range(4):
        door.count()
        seen.append((door.is_near(), door.is_full()))
    assert seen == [(False, False), (True, False), (True, False), (True, True)]


def test_ticket_counts_after_the_wait_once_and_for_a_day(monkeypatch):
    young, good, old = (token_shown(age, monkeypatch) for age in (WAIT - 5, WAIT + 2, DAY + 2))
    assert [is_ticket(token, salt=SALT) for token in (young, good, old)] == [False, True, False]
    assert [spend_ticket(token, salt=SALT) for token in (young, old, good, good)] == [False, False, True, False]
    assert not is_kept_token(good, salt=SALT) and is_kept_token(young, salt=SALT)


@pytest.mark.parametrize("token", ["", "x", "a:b:c", "é" * 400])
def test_ticket_of_nobodys_is_none(token, monkeypatch):
    assert not spend_ticket(token, salt=SALT) and not is_kept_token(token, salt=SALT)


def test_ticket_of_another_door_is_none(monkeypatch):
    assert not spend_ticket(token_shown(WAIT + 2, monkeypatch, salt="elsewhere"), salt=SALT)


def test_same_form_twice_pays_once_and_another_form_not_with_it(monkeypatch):
    ticket, done = token_shown(WAIT + 2, monkeypatch), solution(proof_of_work.challenge())
    for spend in (lambda by: spend_ticket(ticket, salt=SALT, by=by), lambda by: proof_of_work.spend(done, by=by)):
        assert [spend("one form"), spend("one form"), spend("another"), spend("")] == [True, True, False, False]


def test_no_room_reads_whose_address_a_request_has():
    reads = re.compile(r"REMOTE_ADDR|HTTP_X_FORWARDED_FOR|HTTP_X_REAL_IP|get_client_ip\(request\)")
    files = [file for room in ROOMS for file in (ROOT / room).rglob("*.py")]
    assert len(files) > 200
    found = [file.relative_to(ROOT) for file in files if reads.search(file.read_text())]
    assert [str(file) for file in found] == ["config/middleware.py"], "which takes them out of every request"
