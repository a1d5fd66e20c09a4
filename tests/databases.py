"""Test databases: migrated once, copied for each worker, put back after each test that commits.

Migrating from zero takes half a minute; copying a few milliseconds. The copies are made from templates kept in the
user's cache folder (SQLite) or beside the server's other databases (PostgreSQL), named by a hash of all that shapes
them, so that every checkout with the same migrations shares them.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from importlib import metadata
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit, urlunsplit

import pytest

ROOT = Path(__file__).resolve().parent.parent
ALIASES = ("default", "leaks")
VARIABLES = {"default": "DATABASE_URL", "leaks": "LEAKS_DATABASE_URL"}
TEMPLATES = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "contrechamp-tests"
LAID_AFTER = ("campaign/services/tree.py", "forum/services/spaces.py", "accounts/receivers.py")  # at post_migrate
KEEP = 8  # states: branches come and go


class Copy(Protocol):
    """One worker's copy of one migrated database."""

    def restore(self) -> None:
        """Make it what it was after the migrations."""

    def drop(self) -> None:
        """Leave nothing behind."""


class SqliteCopy:
    """A file, written through SQLite's own backup call: safe even while a test's server has it open."""

    def __init__(self, alias: str, template: Path) -> None:
        from django.conf import settings

        self.template = template
        self.path = Path(settings.DATABASES[alias]["NAME"])
        shutil.copyfile(template, self.path)

    def restore(self) -> None:
        with (
            contextlib.closing(sqlite3.connect(self.template)) as source,
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

    def restore(self) -> None:
        self.drop()
        run_sql(self.maintenance, f'CREATE DATABASE "{self.name}" TEMPLATE "{self.template}"')

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


def state_hash() -> str:
    """A name for the state that the migrations lead to, and what is laid after them: our files, every installed
    package, the list of apps.
    """
    from django.apps import apps

    digest = hashlib.sha256()
    ours = sorted({Path(app.path) for app in apps.get_app_configs() if Path(app.path).parent == ROOT})
    migrations = [found for room in ours for found in room.rglob("migrations/*.py")]
    for file in sorted([*migrations, *(ROOT / name for name in LAID_AFTER)]):
        digest.update(str(file.relative_to(ROOT)).encode() + file.read_bytes())
    digest.update(repr(sorted((d.name, d.version) for d in metadata.distributions())).encode())
    digest.update(repr([app.name for app in apps.get_app_configs()]).encode())
    return digest.hexdigest()[:12]


def migrate(alias: str, url: str, data_dir: Path) -> None:
    """Migrate one database from zero, in a process of its own."""
    environment = os.environ | {"TEST_DATA_DIR": str(data_dir), VARIABLES[alias]: url}
    environment["DJANGO_SETTINGS_MODULE"] = "config.settings.test"
    only = ["leaks"] if alias == "leaks" else []  # walking through the migrations that it may not have is as slow
    command = [sys.executable, "manage.py", "migrate", *only, "--database", alias, "--verbosity", "0"]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"Migrating {alias} from zero failed:\n{done.stdout}{done.stderr}")


def sqlite_template(alias: str, state: str) -> Path:
    """The migrated file of this state, made when it is not there yet."""
    path = TEMPLATES / f"{state}-{alias}.sqlite3"
    if not path.exists():
        old = sorted(TEMPLATES.glob(f"*-{alias}.sqlite3"), key=lambda file: file.stat().st_mtime)
        for file in old[:-KEEP]:
            file.unlink()
        with tempfile.TemporaryDirectory(dir=TEMPLATES) as making:
            new = Path(making) / "new.sqlite3"
            migrate(alias, f"sqlite:///{new}", Path(making))
            with contextlib.closing(sqlite3.connect(new)) as connection:
                connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            new.rename(path)
    return path


def postgres_template(alias: str, state: str) -> str:
    """The migrated database of this state on the server, made when it is not there yet."""
    import psycopg
    from django.conf import settings

    address = postgres_address(settings.DATABASES[alias])
    name = f"contrechamp_template_{state}_{alias}"
    if not run_sql(address, f"SELECT 1 FROM pg_database WHERE datname = '{name}'"):
        making = f"contrechamp_making_{state}_{alias}"
        templates = f"SELECT datname FROM pg_database WHERE datname ~ '^contrechamp_template_.*_{alias}$'"
        for (old,) in run_sql(address, templates):
            with contextlib.suppress(psycopg.Error):  # another checkout may be copying it at this moment
                run_sql(address, f'DROP DATABASE IF EXISTS "{old}"')
        run_sql(address, f'DROP DATABASE IF EXISTS "{making}"')
        run_sql(address, f"CREATE DATABASE \"{making}\" TEMPLATE template0 ENCODING 'UTF8'")
        url = urlsplit(os.environ[VARIABLES[alias]])
        with tempfile.TemporaryDirectory() as data_dir:
            migrate(alias, urlunsplit(url._replace(path=f"/{making}")), Path(data_dir))
        run_sql(address, f'ALTER DATABASE "{making}" RENAME TO "{name}"')
    return name


def copy_of(template: Path | str, alias: str) -> Copy:
    """This worker's copy of one database."""
    return SqliteCopy(alias, template) if isinstance(template, Path) else PostgresCopy(alias, template)


def template_of(alias: str, state: str) -> Path | str:
    """The migrated database of this state, on the engine that the settings name."""
    from django.conf import settings

    is_file = settings.DATABASES[alias]["ENGINE"] == "django.db.backends.sqlite3"
    return sqlite_template(alias, state) if is_file else postgres_template(alias, state)


def make_templates() -> dict[str, Path | str]:
    """Both templates; whoever comes first migrates, the others wait. Raises RuntimeError when migrating fails."""
    TEMPLATES.mkdir(parents=True, exist_ok=True)
    state = state_hash()
    with open(TEMPLATES / f"{state}.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        return {alias: template_of(alias, state) for alias in ALIASES}


def pytest_sessionstart(session: pytest.Session) -> None:
    """Begin to migrate while the workers still read the tests. What goes wrong is told by the first test that asks."""
    if hasattr(session.config, "workerinput"):
        threading.Thread(target=lambda: _quietly(make_templates), daemon=True).start()


def _quietly(make: Callable[[], object]) -> None:
    with contextlib.suppress(Exception):
        make()


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment: None, django_db_blocker: object) -> Iterator[None]:
    """Both databases, migrated and private to this worker (takes the place of pytest-django's fixture)."""
    from django.conf import settings
    from django.db import connections
    from django.test import TransactionTestCase

    try:
        templates = make_templates()
    except RuntimeError as problem:
        pytest.exit(str(problem), returncode=1)
    copies = [copy_of(template, alias) for alias, template in templates.items()]

    def put_back(self: TransactionTestCase) -> None:
        """Replace what a committing test leaves by the template: a flush would lose the first page and the groups."""
        for connection in connections.all(initialized_only=True):
            connection.close()
        for copy in copies:
            copy.restore()

    flush = TransactionTestCase._fixture_teardown
    TransactionTestCase._fixture_teardown = put_back
    yield
    TransactionTestCase._fixture_teardown = flush
    with django_db_blocker.unblock():
        connections.close_all()
    for copy in copies:
        copy.drop()
    shutil.rmtree(settings.DATA_DIR, ignore_errors=True)


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
        if marker is None and not names & {"db", "transactional_db", "live_site"}:
            continue
        wanted = {"databases": list(ALIASES), **(marker.kwargs if marker else {})}
        if names & {"live_site", "transactional_db"}:
            wanted["transaction"] = True
        if "live_site" in names:
            item.add_marker(pytest.mark.browser)
        item.add_marker(pytest.mark.django_db(*(marker.args if marker else ()), **wanted), append=False)
