"""The whole way of a file: what is refused before and after its family had a look."""

from __future__ import annotations

import pytest

from safety.cleaning import available, usual_limits
from tests.safety import dirty
from tests.safety.judging import cleaned, refused


def test_available_lists_nothing_when_the_machine_has_all() -> None:
    assert available() == []


@pytest.mark.parametrize(
    ("name", "media_type"), [("a.csv", "text/csv"), ("a.md", "text/markdown"), ("a", "text/plain")]
)
def test_clean_goes_by_the_name_among_plain_texts_only(name: str, media_type: str) -> None:
    assert cleaned(b"a;b\n1;2\n", name)[0].media_type == media_type
    assert cleaned(dirty.picture("JPEG"), name)[0].media_type == "image/jpeg"


def test_clean_refuses_when_nothing_is_there() -> None:
    assert refused(b"") == "empty"


def test_clean_refuses_when_the_kind_is_unknown() -> None:
    assert refused(b"\x07\x00\x01\x02" * 50) == "unknown"


@pytest.mark.parametrize(
    "magic", [b"\xff\xd8\xff\xe0", b"\x89PNG\r\n\x1a\n", b"GIF89a", b"%PDF-1.4\n", b"PK\x03\x04", b"OggS", b"fLaC"]
)
def test_clean_refuses_when_only_the_first_bytes_are_true(magic: bytes) -> None:
    assert refused(magic + b"\x13\x37\x00" * 200) in ("damaged", "failed")


def test_clean_refuses_when_a_file_exceeds_the_limit() -> None:
    assert refused(b"a" * 2_000_000, limits=usual_limits(size=1_000_000)) == "too_large"


def test_clean_refuses_when_time_is_over() -> None:
    assert refused(dirty.pdf(), limits=usual_limits(seconds=0)) in ("too_long", "failed")
