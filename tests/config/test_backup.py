"""What is backed up comes back row for row and file for file, opens to its recipients alone, and goes when it must."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from datetime import date, datetime, timedelta
from io import StringIO
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import connections
from django.utils import timezone

from accounts.models import User
from campaign.services.watches import TOLD_KEPT
from config import keeping
from config.backup.exceptions import RestoreRefused
from config.backup.restoring import private_keys
from config.settings.environment import age_keys
from leaks import storage
from leaks.models import Bundle, Conversation
from leaks.rules import KEPT_AFTER_ADDITION
from safety.sealing import Member, Recipients, make_identity, pack, seal_into, seal_text
from tests.databases import ALIASES, ROOT, VARIABLES, postgres_address, run_sql

pytestmark = pytest.mark.django_db(databases=["default", "leaks"], transaction=True)
WORDS = "Rendez-vous devant la mairie, à l’heure dite."


class Installation:
    """A data folder, the keys that its archives are sealed to, and what is in it."""

    def __init__(self, folder: Path, addresses: dict[str, str]) -> None:
        self.folder, self.addresses = folder, addresses
        folder.mkdir(mode=0o700, exist_ok=True)

    def manage(self, *arguments: object, typed: str = "") -> subprocess.CompletedProcess[str]:
        environment = os.environ | self.addresses
        environment |= {"TEST_DATA_DIR": str(self.folder), "DJANGO_SETTINGS_MODULE": "config.settings.test"}
        command = [sys.executable, "manage.py", *map(str, arguments)]
        return subprocess.run(
            command, cwd=ROOT, env=environment, input=typed, capture_output=True, text=True, check=False
        )

    def rows(self) -> dict[str, tuple[int, str]]:
        """Of every table of both databases the number of rows and a hash of them all."""
        return {
            f"{alias} {table}": found for alias in ALIASES for table, found in rows_at(self.addresses[VARIABLES[alias]])
        }

    def files(self) -> dict[str, str]:
        """Of every file that is somebody's a hash."""
        found = [file for top in ("media", "leaks") for file in (self.folder / top).rglob("*") if file.is_file()]
        return {str(file.relative_to(self.folder)): hashlib.sha256(file.read_bytes()).hexdigest() for file in found}

    def archives(self) -> list[Path]:
        return sorted((self.folder / "backups").glob("*.age"))


def rows_at(address: str):
    if address.startswith("sqlite"):
        connection = sqlite3.connect(address.removeprefix("sqlite:///"))
        tables = "SELECT name FROM sqlite_master WHERE type = 'table'"
    else:
        import psycopg

        connection = psycopg.connect(address)
        tables = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
    with contextlib.closing(connection):
        for (table,) in sorted(connection.execute(tables).fetchall()):
            rows = sorted(repr(row) for row in connection.execute(f'SELECT * FROM "{table}"').fetchall())
            yield table, (len(rows), hashlib.sha256("\n".join(rows).encode()).hexdigest())


@pytest.fixture
def keys(settings, tmp_path):
    """A private key in a file, and its public one in the settings."""
    private, public = make_identity()
    (tmp_path / "key.txt").write_text(f"# public key: {public}\n{private}\n")
    settings.BACKUP_RECIPIENTS = settings.BACKUP_LEAKS_RECIPIENTS = [public]
    return tmp_path / "key.txt"


@pytest.fixture
def site(settings, tmp_path, keys):
    """This process's installation, with somebody's words and files and something in the drop."""
    folder = tmp_path / "site"
    addresses = {}
    for alias in ALIASES:
        found = settings.DATABASES[alias]
        if found["ENGINE"].endswith("sqlite3"):
            addresses[VARIABLES[alias]] = f"sqlite:///{found['NAME']}"
        else:
            url = urlsplit(os.environ[VARIABLES[alias]])
            addresses[VARIABLES[alias]] = urlunsplit(url._replace(path=f"/{found['NAME']}"))
    made = Installation(folder, addresses)
    settings.DATA_DIR, settings.MEDIA_ROOT = folder, str(folder / "media")
    options = {"location": folder / "leaks", "file_permissions_mode": 0o600}
    settings.STORAGES = settings.STORAGES | {"leaks": settings.STORAGES["leaks"] | {"OPTIONS": options}}
    User.objects.create_user(username="lise", password="une phrase assez longue", public_name=WORDS)
    default_storage.save("documents/tract.txt", ContentFile(WORDS.encode() * 1000))
    default_storage.save(f"documents/{'é' * 50}/{'long-' * 20}.bin", ContentFile(os.urandom(5_000_000)))
    storage.remember_count(3)
    blob = storage.keep(seal_text(WORDS, keys=Recipients(tuple(settings.BACKUP_RECIPIENTS))))
    conversation = Conversation.objects.create(lookup="x", source_key=settings.BACKUP_RECIPIENTS[0])
    Bundle.objects.create(conversation=conversation, blob=blob, size=1)
    return made


@pytest.fixture
def elsewhere(settings, tmp_path):
    """An empty installation on the same engine."""
    folder = tmp_path / "elsewhere"
    if settings.DATABASES["default"]["ENGINE"].endswith("sqlite3"):
        yield Installation(folder, {VARIABLES[alias]: f"sqlite:///{folder}/{alias}.sqlite3" for alias in ALIASES})
        return
    server = postgres_address(settings.DATABASES["default"])
    names = {alias: f"contrechamp_restored_{os.getpid()}_{alias}" for alias in ALIASES}
    for name in names.values():
        run_sql(server, f'CREATE DATABASE "{name}"')
    url = urlsplit(os.environ["DATABASE_URL"])
    yield Installation(
        folder, {VARIABLES[alias]: urlunsplit(url._replace(path=f"/{names[alias]}")) for alias in ALIASES}
    )
    for name in names.values():
        run_sql(server, f'DROP DATABASE "{name}" WITH (FORCE)')


def back_up() -> None:
    call_command("backup", stdout=StringIO())


def test_archives_bring_every_row_and_every_file_back_into_an_empty_installation(site, elsewhere, keys):
    """What is committed is taken, and nobody who writes is waited for."""
    before, files = site.rows(), site.files()
    other = connections.create_connection("default")
    try:
        other.set_autocommit(False)
        other.cursor().execute("UPDATE accounts_user SET public_name = 'half'")
        back_up()
        other.rollback()
    finally:
        other.close()
    done = elsewhere.manage("restore", *site.archives(), "--key", "-", typed=keys.read_text())
    assert done.returncode == 0, done.stderr
    assert elsewhere.rows() == before and before["default accounts_user"][0] and before["leaks leaks_bundle"][0] == 1
    assert elsewhere.files() == files and len(files) == 4
    assert {file.stat().st_mtime for file in (elsewhere.folder / "leaks").rglob("*") if file.is_file()} == {0}
    again = elsewhere.manage("restore", *site.archives(), "--key", keys)
    assert again.returncode and "this installation is not empty" in again.stderr and "--over localhost" in again.stderr
    assert elsewhere.rows() == before


def test_restore_over_an_installation_takes_its_name_and_makes_it_what_it_was(site, keys):
    before, files = site.rows(), site.files()
    back_up()
    default_storage.save("documents/later.txt", ContentFile(b"later"))
    default_storage.delete("documents/tract.txt")
    User.objects.filter(username="lise").update(public_name="somebody else")
    Conversation.objects.all().delete()
    with connections["default"].cursor() as cursor:
        cursor.execute("CREATE TABLE later (id integer)")  # what an upgrade made
    with pytest.raises(CommandError, match="'here' is not its name"):
        call_command("restore", *site.archives(), key=keys, over="here")
    assert site.rows() != before
    connections.close_all()
    call_command("restore", *site.archives(), key=keys, over="localhost", stdout=StringIO())
    assert site.rows() == before and site.files() == files
    assert User.objects.get(username="lise").public_name == WORDS


def test_archives_tell_no_more_than_a_day_and_nothing_of_what_is_in_them(site, keys):
    back_up()
    back_up()
    today = timezone.localdate()
    names = [f"{part}-{today}{more}.age" for part in ("drop", "site") for more in ("-2", "")]
    assert [archive.name for archive in site.archives()] == names
    midnight = datetime(today.year, today.month, today.day, tzinfo=timezone.get_current_timezone())
    folder = site.folder / "backups"
    dated = [*site.archives(), folder / "last.json"]
    assert {file.stat().st_mtime for file in dated} == {midnight.timestamp()}
    assert {file.stat().st_mode & 0o777 for file in site.archives()} == {
        0o600
    } and folder.stat().st_mode & 0o777 == 0o700
    assert json.loads((folder / "last.json").read_text()) == {
        "at": midnight.isoformat(), "site": f"site-{today}-2.age", "drop": f"drop-{today}-2.age"
    }  # fmt: skip
    assert [file for file in site.archives() if b"lise" in file.read_bytes() or b"manifest" in file.read_bytes()] == []


def test_nothing_is_sealed_to_nobody(site, settings):
    settings.BACKUP_LEAKS_RECIPIENTS = []
    with pytest.raises(CommandError, match="BACKUP_LEAKS_RECIPIENTS is not set"):
        back_up()
    assert site.archives() == []
    assert "public key of age" in (age_keys(["age1nothing"]) or "") and age_keys([]) is None


def test_a_backup_that_fails_or_is_killed_leaves_nothing_under_a_final_name(site, settings, monkeypatch):
    monkeypatch.setenv("PATH", "")  # no pg_dump
    (site.folder / "media" / "documents" / "tract.txt").chmod(0)
    if connections["default"].vendor == "postgresql":
        with pytest.raises(CommandError, match="postgresql-client"):
            back_up()
    else:
        monkeypatch.setattr("config.backup.archives.dump", lambda alias: iter([b"x", 3]))
        with pytest.raises(CommandError, match="No backup. site: "):
            back_up()
    assert list((site.folder / "backups").glob("*-*")) == []
    monkeypatch.undo()
    with open(site.folder / "media" / "endless", "wb") as large:
        large.truncate(1 << 36)  # takes no room, and more time than anybody waits for
    environment = os.environ | site.addresses | {"BACKUP_RECIPIENTS": settings.BACKUP_RECIPIENTS[0]}
    environment |= {"TEST_DATA_DIR": str(site.folder), "DJANGO_SETTINGS_MODULE": "config.settings.test"}
    process = subprocess.Popen([sys.executable, "manage.py", "backup"], cwd=ROOT, env=environment)
    folder = site.folder / "backups"
    while not any(file.stat().st_size for file in folder.glob("site-*.part")):
        assert process.poll() is None
        time.sleep(0.05)
    with pytest.raises(CommandError, match="Another backup is running"):
        back_up()
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert site.archives() == [] and not (folder / "last.json").exists()
    (site.folder / "media" / "endless").unlink()
    back_up()
    assert len(site.archives()) == 2 and list(folder.glob("*.part")) == []


def test_an_archive_of_another_engine_of_nobody_or_cut_short_is_refused_before_anything_is_replaced(
    site, keys, tmp_path
):
    back_up()
    before = site.rows()

    def refusal(*archives: Path, key: Path = keys) -> str:
        with pytest.raises(CommandError) as refused:
            call_command("restore", *archives, key=key, over="localhost")
        assert site.rows() == before
        return str(refused.value)

    drop, whole = site.archives()
    cut = tmp_path / "cut.age"
    cut.write_bytes(whole.read_bytes()[:-1])
    assert "cut.age: decryption error" in refusal(drop, cut)
    other = tmp_path / "other.txt"
    other.write_text(make_identity()[0])
    assert "No key given opens this file" in refusal(drop, key=other)
    other.write_text("nothing")
    assert "holds no private key" in refusal(drop, key=other)
    here = connections["default"].vendor
    there = {"sqlite": "postgresql", "postgresql": "sqlite"}[here]
    assert f"comes from {there}, and the database here is {here}" in refusal(crafted(tmp_path, there, keys, "media/a"))
    for name in ("../outside", "media/../../outside", "/outside", "leaks/x", "other"):
        assert f"{name!r} has no place here" in refusal(crafted(tmp_path, here, keys, name))
    assert "no archive of this product" in refusal(crafted(tmp_path, here, keys, "media/a", about="[]"))


def crafted(folder: Path, engine: str, keys: Path, name: str, about: str = "") -> Path:
    """An archive as anybody can make it who knows the public key."""
    from io import BytesIO

    public = keys.read_text().split()[3]
    first = (about or json.dumps({"part": "site", "engine": engine})).encode()
    members = [Member("manifest.json", len(first), BytesIO(first)), Member(name, 1, BytesIO(b"x"))]
    with open(folder / "crafted.age", "wb") as out:
        seal_into(out, pack(members), keys=Recipients((public,)))
    return folder / "crafted.age"


def test_old_archives_go_each_after_its_days(site, settings, keys):
    settings.BACKUP_DAYS, settings.BACKUP_LEAKS_DAYS = 10, 3
    back_up()
    today, folder = timezone.localdate(), site.folder / "backups"
    for part in ("site", "drop"):
        for days in (2, 3, 9, 10, 400):
            (folder / f"{part}-{today - timedelta(days=days)}.age").touch()
    (folder / f"site-{today - timedelta(days=10)}-2.age").touch()
    (folder / "site-notes.age").touch()
    call_command("backup", prune=True)
    ages = {(file.name[:4], (today - date.fromisoformat(file.name[5:15])).days) for file in folder.glob("*-2*.age")}
    assert ages == {("site", 0), ("site", 2), ("site", 3), ("site", 9), ("drop", 0), ("drop", 2)}
    assert (folder / "site-notes.age").exists()


def test_old_archives_go_although_the_new_one_fails(site, monkeypatch, keys):
    back_up()
    old = site.folder / "backups" / "site-2020-01-01.age"
    old.touch()
    monkeypatch.setattr("config.backup.archives.dump", lambda alias: iter([3]))
    with pytest.raises(CommandError):
        back_up()
    assert not old.exists()


def days_refused(name: str, tmp_path: Path, days: int) -> bool:
    environment = os.environ | {name: str(days), "TEST_DATA_DIR": str(tmp_path)}
    command = [sys.executable, "-c", "import config.settings.test"]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, check=False).returncode != 0


def test_no_setting_keeps_copies_longer_than_what_is_promised(tmp_path):
    """What ends by itself ends in copies before as much time has passed again."""
    promised = [keeping.ATTENDANCE_KEPT, TOLD_KEPT, keeping.DECLINED_KEPT]
    assert days_refused("BACKUP_DAYS", tmp_path, min(promised).days + 1)
    assert not days_refused("BACKUP_DAYS", tmp_path, min(promised).days)
    assert days_refused("BACKUP_LEAKS_DAYS", tmp_path, KEPT_AFTER_ADDITION.days + 1)


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/confidentialite/", ["13 jours", "6 jours pour le dépôt", "à un sondage clos"]),
        ("/en/confidentialite/", ["13 days", "6 days for the drop", "in a poll that has closed"]),
    ],
)
def test_privacy_tells_how_long_copies_are_kept(client, settings, keys, path, said):
    settings.BACKUP_DAYS, settings.BACKUP_LEAKS_DAYS = 13, 6
    text = client.get(path).text.replace("\N{NO-BREAK SPACE}", " ")
    assert [words for words in said if words not in text] == []
    settings.BACKUP_RECIPIENTS = []
    assert said[0] not in client.get(path).text.replace("\N{NO-BREAK SPACE}", " ")


@pytest.mark.parametrize("name", ["/dev/stdin", "/dev/fd/{}", "-"])
def test_key_is_read_from_what_is_open_already(name):
    """A socket stands for what cannot be opened again by its name, as root's pipe cannot by the site's account."""
    private, _public = make_identity()
    ours, theirs = socket.socketpair()
    ours.sendall(f"# a key\n{private}\n".encode())
    ours.close()
    standard = os.dup(0)
    try:
        os.dup2(theirs.fileno(), 0)
        assert private_keys(Path(name.format(theirs.fileno()))) == [private]
    finally:
        os.dup2(standard, 0)
        os.close(standard)
        theirs.close()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read every file")
def test_key_file_that_the_account_may_not_read_leads_to_typing_it(tmp_path):
    (tmp_path / "key.txt").touch(mode=0)
    with pytest.raises(RestoreRefused, match="--key -"):
        private_keys(tmp_path / "key.txt")
