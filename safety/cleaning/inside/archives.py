"""ZIP and tar: every member cleaned as a file of its own, under a name of ours; what cannot be cleaned is left out."""

from __future__ import annotations

import bz2
import gzip
import lzma
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from .job import Job, Made, Refusal
from .names import hint_of
from .packages import read_member, write_package

# What stops the whole instead of leaving one file out.
STOPS = {"too_large", "too_many", "too_deep", "encrypted"}


def clean_archive(path: Path, job: Job, *, extension: str) -> Made:
    """Clean the members and pack them again: zip stays zip, any tar becomes a plain tar."""
    if job.depth >= job.limits["depth"]:
        raise Refusal("too_deep")
    if extension == "tgz" and (single := _single_compressed(path, job)):
        job.depth += 1  # a compressed file in a compressed file, and so on: some never end
        try:
            return job.clean(single, hint=_name_in_gzip(path, job))
        finally:
            job.depth -= 1
    members: dict[str, bytes] = {}
    kept: list[tuple[str, Path]] = []
    job.depth += 1
    try:
        for name, content in _members(path, job, extension):
            job.note("file_names")
            job.keep_secret(Path(name).name)
            try:
                made = clean_member(content, name, job)
            except Refusal as refusal:
                if refusal.code in STOPS:
                    raise
                job.note("dropped_members")
                continue
            kept.append((f"{len(kept) + 1:03d}-{made.family}.{made.extension}", made.path))
    finally:
        job.depth -= 1
    marked = [pattern.encode() for pattern in job.secrets]
    for entry in list(kept):
        if job.thorough and tells_secret(entry[1], marked):
            job.note("dropped_members")
            kept.remove(entry)
    if not kept:
        raise Refusal("nothing_left")
    if extension == "zip":
        target = job.path("zip")
        for name, made_path in kept:
            members[name] = made_path.read_bytes()
        write_package(target, members)
        return Made(target, "archive", "zip")
    target = job.path("tar")
    with tarfile.open(target, "w", format=tarfile.USTAR_FORMAT) as archive:
        for name, made_path in kept:
            info = tarfile.TarInfo(name)
            info.size, info.mode = made_path.stat().st_size, 0o600
            with made_path.open("rb") as file:
                archive.addfile(info, file)
    return Made(target, "archive", "tar")


def clean_member(content: bytes, name: str, job: Job) -> Made:
    """One file out of an archive or a mail, by the rules of any other file: its content, and what its name claims."""
    return job.clean(job.write(content), hint=hint_of(name))


def tells_secret(path: Path, patterns: list[bytes]) -> bool:
    """Whether a text, or an archive of texts, says what was taken out of the file beside it (an author's name)."""
    if not patterns or path.suffix not in (".txt", ".csv", ".md", ".json", ".html", ".eml", ".zip", ".tar"):
        return False
    if path.suffix == ".zip":
        with zipfile.ZipFile(path) as archive:
            return any(
                pattern in archive.read(info)
                for info in archive.infolist()
                for pattern in patterns
                if info.filename.endswith((".txt", ".csv", ".md", ".json", ".html", ".eml"))
            )
    content = path.read_bytes()
    return any(pattern in content for pattern in patterns)


def _members(path: Path, job: Job, extension: str) -> Iterator[tuple[str, bytes]]:
    try:
        if extension == "zip":
            yield from _zip_members(path, job)
        else:
            yield from _tar_members(path, job)
    except NotImplementedError as error:
        raise Refusal("encrypted" if "encryption" in str(error) else "packing") from error
    except RuntimeError as error:
        raise Refusal("encrypted" if "password" in str(error) or "encrypted" in str(error) else "damaged") from error
    except (zipfile.BadZipFile, tarfile.TarError, OSError, EOFError, ValueError, zlib.error, lzma.LZMAError) as error:
        raise Refusal("damaged") from error


def _zip_members(path: Path, job: Job) -> Iterator[tuple[str, bytes]]:
    with zipfile.ZipFile(path) as archive:
        infos = [info for info in archive.infolist() if not info.is_dir()]
        if any(info.flag_bits & 0x1 for info in infos):
            raise Refusal("encrypted")
        if len(infos) > job.limits["members"]:
            raise Refusal("too_many")
        if archive.comment:
            job.note("description")
            job.keep_secret(archive.comment.decode("utf-8", "replace"))
        for info in sorted(infos, key=lambda item: item.filename):
            yield info.filename, read_member(archive, info, job)


def _tar_members(path: Path, job: Job) -> Iterator[tuple[str, bytes]]:
    with tarfile.open(path, "r:*") as archive:
        for info in archive:
            if info.uname not in ("", "root"):
                job.note("person")
                job.keep_secret(info.uname)
            if not info.isfile():
                job.spend(0)  # folders and links without end would keep us busy too
                continue
            if info.size > job.limits["unpacked"] - job.unpacked:
                raise Refusal("too_large")
            job.spend(info.size)
            member = archive.extractfile(info)
            yield info.name, member.read() if member else b""


def _name_in_gzip(path: Path, job: Job) -> str:
    """The extension of the name that gzip keeps of a file, which tells more of its owner than that (RFC 1952)."""
    with path.open("rb") as file:
        head = file.read(512)
    if head[:2] != b"\x1f\x8b" or not head[3] & 8 or head[3] & 4:
        return ""
    name = head[10:].partition(b"\0")[0].decode("latin-1")
    job.note("file_names")
    job.keep_secret(name)
    return hint_of(name)


def _single_compressed(path: Path, job: Job) -> Path | None:
    """A lone compressed file is that file; None when it is a tar after all."""
    with path.open("rb") as file:
        magic = file.read(3)
    opened: Any = (
        gzip.open(path) if magic[:2] == b"\x1f\x8b" else bz2.open(path) if magic == b"BZh" else lzma.open(path)
    )
    target = job.path()
    most = min(job.limits["unpacked"] - job.unpacked, max(job.limits["ratio"] * path.stat().st_size, 1_000_000))
    try:
        with opened, target.open("wb") as out:
            size = 0
            while chunk := opened.read(1 << 18):
                size += len(chunk)
                if size > most:
                    raise Refusal("too_large")
                out.write(chunk)
    except (OSError, EOFError, zlib.error, lzma.LZMAError) as error:
        raise Refusal("damaged") from error
    with target.open("rb") as file:
        if file.read(512)[257:262] == b"ustar":
            target.unlink()
            return None
    job.spend(size)
    return target
