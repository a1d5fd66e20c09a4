"""What the modules of one cleaning share: limits, what was found, values to search for afterwards, names for files."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

# What programs write by themselves, and would be found by chance in any other file.
_SAYS_NOTHING = re.compile(
    r"[\d.:/ +-]{1,9}|unknown|default|untitled|standard|normal(\.dotm?)?|"
    r"(image|picture|img|photo|object|grafik)[ _-]?\d*(\.\w{3,4})?",
    re.IGNORECASE,
)


class Refusal(Exception):  # noqa: N818  # the word of the house
    """This file is not cleaned; the code is one of the host's `REFUSALS`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Made:
    """What came out: where it lies, and what it is."""

    path: Path
    family: str
    extension: str


@dataclass
class Job:
    """One request, through all its nested files."""

    work: Path
    limits: dict[str, int]
    cleaner: Callable[..., Made]  # families.clean_file: a file within a file is cleaned by all the rules
    strength: str = "thorough"
    pages: bool = False  # office files become pictures of their pages
    found: Counter[str] = field(default_factory=Counter)
    secrets: set[str] = field(default_factory=set)
    depth: int = 0
    unpacked: int = 0
    members: int = 0
    tell: Callable[[str], None] | None = None  # the host measures time by the kind: it hears it as soon as it is known
    _names: Any = field(default_factory=itertools.count)

    @property
    def thorough(self) -> bool:
        """Whether only what the eye sees may stay."""
        return self.strength == "thorough"

    def clean(self, path: Path, *, hint: str = "", evidence: bool = True) -> Made:
        """Clean a file that lay in another: its content, and what its name claims. Raises Refusal."""
        return self.cleaner(path, self, hint=hint, evidence=evidence)

    def nested(self) -> Job:
        """A job beside this one, in the same folder: what it finds and counts is its own."""
        return Job(work=self.work, limits=self.limits, strength=self.strength, cleaner=self.cleaner, _names=self._names)

    def tell_kind(self, kind: str) -> None:
        """Tell the host what kind of file came (`family:extension`). Of nested ones it hears nothing."""
        tell, self.tell = self.tell, None
        if tell is not None:
            tell(kind)

    def path(self, extension: str = "bin") -> Path:
        """A fresh name in the work folder, with the extension that the tools go by."""
        return self.work / f"{next(self._names)}.{extension}"

    def write(self, content: bytes, extension: str = "bin") -> Path:
        """Put bytes in the work folder."""
        path = self.path(extension)
        path.write_bytes(content)
        return path

    def note(self, code: str, count: int = 1) -> None:
        """Remember that something was found and taken out."""
        if count > 0:
            self.found[code] += count

    def keep_secret(self, value: object) -> None:
        """Remember a removed value that must be found nowhere in the result."""
        text = str(value).strip()
        # Short and common values would be found by chance; what a program writes about itself tells nothing.
        if 6 <= len(text) <= 200 and not _SAYS_NOTHING.fullmatch(text):
            self.secrets.add(text)

    def spend(self, size: int) -> None:
        """Count what is unpacked, nested levels included, and stop at the limit."""
        self.unpacked += size
        self.members += 1
        if self.unpacked > self.limits["unpacked"]:
            raise Refusal("too_large")
        if self.members > self.limits["members"]:
            raise Refusal("too_many")
