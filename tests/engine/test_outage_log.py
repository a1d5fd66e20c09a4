"""While a service is away the log says so once a minute; other failures keep their tracebacks."""

from __future__ import annotations

import logging
import smtplib

import pytest
import redis
from botocore.exceptions import EndpointConnectionError
from django.db import connections
from django.db.utils import OperationalError, ProgrammingError
from psycopg_pool import ConnectionPool, PoolTimeout

from engine import outage_log
from engine.outage_log import AwayFilter


def raised(make):
    """The error that something raises, with those that it came from."""
    with pytest.raises(Exception) as caught:  # noqa: PT011
        make()
    return caught.value


def of_postgres():
    from django.db.utils import load_backend

    backend = load_backend("django.db.backends.postgresql")
    settings = connections["default"].settings_dict | {
        "NAME": "none",
        "USER": "nobody",
        "HOST": "127.0.0.1",
        "PORT": "1",
        "OPTIONS": {},
        "PASSWORD": "",
    }
    backend.DatabaseWrapper(settings, "away").connect()


def of_redis():
    redis.Redis(port=1).ping()


def of_the_store():
    raise EndpointConnectionError(endpoint_url="http://127.0.0.1:1")


def of_mail():
    smtplib.SMTP("127.0.0.1", 1)


def of_ours():
    raise ProgrammingError("no such column")


@pytest.fixture
def log():
    """`log(error)` gives what a page's failure leaves in the log: nothing, or a line with or without traceback."""
    handler = logging.Handler()
    kept = []
    handler.emit = lambda record: kept.append(logging.Formatter("%(message)s").format(record))
    handler.addFilter(AwayFilter())
    logger = logging.Logger("django.request")
    logger.addHandler(handler)

    def tell(error):
        kept.clear()
        logger.error("Internal Server Error: %s", "/forum/", exc_info=error)
        return list(kept)

    return tell


@pytest.mark.parametrize(
    ("fail", "service"),
    [(of_postgres, "PostgreSQL"), (of_redis, "Redis"), (of_the_store, "The object store"), (of_mail, "A server")],
)
def test_service_that_is_away_is_told_in_one_line_a_minute(log, monkeypatch, fail, service):
    error = raised(fail)
    now = [1000.0]
    monkeypatch.setattr(outage_log.time, "monotonic", lambda: now[0])
    (line,) = log(error)
    assert line.startswith(f"{service} does not answer") and "\n" not in line
    assert [log(error) for _page in range(50)] == [[]] * 50
    now[0] += 61
    assert "50 failures more" in log(error)[0]


def test_each_service_is_told_by_itself(log):
    assert log(raised(of_redis)) and log(raised(of_mail)) and not log(raised(of_redis))


def test_faults_of_ours_keep_their_tracebacks(log):
    for error in (raised(of_ours), raised(lambda: 1 / 0)):
        for _again in range(2):
            assert "Traceback" in log(error)[0]


def test_error_of_the_database_that_is_no_absence_keeps_its_traceback(log):
    class Canceled(OperationalError):
        sqlstate = "42P01"

    assert "Traceback" in log(raised(lambda: (_ for _ in ()).throw(Canceled("x"))))[0]


def test_pool_that_finds_no_server_is_told_once_and_not_at_each_try():
    said, all_that_was_said = [], []
    logger = logging.getLogger("psycopg.pool")
    handlers = []
    for kept in (said, all_that_was_said):
        handler = logging.Handler()
        handler.emit = lambda record, kept=kept: kept.append(record.getMessage())
        handlers.append(handler)
    handlers[0].addFilter(AwayFilter())
    for handler in reversed(handlers):  # the filter changes what it lets through
        logger.addHandler(handler)
    try:
        with ConnectionPool("host=127.0.0.1 port=1", min_size=2, reconnect_timeout=0.2) as pool:
            with pytest.raises(PoolTimeout):
                pool.wait(timeout=1)
    finally:
        for handler in handlers:
            logger.removeHandler(handler)
    assert any("reconnection attempt" in line for line in all_that_was_said) and len(all_that_was_said) > 3
    assert len(said) == 1 and said[0].startswith("PostgreSQL does not answer")
