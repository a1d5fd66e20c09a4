"""What a file is at each step. The cleaner alone makes a `Clean`; what keeps files takes nothing else."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import BinaryIO

from safety.cleaning.reports import Finding
from safety.spooling import EncryptedSpool

_MEGABYTE = 1024 * 1024


class Strength(enum.Enum):
    """How much goes: everything but what the eye sees, or the metadata around a document that stays usable."""

    THOROUGH = "thorough"
    METADATA = "metadata"


@dataclass(frozen=True, kw_only=True)
class Limits:
    """What one file may cost. The page that takes files states them."""

    size: int = 250 * _MEGABYTE
    pages: int = 500
    pixels: int = 80_000_000
    frames: int = 1_000
    members: int = 2_000
    depth: int = 3
    unpacked: int = 500 * _MEGABYTE
    ratio: int = 200
    seconds: int = 180
    memory: int = 3 * 1024 * _MEGABYTE


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
