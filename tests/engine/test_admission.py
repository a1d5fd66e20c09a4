"""Few threads, a short line, honest refusals; and none of it can take the source's door's, nor the other way round."""

import asyncio
import logging
import threading
import time

import pytest
from django.db import connection, connections, transaction

from engine import refusals
from engine.admission import Full, Places, aside, turn_of
from leaks.views.answers import STEP
from tests.engine.crowds import Crowd

STATIC = "/static/css/base.css"
HOME = "/forum/"
DROP = "/leak/suivi/"


@pytest.fixture
def crowd(settings, transactional_db):
    settings.REQUEST_THREADS, settings.REQUEST_LINE, settings.LEAKS_THREADS = 3, 2, 2
    refusals._drawn.cache_clear()
    crowd = Crowd()
    yield crowd
    crowd.go.set()
    crowd.shut_down()


def of(answers, status):
    return [one for one in answers if one.status == status]


def test_crowd_past_threads_and_line_is_sent_away_and_the_rest_goes_on(crowd):
    async def come():
        assert (await crowd.ask(HOME)).status == 200  # kept for guests from here on
        asked = await crowd.fill("/agenda/", 9)
        began = crowd.came
        meanwhile = [await crowd.ask(path) for path in ("/healthz", STATIC, HOME, DROP, f"/en{DROP}")]
        one_more = await crowd.ask("/agenda/", cookie="a=b")
        assert crowd.came == began + 4, "who is refused, and what is kept, comes into no thread"
        crowd.go.set()
        return await asyncio.gather(*asked), meanwhile, one_more

    answers, meanwhile, one_more = asyncio.run(come())
    assert [one.status for one in meanwhile] == [200] * 5
    assert len(of(answers, 200)) == 5 and len(of(answers, 503)) == 4 and one_more.status == 503
    assert crowd.most <= 3 + 2 + 2
    assert all(int(one.headers["retry-after"]) > 0 for one in [*of(answers, 503), one_more])


def test_full_drop_slows_nobody_else_and_says_so_as_it_says_everything(crowd, caplog):
    async def come():
        asked = await crowd.fill(DROP, 6)
        caplog.set_level(logging.DEBUG)
        caplog.clear()
        refused = [
            await crowd.ask(path, method=method, body=b"message=SECRET", cookie="sessionid=x")
            for path in ("/leak/", "/en/leak/suivi", "/leak/?x=1")
            for method in ("GET", "POST")
        ]
        silent = list(caplog.records)
        meanwhile = [await crowd.ask(path, cookie="a=b") for path in ("/agenda/", "/forum/", "/healthz")]
        crowd.go.set()
        return await asyncio.gather(*asked), refused, silent, meanwhile

    answers, refused, silent, meanwhile = asyncio.run(come())
    assert [one.status for one in meanwhile] == [200] * 3
    assert len(of(answers, 503)) == 2 and len(of(answers, 200)) == 4
    assert silent == []
    for one in refused:
        assert (one.status, len(one.body.encode())) == (503, STEP)
        assert int(one.headers["content-length"]) == STEP
        assert "set-cookie" not in one.headers and "SECRET" not in one.body
        assert one.headers["cache-control"] == "no-store" and one.headers["retry-after"]


@pytest.mark.parametrize("path", [DROP, "/agenda/"])
def test_refusal_has_the_headers_of_an_answer(crowd, path):
    """All that say something of the page: what only a session or a language brings is not there."""

    async def come():
        usual = await crowd.ask(path)
        asked = await crowd.fill(path, 6)
        refused = await crowd.ask(path)
        crowd.go.set()
        await asyncio.gather(*asked)
        return usual, refused

    usual, refused = asyncio.run(come())
    of_this_page = {"vary", "etag", "cache-control", "content-security-policy", "content-length"}
    assert set(usual.headers) - set(refused.headers) <= of_this_page
    assert {name: refused.headers[name] for name in set(usual.headers) & set(refused.headers) - of_this_page} == {
        name: value for name, value in usual.headers.items() if name in refused.headers and name not in of_this_page
    }
    assert refused.headers["content-security-policy"]


def test_who_sent_words_reads_that_they_were_not_taken(crowd):
    async def come():
        asked = await crowd.fill("/agenda/", 6)
        french = await crowd.ask("/accounts/login/", method="POST", body=b"login=a")
        english = await crowd.ask("/en/accounts/login/", method="POST", body=b"login=a")
        read = await crowd.ask("/accounts/login/", cookie="a=b")
        crowd.go.set()
        await asyncio.gather(*asked)
        return french, english, read

    french, english, read = asyncio.run(come())
    assert "n’a pas été pris" in french.body and '<html lang="fr">' in french.body
    assert "was not taken" in english.body and "reload this page" in english.body
    assert "n’a pas été pris" not in read.body and "Rechargez" in read.body
    assert french.headers["content-language"] == "fr" and english.headers["content-language"] == "en"


def test_body_is_read_before_it_is_refused(crowd):
    """A browser that is still sending when the connection closes shows no page."""
    taken = []

    async def come():
        asked = await crowd.fill("/agenda/", 6)
        pieces = iter([(b"x" * 1000, True)] * 5 + [(b"", False)])

        async def receive():
            body, more = next(pieces)
            taken.append(len(body))
            return {"type": "http.request", "body": body, "more_body": more}

        sent = []

        async def send(message):
            sent.append(message)

        scope = {"type": "http", "method": "POST", "path": "/agenda/", "query_string": b"", "headers": []}
        await crowd(scope, receive, send)
        crowd.go.set()
        await asyncio.gather(*asked)
        return sent

    assert asyncio.run(come())[0]["status"] == 503 and sum(taken) == 5000


# -- The places themselves ---------------------------------------------------------------------------------------------
def places(**changes):
    return Places(**({"threads": 1, "line": 5, "patience": 20} | changes))


def test_patience_ends_with_a_refusal_and_nothing_begun():
    async def come():
        here, go, begun = places(patience=0.05), threading.Event(), []
        first = asyncio.ensure_future(here.run(go.wait, 30))
        await asyncio.sleep(0)
        with pytest.raises(Full):
            await here.run(begun.append, 1)
        go.set()
        await first
        assert begun == [] and not here._line
        assert await here.run(lambda: "well") == "well"
        here.shutdown()

    asyncio.run(come())


def test_who_leaves_the_line_keeps_nobody_waiting():
    async def come():
        here, go = places(), threading.Event()
        first = asyncio.ensure_future(here.run(go.wait, 30))
        await asyncio.sleep(0)
        leaving, staying = (asyncio.ensure_future(here.run(lambda: "well")) for _ in range(2))
        await asyncio.sleep(0.01)
        leaving.cancel()
        go.set()
        assert await first and await staying == "well"
        assert (here._free, len(here._line)) == (1, 0)
        here.shutdown()

    asyncio.run(come())


def test_who_is_cancelled_in_the_moment_of_their_turn_gives_it_on():
    async def come():
        here, go = places(), threading.Event()
        first = asyncio.ensure_future(here.run(go.wait, 30))
        await asyncio.sleep(0)
        unlucky, next_one = (asyncio.ensure_future(here.run(lambda: "well")) for _ in range(2))
        await asyncio.sleep(0.01)
        with here._lock:
            here._leave()  # its turn, before the loop comes round
        unlucky.cancel()
        assert await next_one == "well"
        go.set()
        assert await first
        here.shutdown()

    asyncio.run(come())


def test_what_waits_aside_lets_others_in_within_a_bound():
    async def come():
        here, go = places(aside=3), threading.Event()

        def wait():
            with aside(), aside():
                return go.wait(30)

        waiting = [asyncio.ensure_future(here.run(wait)) for _ in range(4)]
        await asyncio.sleep(0.3)
        assert here._aside == 3 and here.workers.count <= 4
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(here.run(lambda: "well"), 0.2)  # the fourth keeps its place
        go.set()
        assert await asyncio.gather(*waiting) == [True] * 4
        assert (here._free, here._aside) == (1, 0)
        here.shutdown()

    asyncio.run(come())


@pytest.mark.django_db(transaction=True, databases=["default", "leaks"])
def test_nobody_steps_aside_with_a_transaction_nor_keeps_a_connection_that_others_need():
    def look(alias):
        with connections[alias].cursor() as cursor:
            cursor.execute("SELECT 1")
        with aside():
            is_open = connections[alias].connection is not None
        with transaction.atomic(using=alias), aside():
            within = connections[alias].connection is not None
        connections.close_all()
        return is_open, within

    async def come():
        here = places()
        found = await here.run(look, "leaks"), await here.run(look, "default")
        assert here._free == 1
        here.shutdown()
        return found

    kept = connection.vendor == "sqlite"  # a file that a thread keeps open is nobody else's
    assert asyncio.run(come()) == ((False, True), (kept, True))


def test_line_before_something_slow_has_an_end():
    slow, line, go, told = threading.Semaphore(1), threading.Semaphore(2), threading.Event(), []

    def come():
        with turn_of(slow, line=line, patience=30) as is_ours:
            told.append(is_ours)
            go.wait(30)

    threads = [threading.Thread(target=come) for _ in range(2)]
    for thread in threads:
        thread.start()
    while not told:
        time.sleep(0.01)
    while line.acquire(blocking=False):
        line.release()
        time.sleep(0.01)
    with turn_of(slow, line=line, patience=30) as is_ours:
        assert not is_ours, "at once"
    go.set()
    for thread in threads:
        thread.join()
    with turn_of(slow, line=line, patience=30) as is_ours:
        assert is_ours
    assert told == [True, True]


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="a file has no connections to run out of")
def test_server_of_the_database_sees_no_more_connections_than_are_counted(settings, transactional_db):
    seen = []

    def ask():
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()")
            seen.append(cursor.fetchone()[0])
            cursor.execute("SELECT pg_sleep(0.02)")
        with aside():
            time.sleep(0.02)
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_sleep(0.02)")
        connections.close_all()

    async def come():
        here = places(threads=settings.REQUEST_THREADS, line=100)
        await asyncio.gather(*(here.run(ask) for _ in range(80)))
        here.shutdown()

    connection.close()
    asyncio.run(come())
    assert len(seen) == 80 and max(seen) <= settings.CONNECTIONS["default"]
