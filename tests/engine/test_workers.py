"""Threads for requests: always one at once, few kept, each with its connection."""

import threading

import pytest
from django.db import close_old_connections, connections

from engine.workers import Workers


def test_call_that_waits_keeps_no_other_waiting():
    workers, go = Workers(kept=1), threading.Event()
    waiting = [workers.submit(go.wait, 30) for _ in range(5)]
    assert workers.submit(lambda: "answered").result(10) == "answered"
    go.set()
    assert all(call.result(10) for call in waiting)


def test_next_call_finds_the_thread_of_the_last_one():
    workers = Workers(kept=4)
    first = workers.submit(threading.current_thread)
    thread = first.result(10)
    while not workers._idle:
        thread.join(0.01)
    assert workers.submit(threading.current_thread).result(10) is thread


def test_surplus_threads_end():
    workers, go = Workers(kept=1), threading.Barrier(4)

    def wait() -> threading.Thread:
        go.wait(30)
        return threading.current_thread()

    threads = [call.result(10) for call in [workers.submit(wait) for _ in range(4)]]
    for _ in range(3000):
        alive = [thread for thread in threads if thread.is_alive()]
        if len(alive) == 1:
            break
        alive[0].join(0.01)
    assert len(alive) == 1


def test_threads_have_ended_when_it_is_shut_down():
    workers, go = Workers(kept=4), threading.Barrier(3)

    def wait() -> threading.Thread:
        go.wait(30)
        return threading.current_thread()

    threads = [call.result(10) for call in [workers.submit(wait) for _ in range(3)]]
    workers.shutdown()
    assert not any(thread.is_alive() for thread in threads)
    assert workers.submit(lambda: 1).result(10) == 1, "who comes late is answered all the same"


def test_what_a_call_raises_reaches_who_waits_and_the_thread_lives_on():
    workers = Workers(kept=4)

    def fail() -> None:
        raise LookupError("gone")

    with pytest.raises(LookupError, match="gone"):
        workers.submit(fail).result(10)
    assert workers.submit(lambda: 1).result(10) == 1


@pytest.mark.parametrize(("alias", "kept"), [("default", True), ("leaks", False)])
@pytest.mark.django_db(transaction=True, databases=["default", "leaks"])
def test_connection_of_the_site_stays_open_and_the_drops_does_not(alias, kept):
    def ask() -> bool:
        with connections[alias].cursor() as cursor:
            cursor.execute("SELECT 1")
        close_old_connections()  # as at the end of each request
        open_still = connections[alias].connection is not None
        connections.close_all()
        return open_still

    is_file = connections[alias].vendor == "sqlite"  # a server's go back to their pool
    assert Workers(kept=4).submit(ask).result(10) is (kept and is_file)
