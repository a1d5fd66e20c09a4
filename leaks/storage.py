"""The one place of the drop that touches files: sealed blobs, under random names, in the store `leaks` of STORAGES."""

from __future__ import annotations

import os
import secrets
import stat
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, cast

from django.conf import settings
from django.core.files import File
from django.core.files.storage import FileSystemStorage, storages
from django.db import connections

from leaks.rules import SETTLED
from safety.sealing import Sealed

if TYPE_CHECKING:
    from leaks.object_storage import SealedS3Storage

_CHUNK = 64 * 1024
UNFINISHED = ".part"
_MIDNIGHT = 0  # every blob's date of change, the same for all


class SealedFileSystemStorage(FileSystemStorage):
    """Blobs on a disk: a file has a name only once it is whole and written through, so a crash leaves nothing."""

    def _save(self, name: str, content: File[bytes]) -> str:
        folder = Path(self.location)
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        mode = _mode_in(folder)
        directory = os.open(folder, os.O_RDONLY)
        try:
            nameless = self._has_nameless_files(directory)
            flags = os.O_TMPFILE if nameless else os.O_CREAT | os.O_EXCL
            unfinished = "." if nameless else f"{name}{UNFINISHED}"
            handle = os.open(unfinished, flags | os.O_WRONLY, 0o600, dir_fd=directory)
            try:
                for chunk in content.chunks(_CHUNK):
                    view = memoryview(chunk)
                    while view:
                        view = view[os.write(handle, view) :]
                os.fchmod(handle, mode)
                os.utime(handle, (_MIDNIGHT, _MIDNIGHT))
                os.fsync(handle)
                if nameless:
                    os.link(f"/proc/self/fd/{handle}", name, dst_dir_fd=directory, follow_symlinks=True)
                else:
                    os.replace(unfinished, name, src_dir_fd=directory, dst_dir_fd=directory)
            finally:
                os.close(handle)
            os.fsync(directory)
        finally:
            os.close(directory)
        return name

    def rewrite(self, name: str) -> None:
        """Copy a blob to a new inode: creation and change times are then the night's, for all alike."""
        copy = f"{name}{UNFINISHED}"
        folder = Path(self.location)
        with (folder / name).open("rb") as old, (folder / copy).open("wb") as new:
            os.fchmod(new.fileno(), _mode_in(folder))
            while chunk := old.read(_CHUNK):
                new.write(chunk)
            new.flush()
            os.utime(new.fileno(), (_MIDNIGHT, _MIDNIGHT))
            os.fsync(new.fileno())
        os.replace(folder / copy, folder / name)
        _write_through(folder)

    def is_settled(self, name: str) -> bool:
        """Whether this file has lain here for an hour: not one whose row is just being written."""
        return time.time() - (Path(self.location) / name).stat().st_ctime > SETTLED

    def _has_nameless_files(self, directory: int) -> bool:
        try:
            os.close(os.open(".", os.O_TMPFILE | os.O_WRONLY, 0o600, dir_fd=directory))
        except OSError:
            return False  # NFS and some layered file systems: a half-written file has a name there, swept each night
        return True

    def delete(self, name: str) -> None:
        super().delete(name)
        if Path(self.location).is_dir():
            _write_through(Path(self.location))


def _mode_in(folder: Path) -> int:
    """Blobs are their owner's, and the group's where the folder is: the door and the desk may be two accounts."""
    shared = folder.stat().st_mode & stat.S_IRWXG == stat.S_IRWXG
    return 0o660 if shared else 0o600


def _write_through(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def store() -> SealedFileSystemStorage | SealedS3Storage:
    """Where blobs lie."""
    return cast("SealedFileSystemStorage | SealedS3Storage", storages["leaks"])


def keep(sealed: Sealed) -> str:
    """Store a sealed blob and return its name. Takes nothing but `Sealed`: no plaintext can come this way."""
    name = f"{secrets.token_hex(16)}.age"
    sealed.body.seek(0)
    return store().save(name, File(cast(IO[Any], sealed.body), name=name))


def read(name: str) -> Iterator[bytes]:
    """The blob in pieces, as they come from where it lies."""
    found = store()
    if not isinstance(found, SealedFileSystemStorage):
        yield from found.pieces(name, 0, found.size(name))
        return
    with found.open(name, "rb") as blob:
        while chunk := blob.read(_CHUNK):
            yield chunk


def erase(name: str) -> None:
    """Remove a blob at once; one that is gone already is no error."""
    store().delete(name)


def forget_erased_rows() -> None:
    """Empty SQLite's write-ahead log, which otherwise keeps rows as they were before they were erased."""
    connection = connections["leaks"]
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def rewrite(name: str) -> None:
    """Give a blob new dates."""
    store().rewrite(name)


def is_settled(name: str) -> bool:
    """Whether a blob without a row is an orphan, not a submission in the making."""
    return store().is_settled(name)


def names() -> list[str]:
    """Every blob there is."""
    try:
        return store().listdir("")[1]
    except FileNotFoundError:
        return []


def settle(file: Path) -> None:
    """Give a file that comes back from a copy, and its folder, the mode and the date that all have here."""
    outer = Path(cast("SealedFileSystemStorage", store()).location)
    if file.parent != outer:
        file.parent.chmod(0o2770 if _mode_in(outer) == 0o660 else 0o700)
    file.chmod(_mode_in(outer))
    os.utime(file, (_MIDNIGHT, _MIDNIGHT))


# -- The newest count of the list of keys, outside the database --------------------------------------------------------
def _count_file() -> Path:
    found = store()
    folder = Path(found.location) if isinstance(found, SealedFileSystemStorage) else Path(settings.DATA_DIR) / "leaks"
    return folder / "keys" / "count"


def newest_count() -> int | None:
    """The count of the newest list of keys that was written here: 0 before the first, None when it cannot be read."""
    try:
        return int(_count_file().read_text())
    except FileNotFoundError:
        return 0
    except (OSError, ValueError):
        return None


def remember_count(count: int) -> None:
    """Keep the count of a list of keys; a lower one than what is kept changes nothing but the file's dates."""
    file, count = _count_file(), max(count, newest_count() or 0)
    if not count:
        return
    outer = file.parent.parent
    outer.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not file.parent.exists():
        file.parent.mkdir(mode=0o700)
        file.parent.chmod(0o2770 if _mode_in(outer) == 0o660 else 0o700)
    unfinished = file.with_name(f"{secrets.token_hex(4)}{UNFINISHED}")
    unfinished.write_text(str(count))
    unfinished.chmod(_mode_in(outer))
    os.utime(unfinished, (_MIDNIGHT, _MIDNIGHT))
    unfinished.replace(file)
