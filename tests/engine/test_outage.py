"""What is away, hangs or is full is told from what is wrong."""

from __future__ import annotations

import errno
import sqlite3

import pytest
from django.db import DatabaseError, IntegrityError, OperationalError, connections
from redis import Redis
from redis.exceptions import RedisError

from engine.outage import is_outage
from engine.postgres.base import DatabaseWrapper as Postgres
from tests.browsers import free_port

pytestmark = pytest.mark.django_db  # else no connection may be opened at all


def small(tmp_path, pages=3):
    """Django's SQLite on a file that may not grow."""
    from django.db.backends.sqlite3.base import DatabaseWrapper

    own = {"ENGINE": "django.db.backends.sqlite3", "NAME": str(tmp_path / "small.sqlite3")}
    own["OPTIONS"] = {"timeout": 0.1, "init_command": f"PRAGMA max_page_count={pages}"}
    return DatabaseWrapper(connections.configure_settings({"default": own})["default"], alias="small")


def test_a_database_that_is_full(tmp_path):
    connection = small(tmp_path)
    with connection.cursor() as cursor, pytest.raises(OperationalError) as caught:
        cursor.execute("CREATE TABLE a (b TEXT)")
        cursor.execute("INSERT INTO a VALUES (%s)", ["x" * 100_000])
    assert is_outage(caught.value)
    connection.close()


def test_a_database_that_somebody_holds(tmp_path):
    connection = small(tmp_path, 100)
    with connection.cursor() as cursor, pytest.raises(OperationalError) as caught:
        cursor.execute("CREATE TABLE a (b TEXT)")
        with sqlite3.connect(tmp_path / "small.sqlite3", isolation_level=None) as other:
            other.execute("BEGIN IMMEDIATE")
            cursor.execute("INSERT INTO a VALUES ('x')")
    assert is_outage(caught.value)
    connection.close()


def test_a_table_that_is_not_there_is_a_fault(tmp_path):
    connection = small(tmp_path)
    with connection.cursor() as cursor, pytest.raises(OperationalError) as caught:
        cursor.execute("SELECT * FROM nowhere")
    assert not is_outage(caught.value)
    connection.close()


def test_a_server_that_does_not_listen():
    own = {"ENGINE": "engine.postgres", "NAME": "site", "HOST": "127.0.0.1", "PORT": free_port()}
    connection = Postgres(connections.configure_settings({"default": own})["default"], alias="away")
    with pytest.raises(OperationalError) as caught:
        connection.ensure_connection()
    assert is_outage(caught.value)


def test_a_store_that_does_not_listen():
    with pytest.raises(RedisError) as caught:
        Redis(port=free_port()).ping()
    assert is_outage(caught.value)


@pytest.mark.parametrize(
    ("error", "outage"),
    [
        (OSError(errno.ENOSPC, "full"), True),
        (OSError(errno.EFBIG, "too large"), True),
        (OSError(errno.ENOENT, "nowhere"), False),
        (IntegrityError("twice"), False),
        (DatabaseError("wrong"), False),
        (ValueError("wrong"), False),
        (None, False),
    ],
)
def test_by_what_it_is(error, outage):
    assert is_outage(error) is outage


def test_by_what_it_came_from():
    try:
        try:
            raise OSError(errno.ENOSPC, "full")
        except OSError as full:
            raise RuntimeError("not kept") from full
    except RuntimeError as error:
        assert is_outage(error)
