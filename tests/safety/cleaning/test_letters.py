"""Text is a list of kinds, at the top, in archives and in mails alike."""

from __future__ import annotations

import io
import zipfile

import pytest

from tests.safety import dirty
from tests.safety.dirty import letters
from tests.safety.judging import cleaned, codes, refused

FORMATS = letters.formats()
NOTES = letters.notes()


@pytest.mark.parametrize("name", FORMATS)
def test_clean_refuses_a_format_made_of_letters_by_its_name_and_without_one(name: str) -> None:
    assert refused(FORMATS[name], f"a.{name}") == "text_kind"
    assert refused(FORMATS[name], "a.txt") == "text_kind"


def test_clean_leaves_formats_made_of_letters_out_of_an_archive() -> None:
    members: dict[str, str | bytes] = {f"a.{name}": content for name, content in FORMATS.items()}
    members |= {f"{name}.txt": content for name, content in FORMATS.items()}
    result, body = cleaned(dirty.package({**members, "note.txt": NOTES["note.txt"]}), "a.zip")
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        assert archive.namelist() == ["001-text.txt"]
    assert "dropped_members" in codes(result)


@pytest.mark.parametrize("name", NOTES)
def test_clean_leaves_what_people_write_word_for_word(name: str) -> None:
    _result, body = cleaned(NOTES[name].encode(), name)
    assert body.decode() == NOTES[name]


def test_clean_takes_a_name_with_an_extension_that_nobody_knows_for_another_kind() -> None:
    assert refused(NOTES["note.txt"].encode(), "a.configuration") == "text_kind"
    assert refused(NOTES["note.txt"].encode(), "a.py~") == "text_kind"


def test_clean_refuses_a_picture_that_is_packed_into_a_text() -> None:
    import base64

    packed = base64.encodebytes(dirty.picture("JPEG")).decode()
    assert refused(packed.encode(), "a.txt") == "text_kind"
    result, body = cleaned(f"{NOTES['note.txt'] * 40}\n{packed}".encode(), "a.txt")
    assert body.decode().count("rue Curie") == 40 and "embedded" in codes(result)
