"""Test databases: migrated once, copied for each worker, put back after each test that commits.

Migrating from zero takes half a minute; copying a few milliseconds. The copies are made from templates kept in the
user's cache folder (SQLite) or beside the server's other databases (PostgreSQL), named by a hash of all that shapes
them (tests/states.py), so that every checkout with the same code shares them. When our code changed and no migration
did, only what is laid after migrating is laid anew, on a copy of what was migrated. On that stands the demonstration
(the fixture `demonstration`), laid once a day and state of our code.
"""

from __future__ import annotations

import contextlib
import datetime
import fcntl
import functools
import hashlib
import os
import shutil
import sqlite3
import subprocess
import sys
import tarfile
import tempfile
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit, urlunsplit

import pytest

from tests.reading import guard, held_open
from tests.states import ROOT, shape_of_rows, shape_of_tables

ALIASES = ("default", "leaks")
VARIABLES = {"default": "DATABASE_URL", "leaks": "LEAKS_DATABASE_URL"}
TEMPLATES = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "contrechamp-tests"
KEEP = 24  # states: branches and checkouts come and go


class Copy(Protocol):
    """One worker's copy of one migrated database."""

    def restore(self, template: Any = None) -> None:
        """Make it what it was after the migrations, or what another template is."""

    def drop(self) -> None:
        """Leave nothing behind."""


class SqliteCopy:
    """A file, written through SQLite's own backup call: safe even while a test's server has it open."""

    def __init__(self, alias: str, template: Path) -> None:
        from django.conf import settings

        self.template = template
        self.path = Path(settings.DATABASES[alias]["NAME"])
        shutil.copyfile(template, self.path)
        guard([self.path])

    def restore(self, template: Path | None = None) -> None:
        """Raises RuntimeError while a thread of this process has it open: it would read two databases in one."""
        if held := held_open(self.path):
            threads = sorted(thread.name for thread in threading.enumerate())
            raise RuntimeError(
                f"A test left {len(held)} files of {self.path.name} open in this process. Threads that used it close "
                f"their connections before the test ends (`connections.close_all()`). Alive: {threads}"
            )
        with (
            contextlib.closing(sqlite3.connect(template or self.template)) as source,
            contextlib.closing(sqlite3.connect(self.path, timeout=20)) as target,
        ):
            source.backup(target)

    def drop(self) -> None:
        """The file goes with the worker's data folder."""


class PostgresCopy:
    """A database cloned from its template by the server."""

    def __init__(self, alias: str, template: str) -> None:
        from django.db import connections

        self.template = template
        self.settings = connections[alias].settings_dict
        self.maintenance = postgres_address(self.settings)
        self.name = f"contrechamp_test_{os.getpid()}_{alias}"
        self.settings["NAME"] = self.name
        self.restore()

    def restore(self, template: str | None = None) -> None:
        self.drop()
        run_sql(self.maintenance, f'CREATE DATABASE "{self.name}" TEMPLATE "{template or self.template}"')

    def drop(self) -> None:
        run_sql(self.maintenance, f'DROP DATABASE IF EXISTS "{self.name}" WITH (FORCE)')


def postgres_address(settings: dict) -> dict:
    """How to reach the server for commands about whole databases."""
    names = {"HOST": "host", "PORT": "port", "USER": "user", "PASSWORD": "password"}
    return {theirs: settings[ours] for ours, theirs in names.items() if settings.get(ours)} | {"dbname": "postgres"}


def run_sql(address: dict, statement: str) -> list[tuple]:
    """Run one statement outside any transaction."""
    import psycopg

    with psycopg.connect(**address, autocommit=True) as connection:
        cursor = connection.execute(statement)
        return cursor.fetchall() if cursor.description else []


def close_pool(connection: Any) -> None:
    """Keep no connection to a database that goes: its pool would try for minutes to have it again."""
    if connection.vendor == "postgresql":
        connection.close_pool()


def close_all() -> None:
    """Let go of the databases: what takes their place is read by new connections."""
    from django.db import connections

    for connection in connections.all(initialized_only=True):
        connection.close()
        close_pool(connection)


def run_step(step: str, alias: str, url: str, data_dir: Path, files: Path) -> None:
    """Take one of the steps of tests/states.py with one database. Raises RuntimeError when it fails."""
    environment = os.environ | {"TEST_DATA_DIR": str(data_dir), VARIABLES[alias]: url}
    environment["DJANGO_SETTINGS_MODULE"] = "config.settings.test"
    command = [sys.executable, "-m", "tests.states", step, str(files) if step == "demo" else alias]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"Making {alias} from zero failed ({step}):\n{done.stdout}{done.stderr}")


def files_of(state: str) -> Path:
    """Where the files of the demonstration lie packed, beside its database or alone."""
    return TEMPLATES / f"{state}-demo-files.tar"


def forget_oldest(pattern: str) -> None:
    """Keep the states of the last branches and checkouts."""
    old = sorted(TEMPLATES.glob(pattern), key=lambda file: file.stat().st_mtime)
    for file in old[:-KEEP]:
        file.unlink(missing_ok=True)


def sqlite_template(alias: str, step: str, state: str, before: Path | None) -> Path:
    """The file of this state, made of the one before when it is not there yet."""
    path = TEMPLATES / f"{state}-{step}-{alias}.sqlite3"
    if path.exists():
        os.utime(path)
        return path
    forget_oldest(f"*-{step}-{alias}.sqlite3")
    with tempfile.TemporaryDirectory(dir=TEMPLATES) as making:
        new = Path(making) / "new.sqlite3"
        if before:
            shutil.copyfile(before, new)
        run_step(step, alias, f"sqlite:///{new}", Path(making), files_of(state))
        with contextlib.closing(sqlite3.connect(new)) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        new.rename(path)
    return path


def postgres_template(alias: str, step: str, state: str, before: str | None) -> str:
    """The database of this state on the server, made of the one before when it is not there yet."""
    import psycopg
    from django.conf import settings

    address = postgres_address(settings.DATABASES[alias])
    name = f"contrechamp_template_{state}_{step}_{alias}"
    if not run_sql(address, f"SELECT 1 FROM pg_database WHERE datname = '{name}'"):
        making = f"contrechamp_making_{state}_{step}_{alias}"
        templates = f"SELECT datname FROM pg_database WHERE datname ~ '^contrechamp_template_.*_{step}_{alias}$'"
        for (old,) in run_sql(address, templates):
            with contextlib.suppress(psycopg.Error):  # another checkout may be copying it at this moment
                run_sql(address, f'DROP DATABASE IF EXISTS "{old}"')
        run_sql(address, f'DROP DATABASE IF EXISTS "{making}"')
        made_of = f'TEMPLATE "{before}"' if before else "TEMPLATE template0 ENCODING 'UTF8'"
        run_sql(address, f'CREATE DATABASE "{making}" {made_of}')
        url = urlsplit(os.environ[VARIABLES[alias]])
        with tempfile.TemporaryDirectory() as data_dir:
            run_step(step, alias, urlunsplit(url._replace(path=f"/{making}")), Path(data_dir), files_of(state))
        run_sql(address, f'ALTER DATABASE "{making}" RENAME TO "{name}"')
    return name


def copy_of(template: Path | str, alias: str) -> Copy:
    """This worker's copy of one database."""
    return SqliteCopy(alias, template) if isinstance(template, Path) else PostgresCopy(alias, template)


def maker_of(alias: str) -> Callable[..., Any]:
    """What makes templates on the engine that the settings name."""
    from django.conf import settings

    is_file = settings.DATABASES[alias]["ENGINE"] == "django.db.backends.sqlite3"
    return sqlite_template if is_file else postgres_template


def template_of(alias: str) -> Path | str:
    """The migrated database of the present state."""
    tables, rows = present_state()
    bare = maker_of(alias)(alias, "bare", tables, None)
    return maker_of(alias)(alias, "lay", hashlib.sha256(f"{tables} {rows}".encode()).hexdigest()[:12], bare)


def demonstration_template() -> tuple[Any, Path]:
    """The site's database with the demonstration as it is today, and its files. Whoever comes first lays it."""
    laid = f"{' '.join(present_state())} {datetime.date.today()} {(ROOT / 'tests' / 'states.py').read_text()}"
    state = hashlib.sha256(laid.encode()).hexdigest()[:12]
    with make_alone():
        forget_oldest("*-demo-files.tar")
        return maker_of("default")("default", "demo", state, template_of("default")), files_of(state)


@functools.cache
def present_state() -> tuple[str, str]:
    """Both names of tests/states.py, read once a process: all our code and its migrations' imports are behind them."""
    return shape_of_tables(), shape_of_rows()


@contextlib.contextmanager
def make_alone() -> Iterator[None]:
    """Whoever comes first makes a template, the others wait."""
    TEMPLATES.mkdir(parents=True, exist_ok=True)
    with open(TEMPLATES / f"{present_state()[0]}.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def make_templates() -> dict[str, Path | str]:
    """Both templates. Raises RuntimeError when migrating fails."""
    with make_alone():
        return {alias: template_of(alias) for alias in ALIASES}


def pytest_sessionstart(session: pytest.Session) -> None:
    """Begin to migrate while the workers still read the tests. What goes wrong is told by the first test that asks."""
    if hasattr(session.config, "workerinput"):
        threading.Thread(target=lambda: _quietly(make_templates), daemon=True).start()


def _quietly(make: Callable[[], object]) -> None:
    with contextlib.suppress(Exception):
        make()


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment: None, django_db_blocker: object) -> Iterator[dict[str, Copy]]:
    """Both databases, migrated and private to this worker (takes the place of pytest-django's fixture)."""
    from django.conf import settings
    from django.db import connections
    from django.test import TransactionTestCase

    try:
        templates = make_templates()
    except RuntimeError as problem:
        pytest.exit(str(problem), returncode=1)
    copies = {alias: copy_of(template, alias) for alias, template in templates.items()}

    def put_back(self: TransactionTestCase) -> None:
        """Replace what a committing test leaves by the template: a flush would lose the first page and the groups."""
        close_all()
        for copy in copies.values():
            copy.restore()
        # It lies beside the database, which is older than it now: a server would close the drop.
        Path(settings.DATA_DIR, "leaks", "keys", "count").unlink(missing_ok=True)

    flush = TransactionTestCase._fixture_teardown
    TransactionTestCase._fixture_teardown = put_back
    yield copies
    TransactionTestCase._fixture_teardown = flush
    with django_db_blocker.unblock():
        connections.close_all()
        for connection in connections.all():
            close_pool(connection)
    for copy in copies.values():
        copy.drop()
    shutil.rmtree(settings.DATA_DIR, ignore_errors=True)


@pytest.fixture
def demonstration(transactional_db: None, django_db_setup: dict[str, Copy]) -> None:
    """The whole demonstration, as `load_demo` lays it on an empty site. It goes as all that is committed goes."""
    from django.conf import settings

    template, files = demonstration_template()
    close_all()
    django_db_setup["default"].restore(template)
    with tarfile.open(files) as archive:
        archive.extractall(settings.MEDIA_ROOT, filter="data")


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Close what a browser's loop hid from `put_back`: Django keeps the connections of a running loop apart."""
    from django.db import connections

    marker = item.get_closest_marker("django_db")
    if marker and marker.kwargs.get("transaction"):
        for connection in connections.all(initialized_only=True):
            connection.close()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every test that uses a database may use both, and what the live site serves is committed."""
    for item in items:
        names = set(getattr(item, "fixturenames", ()))
        marker = item.get_closest_marker("django_db")
        if marker is None and not names & {"db", "transactional_db", "live_site", "demonstration"}:
            continue
        wanted = {"databases": list(ALIASES), **(marker.kwargs if marker else {})}
        if names & {"live_site", "transactional_db", "demonstration"}:
            wanted["transaction"] = True
        if "live_site" in names:
            item.add_marker(pytest.mark.browser)
        item.add_marker(pytest.mark.django_db(*(marker.args if marker else ()), **wanted), append=False)
