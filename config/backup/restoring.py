"""Putting an archive back: looked through to its end first, then files and database become what they were in it."""

from __future__ import annotations

import contextlib
import json
import os
import re
import shutil
import tarfile
import threading
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import IO, Any

from config.backup.archives import DATABASE, DROP, MANIFEST, PARTS, UNFINISHED, Part
from config.backup.engines import PIECE, engine_of, is_empty, load
from config.backup.exceptions import RestoreRefused
from leaks.storage import settle
from safety.sealing import PADDING_NAME, CannotOpen, open_into

_OPEN_ALREADY = re.compile(r"/(?:dev|proc/self)/fd/(\d+)")  # what a shell makes of <(…)


def _read(file: Path) -> str:
    """The text of a file; what is open already is not opened again, which who gave root up may not."""
    already = _OPEN_ALREADY.fullmatch(str(file))
    if str(file) in ("-", "/dev/stdin") or already:
        with open(int(already[1]) if already else 0, closefd=False) as stream:
            return stream.read()
    return file.read_text()


def private_keys(file: Path) -> list[str]:
    """The private keys of a file as `age-keygen` writes it, or of what is typed in. Raises `RestoreRefused`."""
    try:
        text = _read(file)
    except PermissionError:
        raise RestoreRefused(f"The site’s account may not read {file}. Type the key in instead: --key -") from None
    except (OSError, OverflowError, TypeError, ValueError) as error:  # no text, a number too large, a NUL in its name
        raise RestoreRefused(f"{file} cannot be read as a file of keys: {error}.") from error
    found = [line for line in map(str.strip, text.splitlines()) if line.startswith("AGE-SECRET-KEY-1")]
    if not found:
        raise RestoreRefused(f"{file} holds no private key: a line that begins with AGE-SECRET-KEY-1.")
    return found


@contextlib.contextmanager
def _opened(archive: Path, keys: list[str]) -> Iterator[tarfile.TarFile]:
    """The tar, decrypted while it is read. Raises `RestoreRefused` at its end when the archive is damaged."""
    failures: list[Exception] = []
    ours, theirs = os.pipe()

    def decrypt() -> None:
        try:
            with open(theirs, "wb") as out, archive.open("rb") as sealed:
                open_into(out, sealed, identities=keys)
        except (CannotOpen, OSError) as error:
            failures.insert(0, error)  # before the tar's, which only follows from it

    thread = threading.Thread(target=decrypt)
    thread.start()
    try:
        with open(ours, "rb") as clear:
            try:
                with tarfile.open(fileobj=clear, mode="r|") as tar:
                    yield tar
                while clear.read(PIECE):  # what age has to say of the last bytes, it says at the end
                    pass
            except tarfile.TarError as error:
                failures.append(error)
    finally:
        thread.join()
    if failures:
        raise RestoreRefused(f"{archive.name}: {failures[0]}")


def look_through(archive: Path, keys: list[str]) -> Part:
    """Read the archive to its end and say which part it is of. Raises `RestoreRefused` when it does not fit here."""
    with _opened(archive, keys) as tar:
        first = tar.next()
        about = _about(tar, first)
        part = PARTS.get(str(about.get("part")))
        if part is None:
            raise RestoreRefused(f"{archive.name} is no archive of this product.")
        for member in _rest(tar):
            _place_of(part, member)
    here, there = engine_of(part.alias), about.get("engine")
    if here != there:
        raise RestoreRefused(
            f"{archive.name} comes from {there}, and the database here is {here}: an archive goes back into the engine "
            "that it comes from. Set the address of the database accordingly."
        )
    return part


def _rest(tar: tarfile.TarFile) -> Iterator[tarfile.TarInfo]:
    """The members that were not read yet: a tar that is iterated twice begins anew, and a stream cannot."""
    return iter(tar.next, None)


def _about(tar: tarfile.TarFile, first: tarfile.TarInfo | None) -> dict[str, Any]:
    if first is None or first.name != MANIFEST:
        return {}
    try:
        found = json.loads(_body(tar, first).read())
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _body(tar: tarfile.TarFile, member: tarfile.TarInfo) -> IO[bytes]:
    body = tar.extractfile(member)
    if body is None:
        raise RestoreRefused(f"{member.name} is no file.")
    return body


def _place_of(part: Part, member: tarfile.TarInfo) -> Path | None:
    """Where this member goes; None for the database and the padding. Anybody can seal to a public key: no way out."""
    if member.name == PADDING_NAME or member.name.startswith(DATABASE):
        return None
    path = PurePosixPath(member.name)
    top, *rest = path.parts
    if not member.isreg() or ".." in path.parts or top not in part.places:
        raise RestoreRefused(f"{member.name!r} has no place here.")
    return part.places[top].joinpath(*rest)


def what_is_there(part: Part) -> str:
    """What this part of the installation holds already, in a word, or nothing."""
    if not is_empty(part.alias):
        return "tables in the database"
    inside = part.places.get(part.folder)
    if inside and inside.is_dir() and any(file.is_file() for file in inside.rglob("*")):
        return f"files in {inside}"
    return ""


def put_back(part: Part, archive: Path, keys: list[str]) -> int:
    """Make files and database what they are in the archive, and return the number of files. Raises `RestoreRefused`.

    What has a file here and none there goes: it has no row any more either.
    """
    before = {file for _, file in part.files()}
    written: set[Path] = set()
    with _opened(archive, keys) as tar:
        load(part.alias, _database(tar, part, written))
        for member in _rest(tar):
            _write(part, tar, member, written)
    for file in before - written:
        if file.name != "secret_key":  # the settings have just made it, where they did
            file.unlink(missing_ok=True)
    return len(written)


def _database(tar: tarfile.TarFile, part: Part, written: set[Path]) -> Iterator[bytes]:
    """The pieces of the database; the first file after them is written on the way, as a stream cannot go back."""
    for member in _rest(tar):
        if member.name.startswith(DATABASE):
            yield _body(tar, member).read()
        elif member.name != MANIFEST:
            _write(part, tar, member, written)
            return


def _write(part: Part, tar: tarfile.TarFile, member: tarfile.TarInfo, written: set[Path]) -> None:
    place = _place_of(part, member)
    if place is None:
        return
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    unfinished = place.with_name(f"{place.name}{UNFINISHED}")
    with open(unfinished, "wb", opener=lambda path, flags: os.open(path, flags, 0o600)) as out:
        shutil.copyfileobj(_body(tar, member), out, PIECE)
        out.flush()
        os.fsync(out.fileno())
    if part is DROP:
        settle(unfinished)
    unfinished.rename(place)
    written.add(place)
