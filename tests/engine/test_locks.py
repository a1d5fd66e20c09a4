"""A lock excludes everybody else of the installation, and ends with its holder, however that dies."""

from __future__ import annotations

import subprocess
import sys
import threading

import pytest
from django.db import connection, connections

from engine.locks import Lock, alone
from tests.databases import ROOT
from tests.working import environment_here

pytestmark = pytest.mark.django_db(databases=["default", "leaks"], transaction=True)
HOLD = (
    "import django, time; django.setup()\nfrom engine.locks import Lock\nlock = Lock('night')\n"
    "print(lock.take(), flush=True)\ntime.sleep(600)"
)


def test_one_holds_it_and_others_do_not(tmp_path):
    with alone("night") as first, alone("night") as second, alone("day") as other:
        assert (first, second, other) == (True, False, True)
    with alone("night") as again:
        assert again


def test_what_was_let_go_is_free_before_the_server_hears_that_its_session_ended(monkeypatch):
    if connection.vendor != "postgresql":
        pytest.skip("A file's lock ends with the call that closes it")
    lock = Lock("night")
    assert lock.take()
    session = lock._session
    with monkeypatch.context() as late:
        late.setattr(session, "close", list)
        lock.release()
        with alone("night") as mine:
            assert mine
    session.close()


def test_who_waits_gets_it_when_it_is_free():
    order = []

    def wait() -> None:
        with alone("night", wait=True):
            order.append("second")
        connections.close_all()

    with alone("night"):
        thread = threading.Thread(target=wait)
        thread.start()
        thread.join(0.3)
        order.append("first")
    thread.join()
    assert order == ["first", "second"]


def test_a_killed_holder_holds_nothing(tmp_path):
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD], cwd=ROOT, env=environment_here(tmp_path), stdout=subprocess.PIPE, text=True
    )
    assert process.stdout.readline().strip() == "True"
    lock = Lock("night")
    assert not lock.take()
    process.kill()
    process.communicate()
    assert lock.take(wait=True) and lock.is_held()
    lock.release()
    assert not lock.is_held()


def test_a_lock_that_the_database_has_forgotten_is_not_held():
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no server that could be started again")
    lock = Lock("night")
    assert lock.take() and lock.is_held()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE pid <> pg_backend_pid() AND datname = current_database()"
        )
    assert not lock.is_held() and lock.take()
    lock.release()


def test_locks_hold_no_connection_that_the_pool_has_for_requests(monkeypatch):
    """Nor is one given back with its lock: a pool's session goes on when who took it is gone."""
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no pool")
    options = connection.settings_dict["OPTIONS"]
    monkeypatch.setitem(options, "pool", {"min_size": 0, "max_size": 1, "timeout": 1})
    locks = [Lock(name) for name in ("night", "day", "mail")]
    assert [lock.take() for lock in locks] == [True] * 3 and all(lock.is_held() for lock in locks)
    backends = {lock._session.connection.info.backend_pid for lock in locks}
    for lock in locks:
        lock.release()
    assert len(backends) == 3 and "pool" in options  # that of requests stays as it was
    with alone("night") as mine, connection.cursor() as cursor:
        assert mine
        cursor.execute("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid = ANY(%s)", [list(backends)])
        assert cursor.fetchone() == (0,)
