"""What a released version kept comes through the upgrade whole: each row, what people wrote, and pages that show it.

`releases/` holds both databases of 0.1.0 with its demonstration, as `prepare … demo` of commit 0eddcb8 made them,
without the communes that nothing there refers to: `0.1.0.tar.xz` the files of SQLite, `0.1.0-postgresql.tar.xz` what
`pg_dump --inserts --rows-per-insert=200 --no-owner --no-privileges` of PostgreSQL 15 wrote, without lines that begin
with a backslash. Of a new release: the same by its own code, in their place. The suite upgrades those of its engine.
"""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.db import connections

from tests.databases import ROOT, VARIABLES, postgres_address, run_sql

RELEASE = Path(__file__).parent / "releases" / "0.1.0"
PARTS = {"default": "site", "leaks": "leaks"}
# What an upgrade may take away, and why.
_ONE_GROUP = "0.2.0 made one group of editors of three; who was in them is in it"
GONE = {
    "accounts_grouppolicy": _ONE_GROUP,
    "auth_group": _ONE_GROUP,
    "auth_group_permissions": _ONE_GROUP,
    "wagtailcore_groupapprovaltask_groups": _ONE_GROUP,
    "wagtailcore_groupcollectionpermission": _ONE_GROUP,
    "wagtailcore_grouppagepermission": _ONE_GROUP,
}
WRITTEN = {
    "forum_conversation_post": ("id", "subject", "content"),
    "forum_conversation_topic": ("id", "subject", "slug", "posts_count"),
    "wagtailcore_page": ("id", "title", "slug", "url_path", "live"),
    "campaign_collective": ("id", "name", "slug", "introduction", "status"),
    "events_event": ("id", "title", "slug", "starts_at"),
    "surveillance_project": ("id", "name", "slug", "summary"),
}
# What “Upgrading” in CHANGELOG.md asks for, then the site as somebody without account finds it.
AFTER = """
from django.core.management import call_command
from django.test import Client
for words in ("render_posts", "leave_days", "check", "recipients"):
    call_command(words)
for path in {paths!r}:
    print("looked at", path, Client(headers={{"host": "localhost"}}).get(path, follow=True).status_code)
"""


class Files:
    """The release's databases on SQLite."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.environment: dict[str, str] = {}

    def load(self) -> None:
        unpack(f"{RELEASE}.tar.xz", self.folder)

    def ask(self, part: str, query: str) -> list[tuple[object, ...]]:
        with closing(sqlite3.connect(self.folder / f"{part}.sqlite3")) as database:
            return database.execute(query).fetchall()

    def tables(self, part: str) -> list[str]:
        """Without the search engine's own."""
        query = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '%fts%'"
        return [str(name) for (name,) in self.ask(part, query)]

    def drop(self) -> None:
        """They go with their folder."""


class Server:
    """The release's databases on PostgreSQL."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.address = postgres_address(connections["default"].settings_dict)
        self.names = {part: f"contrechamp_test_release_{os.getpid()}_{part}" for part in PARTS.values()}
        url = urlsplit(os.environ[VARIABLES["default"]])
        self.environment = {
            VARIABLES[alias]: url._replace(path=f"/{self.names[part]}").geturl() for alias, part in PARTS.items()
        }

    def load(self) -> None:
        unpack(f"{RELEASE}-postgresql.tar.xz", self.folder)
        self.drop()
        for part, name in self.names.items():
            run_sql(self.address, f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8'")
            run_sql(self.address | {"dbname": name}, (self.folder / f"{part}.sql").read_text())

    def ask(self, part: str, query: str) -> list[tuple[object, ...]]:
        return run_sql(self.address | {"dbname": self.names[part]}, query)

    def tables(self, part: str) -> list[str]:
        """All of them."""
        return [str(name) for (name,) in self.ask(part, "SELECT tablename FROM pg_tables WHERE schemaname = 'public'")]

    def drop(self) -> None:
        for name in self.names.values():
            run_sql(self.address, f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


def unpack(archive: str, folder: Path) -> None:
    with tarfile.open(archive) as opened:
        opened.extractall(folder, filter="data")


@pytest.fixture
def release(tmp_path) -> Iterator[Files | Server]:
    made = (Server if connections["default"].vendor == "postgresql" else Files)(tmp_path)
    try:
        made.load()
        yield made
    finally:
        made.drop()


def manage(release: Files | Server, data: Path, *words: str) -> str:
    """A command of this code on that data, as in development."""
    kept = {name: value for name, value in os.environ.items() if not name.endswith(("DATABASE_URL", "REDIS_URL"))}
    environment = kept | release.environment | {"DJANGO_SETTINGS_MODULE": "config.settings.dev", "DATA_DIR": str(data)}
    done = subprocess.run(
        [sys.executable, "manage.py", *words], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def rows(release: Files | Server) -> dict[str, int]:
    """How many rows each table has."""
    count = 'SELECT count(*) FROM "{}"'.format
    return {
        f"{part}:{name}": int(str(release.ask(part, count(name))[0][0]))
        for part in PARTS.values()
        for name in release.tables(part)
    }


def written(release: Files | Server) -> dict[str, list[tuple[object, ...]]]:
    """What people wrote."""
    return {
        table: release.ask("site", f"SELECT {', '.join(columns)} FROM {table} ORDER BY id")
        for table, columns in WRITTEN.items()
    }


def test_everything_of_the_release_before_comes_through_the_upgrade(release, tmp_path):
    before, words = rows(release), written(release)
    assert all(words.values()) and sum(before.values()) > 1000
    (taglines,) = release.ask("site", "SELECT tagline_fr, tagline_en FROM campaign_sitesettings")
    manage(release, tmp_path, "prepare", "migrate", "static")
    after = rows(release)
    lost = {name: (count, after.get(name)) for name, count in before.items() if after.get(name, 0) < count}
    assert {name: fewer for name, fewer in lost.items() if name.partition(":")[2] not in GONE} == {}
    assert written(release) == words
    ((kept,),) = release.ask("site", "SELECT taglines FROM campaign_sitesettings")
    assert all(taglines) and (json.loads(kept) if isinstance(kept, str) else kept) == dict(
        zip(("fr", "en"), taglines, strict=True)
    )
    slug = words["campaign_collective"][0][2]
    paths = ["/", "/en/", "/agenda/", "/forum/", "/articles/", "/collectifs/", f"/collectifs/{slug}/"]
    said = manage(release, tmp_path, "shell", "--no-imports", "-c", AFTER.format(paths=[*paths, "/leak/"]))
    seen = [line.split()[2:] for line in said.splitlines() if line.startswith("looked at")]
    assert seen == [*([path, "200"] for path in paths), ["/leak/", "503"]]  # the drop, until its keys are confirmed
    assert "recipients confirm" in said and "13 posts rendered" in said
