"""Making archives: one file of the age format for the site and one for the drop, named by the day and no finer.

Each is a tar whose first member says what it is; then comes the database, then the files, which a row of the database
may name: a row without its file would be a promise that nobody can keep, a file without a row is swept.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import re
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from io import BytesIO
from pathlib import Path

import pyrage
from django.conf import settings
from django.core.files.storage import FileSystemStorage, storages
from django.utils import timezone

from config.backup.engines import dump, engine_of
from config.backup.exceptions import BackupFailed
from safety.sealing import Member, Recipients, pack, seal_into

UNFINISHED = ".part"
MANIFEST = "manifest.json"
DATABASE = "database/"  # its pieces are named by their numbers: `cat database/*` puts them together again
_NAME = re.compile(r"^(site|drop)-(\d{4}-\d{2}-\d{2})(-\d+)?\.age$")


@dataclass(frozen=True)
class Part:
    """What goes into one archive: a database, and the folders and files under the names that they have there."""

    name: str
    alias: str
    store: str  # of STORAGES
    folder: str

    @property
    def recipients(self) -> list[str]:
        """Public keys, from the settings."""
        return settings.BACKUP_RECIPIENTS if self.name == "site" else settings.BACKUP_LEAKS_RECIPIENTS

    @property
    def kept_days(self) -> int:
        """Days after which an archive is removed."""
        return settings.BACKUP_DAYS if self.name == "site" else settings.BACKUP_LEAKS_DAYS

    @property
    def store_is_here(self) -> bool:
        """Whether files lie on this machine; an object store is its operator's to keep versions of."""
        return isinstance(storages[self.store], FileSystemStorage)

    @property
    def places(self) -> dict[str, Path]:
        """Folders and files by their names in the archive."""
        found: dict[str, Path] = {}
        store = storages[self.store]
        if isinstance(store, FileSystemStorage):
            found[self.folder] = Path(store.location)
        if self.name == "site":
            found["secret_key"] = Path(settings.DATA_DIR) / "secret_key"  # where no environment file holds it
        return found

    def files(self) -> Iterator[tuple[str, Path]]:
        """Every file by its name in the archive, in the order of names: it tells nothing."""
        for name, place in self.places.items():
            if place.is_file():
                yield name, place
            for file in sorted(place.rglob("*")) if place.is_dir() else ():
                if file.is_file() and not file.is_symlink() and file.suffix != UNFINISHED:
                    yield f"{name}/{file.relative_to(place).as_posix()}", file


SITE = Part("site", "default", "default", "media")
DROP = Part("drop", "leaks", "leaks", "leaks")
PARTS = {part.name: part for part in (SITE, DROP)}


def folder() -> Path:
    """Where archives lie, for the account of the site alone."""
    found = Path(settings.DATA_DIR) / "backups"
    found.mkdir(mode=0o700, exist_ok=True)
    return found


@contextlib.contextmanager
def _alone() -> Iterator[Path]:
    """One backup at a time: what another has begun is then left by one that was killed. Raises `BackupFailed`."""
    with open(folder() / "lock", "w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise BackupFailed("Another backup is running.") from None
        yield folder()


# -- Making ------------------------------------------------------------------------------------------------------------
def back_up() -> dict[str, str]:
    """Make both archives, remove what is too old, and leave word of it. Return their names. Raises `BackupFailed`."""
    unset = [f"BACKUP_{'LEAKS_' * (part is DROP)}RECIPIENTS" for part in PARTS.values() if not part.recipients]
    if unset:
        raise BackupFailed(f"{unset[0]} is not set: an archive that is sealed to nobody is not made.")
    with _alone() as target:
        for left in target.glob(f"*{UNFINISHED}"):
            left.unlink()
        try:
            names = {name: _write(part, target).name for name, part in PARTS.items()}
        finally:
            _prune(target)  # what is too old goes, whatever becomes of the new
        _leave_word(target, names)
    return names


def prune() -> int:
    """Remove the archives that are too old, and return how many."""
    with _alone() as target:
        return _prune(target)


def _write(part: Part, target: Path) -> Path:
    """One archive, whole under its name or not at all."""
    today = timezone.localdate()
    unfinished = target / f"{part.name}-{secrets.token_hex(4)}{UNFINISHED}"
    try:
        with open(unfinished, "xb", opener=lambda path, flags: os.open(path, flags, 0o600)) as out:
            seal_into(out, pack(_members(part)), keys=Recipients(tuple(part.recipients)))
            out.flush()
            os.fsync(out.fileno())
        _leave_day(unfinished, today)
        final = _free_name(target, f"{part.name}-{today}")
        unfinished.rename(final)
    except (OSError, ValueError, pyrage.EncryptError) as error:
        # pyrage tells what stopped it in words alone: the name of the exception, and what it said.
        raise BackupFailed(f"{part.name}: {str(error).removeprefix('BackupFailed: ')}") from error
    finally:
        unfinished.unlink(missing_ok=True)
    _write_through(target)
    return final


def _members(part: Part) -> Iterator[Member]:
    """The tar of one archive, piece by piece."""
    about = {"part": part.name, "engine": engine_of(part.alias), "files": part.store_is_here}
    yield _in_memory(MANIFEST, json.dumps(about).encode())
    for number, piece in enumerate(dump(part.alias)):
        yield _in_memory(f"{DATABASE}{number:06}", piece)
    for name, file in part.files():
        with contextlib.suppress(FileNotFoundError), file.open("rb") as body:  # erased since it was listed
            yield Member(name, os.fstat(body.fileno()).st_size, body)


def _in_memory(name: str, content: bytes) -> Member:
    return Member(name, len(content), BytesIO(content))


def _free_name(target: Path, stem: str) -> Path:
    """The day's name; the second of a day gets a number, so that none replaces another."""
    number = 1
    while (name := target / f"{stem}{f'-{number}' * (number > 1)}.age").exists():
        number += 1
    return name


def _leave_day(file: Path, day: date) -> None:
    midnight = datetime.combine(day, time(), timezone.get_current_timezone()).timestamp()
    os.utime(file, (midnight, midnight))


def _leave_word(target: Path, names: dict[str, str]) -> None:
    """`last.json`, for whoever watches: the day of the last backup that ended well, and the names of its archives."""
    today = timezone.localdate()
    midnight = datetime.combine(today, time(), timezone.get_current_timezone())
    unfinished = target / f"last{UNFINISHED}"
    unfinished.write_text(json.dumps({"at": midnight.isoformat(), **names}))
    _leave_day(unfinished, today)
    unfinished.rename(target / "last.json")


def _write_through(target: Path) -> None:
    handle = os.open(target, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


# -- Removing ----------------------------------------------------------------------------------------------------------
def _prune(target: Path) -> int:
    today, gone = timezone.localdate(), 0
    for file in target.iterdir():
        found = _NAME.match(file.name)
        if found and date.fromisoformat(found[2]) + timedelta(days=PARTS[found[1]].kept_days) <= today:
            file.unlink()
            gone += 1
    return gone
