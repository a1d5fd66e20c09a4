"""How much of the awkward corpora is cleaned, what is refused and why, how long and how large; mat2 alone beside it.

`CORPUS_DIR` says where the files are (default: ../shared/data). Every result is searched again, by nothing of ours:
exiftool for positions, people, serial numbers and document ids, and every byte for the planted canary.
"""

from __future__ import annotations

import io
import multiprocessing
import os
import re
import resource
import shutil
import statistics
import subprocess
import sys
import tarfile
import tempfile
import time
import zipfile
from collections import Counter, defaultdict
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bench.results import keep
from bench.short import IS_SHORT, LEFT_OUT

CANARY = b"SECRETNAME"
LEAKS = re.compile(
    r":(GPS\w*|\w*SerialNumber|Artist|Author|Creator|LastModifiedBy|OwnerName|CameraOwnerName|Copyright|By-line|Company|Manager|"
    r"DocumentID|InstanceID|OriginalDocumentID|ImageUniqueID|Make|Model|LensModel|UserComment|Title|Keywords)$"
)


@dataclass
class Tally:
    """What happened to the files of one family."""

    cleaned: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    leaks: list[str] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    peak_mb: int = 0
    mat2_cleaned: int = 0
    mat2_leaks: int = 0
    mat2_seconds: float = 0.0

    def add(self, other: Tally) -> None:
        """Count another family's files too."""
        self.cleaned += other.cleaned
        self.refused += other.refused
        self.leaks += other.leaks
        self.seconds += other.seconds
        self.peak_mb = max(self.peak_mb, other.peak_mb)
        self.mat2_cleaned += other.mat2_cleaned
        self.mat2_leaks += other.mat2_leaks
        self.mat2_seconds += other.mat2_seconds


def corpus_files() -> list[Path]:
    """Every dirty file, the notes about them left out; some of them in the short form."""
    default = Path(__file__).resolve().parent.parent.parent / "shared" / "data"
    folder = Path(os.environ.get("CORPUS_DIR", default), "dirty")
    files = sorted(path for path in folder.rglob("*") if path.is_file() and "README" not in path.name)
    files = [path for path in files if path.suffix != ".md"]
    return files[::20] if IS_SHORT else files


FAMILIES = {
    "picture": "jpg jpeg png webp avif heic heif tif tiff bmp gif svg jp2 ppm",
    "pdf": "pdf",
    "office": "docx xlsx pptx odt ods odp odg",
    "old office": "doc xls ppt rtf",
    "recording": "mp3 ogg flac opus m4a wav aiff mp4 mov mkv webm avi wmv",
    "text": "txt csv md json html eml",
    "archive": "zip tar gz",
}


def family_of(path: Path) -> str:
    """The family that a file's name claims: refusals have no other."""
    extension = path.suffix.lower().lstrip(".")
    return next((family for family, known in FAMILIES.items() if extension in known.split()), "other")


def leaks_in(content: bytes, extension: str) -> list[str]:
    """What an adversary would find in a cleaned file."""
    found = ["canary" for part in unfolded(content) if CANARY in part or CANARY.decode().encode("utf-16-le") in part]
    with tempfile.NamedTemporaryFile(suffix="." + extension) as file:
        file.write(content)
        file.flush()
        done = subprocess.run(["exiftool", "-ee", "-a", "-G1", "-s", file.name], capture_output=True, check=False)
    for line in done.stdout.decode("utf-8", "replace").splitlines():
        group, _, rest = line.partition("]")
        name, _, value = rest.partition(":")
        if LEAKS.search(f"{group}:{name.strip()}") and value.strip():
            found.append(name.strip())
    return found


def unfolded(content: bytes, depth: int = 0) -> list[bytes]:
    """A file and all the files inside it."""
    parts = [content]
    if depth < 4:
        try:
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                for name in archive.namelist():
                    parts += [name.encode(), *unfolded(archive.read(name), depth + 1)]
        except Exception:  # noqa: BLE001, S110
            pass  # not an archive
        try:
            with tarfile.open(fileobj=io.BytesIO(content)) as tar:
                for member in tar:
                    inner = tar.extractfile(member)
                    parts += [member.name.encode(), *unfolded(inner.read() if inner else b"", depth + 1)]
        except Exception:  # noqa: BLE001, S110
            pass  # not an archive
    return parts


def clean_with_us(path: Path, tally: Tally) -> None:
    """One file through the product."""
    from safety.cleaning import Raw, Refused, clean

    begin = time.monotonic()
    try:
        with path.open("rb") as body:
            cleaned = clean(Raw(path.name, body))
    except Refused as refusal:
        tally.refused[refusal.code] += 1
    else:
        tally.cleaned += 1
        tally.leaks += [f"{path.name}: {leak}" for leak in leaks_in(cleaned.body.read(), cleaned.extension)]
        cleaned.body.close()
    tally.seconds.append(time.monotonic() - begin)


def clean_with_mat2(path: Path, tally: Tally) -> None:
    """The same file through mat2 alone, by its name and its exit code."""
    program = Path(".venv-cleaner/bin/mat2")
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder, path.name)
        shutil.copyfile(path, copy)
        begin = time.monotonic()
        try:
            done = subprocess.run([program, copy], capture_output=True, timeout=120, check=False)
        except subprocess.TimeoutExpired:
            return
        finally:
            tally.mat2_seconds += time.monotonic() - begin
        made = copy.with_name(f"{copy.stem}.cleaned{copy.suffix}")
        if done.returncode == 0 and made.exists():
            tally.mat2_cleaned += 1
            tally.mat2_leaks += bool(leaks_in(made.read_bytes(), copy.suffix.lstrip(".")))


def measure(paths: list[Path], beside_mat2: bool) -> Tally:
    """One kind of file, in a process of its own: the peak of memory is then this kind's."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")
    django.setup()
    tally = Tally()
    for path in paths:
        clean_with_us(path, tally)
    tally.peak_mb = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
    for path in paths if beside_mat2 else ():
        clean_with_mat2(path, tally)
    return tally


def rows(*, beside_mat2: bool = True) -> list[dict[str, Any]]:
    """One row a family, and two for all."""
    kinds: dict[str, list[Path]] = defaultdict(list)
    for path in corpus_files():
        kinds[family_of(path)].append(path)
    accepted, everything, told = Tally(), Tally(), []
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(max_workers=1, mp_context=context, max_tasks_per_child=1) as pool:
        for kind in [*FAMILIES, "other"]:
            if paths := kinds.get(kind):
                tally = pool.submit(measure, paths, beside_mat2).result()
                told.append(_row(kind, tally))
                everything.add(tally)
                if kind != "other":
                    accepted.add(tally)
    return [*told, _row("accepted", accepted), _row("all", everything)] if told else []


def print_table(rows: list[dict[str, Any]]) -> None:
    """One line a family: ours beside mat2 alone."""
    ours = f"{'':<12}{'files':>6}{'cleaned':>9}{'leaks':>7}{'s median':>10}{'s worst':>9}{'peak MB':>9}"
    print(f"\n{ours}{'mat2':>8}{'leaking':>9}{'s each':>8}   refused")
    for row in rows:
        ours = f"{row['what']:<12}{row['files']:>6}{row['cleaned_percent']:>8}%{len(row['leaks']):>7}"
        ours += f"{row['seconds_median']:>10}{row['seconds_worst']:>9}{row['peak_mb']:>9}"
        refused = ", ".join(f"{count} {code}" for code, count in row["refused"].items())
        print(f"{ours}{row['mat2_percent']:>7}%{row['mat2_leaking']:>9}{row['mat2_seconds']:>8}   {refused}")
    print("accepted: all families but the last; locked and damaged files count as not cleaned. mat2: the same files.")
    for leak in rows[-1]["leaks"]:
        print(f"LEAK {leak}")


def _row(name: str, tally: Tally) -> dict[str, Any]:
    files = tally.cleaned + tally.refused.total()
    return {
        "what": name,
        "files": files,
        "cleaned": tally.cleaned,
        "cleaned_percent": round(100 * tally.cleaned / max(files, 1)),
        "refused": dict(tally.refused.most_common()),
        "leaks": tally.leaks,
        "seconds_median": round(statistics.median(tally.seconds or [0]), 2),
        "seconds_worst": round(max(tally.seconds, default=0), 2),
        "peak_mb": tally.peak_mb,
        "mat2_cleaned": tally.mat2_cleaned,
        "mat2_percent": round(100 * tally.mat2_cleaned / max(files, 1)),
        "mat2_leaking": tally.mat2_leaks,
        "mat2_seconds": round(tally.mat2_seconds / max(files, 1), 2),
    }


if __name__ == "__main__":
    told = rows()
    if not told:
        print("Left out: the real files are not there (CORPUS_DIR says where, docs/settings.md).")
        sys.exit(LEFT_OUT)
    keep("cleaning", told)
    print_table(told)
