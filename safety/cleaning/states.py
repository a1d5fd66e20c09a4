"""What a file is at each step. The cleaner alone makes a `Clean`; what keeps files takes nothing else."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import BinaryIO

from django.conf import settings

from safety.cleaning.families import FAMILIES
from safety.cleaning.reports import HIDING, Finding
from safety.spooling import EncryptedSpool


class Strength(enum.Enum):
    """How much goes: everything but what the eye sees, or the metadata around a document that stays usable."""

    THOROUGH = "thorough"
    METADATA = "metadata"


@dataclass(frozen=True, kw_only=True)
class Limits:
    """What one file may cost: bytes, pages, pixels a picture, frames, members of an archive, seconds, memory."""

    size: int
    pages: int
    pixels: int
    frames: int
    members: int
    depth: int
    unpacked: int
    ratio: int
    seconds: int
    memory: int

    @property
    def megabytes(self) -> int:
        """The largest file, as pages say it."""
        return self.size // 2**20

    @property
    def unpacked_megabytes(self) -> int:
        """What an archive may become."""
        return self.unpacked // 2**20

    @property
    def megapixels(self) -> int:
        """The largest picture."""
        return self.pixels // 1_000_000


def usual_limits(**changes: int) -> Limits:
    """The limits of this installation (`CLEANING_…` in docs/settings.md), some of them changed."""
    return Limits(**{**settings.CLEANING_LIMITS, **changes})


@dataclass(frozen=True)
class Raw:
    """A file as it came. The name serves the report and the guess among kinds of text; it never reaches the cleaner."""

    name: str
    body: BinaryIO


@dataclass(frozen=True, kw_only=True)
class Clean:
    """A file that was cleaned, then verified with other tools. The caller closes `body`, open at its beginning."""

    media_type: str
    extension: str
    family: str
    size: int
    sha256: str
    removed: tuple[Finding, ...]
    body: EncryptedSpool

    @property
    def hid_something(self) -> bool:
        """Whether this is an office document in which something hidden was found: there may be more."""
        return self.family == "office" and any(finding.code in HIDING for finding in self.removed)

    @property
    def stays(self) -> str:
        """What of it people still see, in the reader's language."""
        return str(FAMILIES[self.family].stays)


@dataclass(frozen=True, kw_only=True)
class Small:
    """A cleaned picture made small: a still WebP, `width` by `height` pixels. The caller closes `body`."""

    width: int
    height: int
    body: EncryptedSpool
