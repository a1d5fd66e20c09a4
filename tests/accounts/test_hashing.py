"""Hashes take turns: few at once, within a bound of memory, the same for names that do not exist."""

import threading
from concurrent.futures import ThreadPoolExecutor

import argon2
import pytest
from django.contrib.auth import authenticate
from django.contrib.auth.hashers import identify_hasher
from django.test import Client

from accounts import hashing
from accounts.exceptions import HashingBusy
from accounts.hashing import AT_ONCE, MEMORY, MEMORY_AT_ONCE, Argon2AsBefore, Argon2InTurn, Turns
from accounts.models import RecoveryPhrase, User
from accounts.services import find_by_recovery_phrase

PASSWORD = "glycine sous la pluie"


@pytest.fixture
def real_hashes(settings):
    settings.PASSWORD_HASHERS = ["accounts.hashing.Argon2InTurn", "accounts.hashing.PBKDF2InTurn"]


@pytest.fixture
def hashed(monkeypatch):
    """What the library hashed: the memory of each, and how much was taken at once at most."""

    class Count:
        def __init__(self):
            self.each, self.now, self.most, self.most_at_once, self.at_once = [], 0, 0, 0, 0
            self.lock = threading.Lock()

        def around(self, memory, call):
            with self.lock:
                self.each.append(memory)
                self.now, self.at_once = self.now + memory, self.at_once + 1
                self.most, self.most_at_once = max(self.most, self.now), max(self.most_at_once, self.at_once)
            try:
                return call()
            finally:
                with self.lock:
                    self.now, self.at_once = self.now - memory, self.at_once - 1

    count = Count()
    make, verify = argon2.low_level.hash_secret, argon2.PasswordHasher.verify

    def counted_make(*args, **more):
        return count.around(more["memory_cost"], lambda: make(*args, **more))

    def counted_verify(self, encoded, password):
        memory = argon2.extract_parameters(encoded).memory_cost
        return count.around(memory, lambda: verify(self, encoded, password))

    monkeypatch.setattr(argon2.low_level, "hash_secret", counted_make)
    monkeypatch.setattr(argon2.PasswordHasher, "verify", counted_verify)
    return count


def old(password=PASSWORD):
    return Argon2AsBefore().encode(password, "sel sel sel sel")


def test_cost_is_owasps(real_hashes, db):
    user = User.objects.create_user("loutre", password=PASSWORD)
    assert "argon2id$v=19$m=19456,t=2,p=1$" in user.password


def test_crowd_hashes_few_at_once_within_the_bound(real_hashes, hashed, monkeypatch):
    monkeypatch.setattr(hashing, "PATIENCE", 300)
    hashes = [old(), *[Argon2InTurn().encode(PASSWORD, "sel sel sel sel")] * 3]
    hashed.each.clear()
    with ThreadPoolExecutor(25) as crowd:
        found = list(crowd.map(lambda number: Argon2InTurn().verify(PASSWORD, hashes[number % 4]), range(26)))
    assert found == [True] * 26 and len(hashed.each) == 26
    assert hashed.most_at_once <= AT_ONCE
    assert hashed.most <= MEMORY_AT_ONCE < 150 * 1024


def test_line_has_an_end_and_says_so():
    turns, inside, leave = Turns(at_once=1, line=1), threading.Event(), threading.Event()

    def stay():
        with turns.turn(MEMORY):
            inside.set()
            leave.wait(20)

    with ThreadPoolExecutor(2) as crowd:
        first = crowd.submit(stay)
        assert inside.wait(20)
        with pytest.raises(HashingBusy), turns.turn(MEMORY, patience=0.05):
            pass
        second = crowd.submit(stay)
        while not turns._line:
            pass
        with pytest.raises(HashingBusy), turns.turn(MEMORY):
            pass
        leave.set()
        first.result(20), second.result(20)
    with turns.turn(10 * MEMORY_AT_ONCE):  # alone, even what is larger than the bound
        pass


def test_earlier_hash_is_replaced_at_sign_in(real_hashes, db):
    user = User.objects.create_user("loutre")
    User.objects.filter(pk=user.pk).update(password=old())
    assert Client().post("/accounts/login/", {"login": "loutre", "password": PASSWORD}).status_code == 302
    user.refresh_from_db()
    assert "m=19456,t=2,p=1" in user.password and user.check_password(PASSWORD)


@pytest.mark.parametrize("name", ["loutre", "nobody", "LOUTRE ", "é" * 60])
def test_wrong_password_costs_one_hash_whoever_it_is(real_hashes, db, hashed, name):
    User.objects.create_user("loutre", password=PASSWORD)
    hashed.each.clear()
    Client().post("/accounts/login/", {"login": name, "password": "faux"})
    assert hashed.each == [MEMORY]
    hashed.each.clear()
    assert authenticate(username=name, password="faux") is None
    assert hashed.each == [MEMORY]


def test_names_that_do_not_exist_take_as_long_as_the_accounts_there_are(real_hashes, db, hashed):
    """While half of the accounts keep an earlier hash, half of the other names take its time, always the same ones."""
    for number in range(4):
        user = User.objects.create_user(f"loutre{number}", password=PASSWORD)
        if number % 2:
            User.objects.filter(pk=user.pk).update(password=old())
    costs = []
    for _ in range(2):
        hashed.each.clear()
        for number in range(10):
            assert authenticate(username=f"nobody{number}", password="faux") is None
        costs.append(list(hashed.each))
    assert costs[0] == costs[1] and set(costs[0]) == {MEMORY, Argon2AsBefore.memory_cost}
    hashed.each.clear()
    for number in range(4):
        assert authenticate(username=f"loutre{number}", password="faux") is None
    assert sorted(hashed.each) == [MEMORY] * 2 + [Argon2AsBefore.memory_cost] * 2


def test_recovery_phrase_costs_one_hash_whoever_it_is(real_hashes, db, hashed):
    user = User.objects.create_user("loutre", password=PASSWORD)
    RecoveryPhrase.objects.create(user=user, hashed=Argon2InTurn().encode("abc", "sel sel sel sel"))
    User.objects.create_user("martre", password=PASSWORD)
    for name in ("loutre", "martre", "nobody"):
        hashed.each.clear()
        assert find_by_recovery_phrase(username=name, phrase="faux") is None
        assert hashed.each == [MEMORY]


def test_full_line_answers_503_keeps_the_words_and_gives_back_what_was_paid(real_hashes, db, monkeypatch):
    from engine import proof_of_work
    from tests.engine.test_proof_of_work import solution

    user = User.objects.create_user("loutre", password=PASSWORD)
    monkeypatch.setattr(hashing, "turns", Turns(line=0))
    done = solution(proof_of_work.challenge())
    typed = {"public_name": "Martre rousse", "password1": PASSWORD}
    answers = [
        Client().post("/accounts/login/", {"login": "loutre", "password": PASSWORD, "work": done}),
        Client().post("/accounts/signup/", typed | {"email": "", "work": done}),
        Client().post("/accounts/recover/", typed | {"username": "loutre", "phrase": "a b c"}),
    ]
    assert [answer.status_code for answer in answers] == [503] * 3
    for answer, word in zip(answers, ("loutre", "Martre rousse", "a b c"), strict=True):
        assert f'value="{word}"' in answer.content.decode()
    assert proof_of_work.is_unspent(done)
    assert User.objects.get() == user
    client = Client()
    client.force_login(user)
    changed = {"oldpassword": PASSWORD, "password1": "une autre phrase"}
    answer = client.post("/accounts/password/change/", changed)
    assert (answer.status_code, answer["Retry-After"]) == (503, "30")


def test_earlier_sessions_go_on(client, db):
    client.force_login(User.objects.create_user("loutre"), backend="django.contrib.auth.backends.ModelBackend")
    assert client.get("/accounts/").status_code == 200


def test_hash_of_other_software_takes_its_turn_too(real_hashes, db, monkeypatch):
    encoded = hashing.PBKDF2InTurn().encode(PASSWORD, "sel", 1000)
    assert identify_hasher(encoded).verify(PASSWORD, encoded)
    monkeypatch.setattr(hashing, "turns", Turns(line=0))
    with pytest.raises(HashingBusy):
        identify_hasher(encoded).verify(PASSWORD, encoded)
