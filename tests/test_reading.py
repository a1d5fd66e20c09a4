"""A test run that can be believed: nobody here takes a database's locks away, or puts it back under an open one."""

import sqlite3
import subprocess
import sys
import threading
from contextlib import closing
from pathlib import Path

import pytest
from django.db import connection, connections

from engine.asgi import ASGIHandler
from tests.databases import SqliteCopy
from tests.reading import content_of, held_open

on_sqlite = pytest.mark.skipif("connection.vendor != 'sqlite'", reason="PostgreSQL keeps its files to itself")


def database() -> Path:
    return Path(str(connection.settings_dict["NAME"]))


def can_write(path: Path) -> bool:
    """Whether somebody else gets the write lock."""
    script = (
        f"import sqlite3; sqlite3.connect({str(path)!r}, timeout=0, isolation_level=None).execute('BEGIN IMMEDIATE')"
    )
    return subprocess.run([sys.executable, "-c", script], capture_output=True).returncode == 0


@on_sqlite
@pytest.mark.django_db(transaction=True)
def test_reading_elsewhere_leaves_this_process_its_locks():
    with closing(sqlite3.connect(database(), isolation_level=None)) as writer:
        writer.execute("BEGIN IMMEDIATE")
        assert not can_write(database())
        assert content_of(database().parent, database().name)[database()].startswith(b"SQLite format 3")
        assert not can_write(database()), "the lock is still ours"
        writer.execute("ROLLBACK")
    assert can_write(database())


@on_sqlite
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("suffix", ["", "-wal", "-shm"])
def test_database_is_opened_by_nobody_here_but_sqlite(suffix):
    connection.ensure_connection()
    path = Path(f"{database()}{suffix}")
    with pytest.raises(PermissionError, match="another process"):
        path.read_bytes()
    with pytest.raises(PermissionError, match="another process"):
        (path.parent / ".." / path.parent.name / path.name).open("rb")
    descriptor = next(link for link in Path("/proc/self/fd").iterdir() if link.resolve() == path.resolve())
    with pytest.raises(PermissionError, match="another process"):
        descriptor.read_bytes()


@on_sqlite
@pytest.mark.django_db(transaction=True)
def test_database_is_not_put_back_while_a_thread_has_it_open(tmp_path):
    path = tmp_path / "site.sqlite3"
    with closing(sqlite3.connect(tmp_path / "template.sqlite3")) as template:
        template.execute("CREATE TABLE kept (word)")
    copy = SqliteCopy.__new__(SqliteCopy)
    copy.template, copy.path = tmp_path / "template.sqlite3", path
    copy.restore()
    opened, go = threading.Event(), threading.Event()

    def use() -> None:
        with closing(sqlite3.connect(path)) as theirs:
            theirs.execute("SELECT * FROM kept").fetchall()
            opened.set()
            go.wait(30)

    thread = threading.Thread(target=use, name="in-process handler")
    thread.start()
    opened.wait(30)
    with pytest.raises(RuntimeError, match="in-process handler"):
        copy.restore()
    go.set()
    thread.join()
    copy.restore()


@on_sqlite
@pytest.mark.django_db(transaction=True)
def test_handler_that_is_shut_down_has_no_database_open():
    handler = ASGIHandler()

    def ask() -> list[str]:
        with connections["default"].cursor() as cursor:
            cursor.execute("SELECT 1")
        return held_open(database())

    connections.close_all()
    assert handler.site.workers.submit(ask).result(10) and held_open(database()), (
        "the thread waits for the next request"
    )
    handler.shut_down()
    assert held_open(database()) == []
