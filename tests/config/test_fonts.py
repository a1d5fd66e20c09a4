"""The faces of static/fonts/: light, whole for French and English, under names of their own, with their licences."""

from __future__ import annotations

import re
import string

import polib
import pytest
from fontTools.ttLib import TTFont

from tests.databases import ROOT

FOLDER = ROOT / "static" / "fonts"
SHEET = (ROOT / "static" / "css" / "fonts.css").read_text(encoding="utf-8")
FACES = {"headings": "Headings", "text": "Text", "book": "Book", "book-italic": "Book", "code": "Code"}
PAGE = 36_900  # bytes of the three faces that any page asks for
ARTICLE = 69_400  # with the book's two
SIGNS = (
    string.ascii_letters
    + string.digits
    + string.punctuation
    + "ÀÂÄÆÇÈÉÊËÎÏÔÖÙÛÜŒàâäæçèéêëîïôöùûüÿœ"
    + "«»‹›“”‘’…–—·•°©®€§½×²³"
    + " \u00a0"
)
RESERVED = ("source", "plex", "roboto", "public sans", "adobe", "ibm", "google")


def face(file: str) -> TTFont:
    return TTFont(FOLDER / f"{file}.woff2")


def weight(*files: str) -> int:
    return sum((FOLDER / f"{file}.woff2").stat().st_size for file in files)


def test_faces_weigh_what_the_decision_says():
    assert weight("headings", "text", "code") <= PAGE
    assert weight("headings", "text", "code", "book", "book-italic") <= ARTICLE


@pytest.mark.parametrize("file", FACES)
def test_face_has_every_sign_of_french_and_english(file):
    known = face(file).getBestCmap()
    assert [sign for sign in SIGNS if ord(sign) not in known] == []


def test_no_page_writes_a_sign_that_faces_lack():
    """What is typed by people may be in any script; what pages say of themselves is in our faces."""
    said = {file: file.read_text(encoding="utf-8") for file in (ROOT / "templates").rglob("*.html")}
    said |= {ROOT / name: (ROOT / name).read_text(encoding="utf-8") for name in ("safety/markdown.py",)}
    entries = polib.pofile(str(ROOT / "locale/fr/LC_MESSAGES/django.po"))
    words = {entry.msgid: "".join([entry.msgstr, *entry.msgstr_plural.values()]) for entry in entries}
    shaped = set(map(ord, "\n\r\t\u200b\u202f\u2060\u2009\ufe0e"))  # by the one who sets the line, or nobody
    for file in ("text", "headings", "code"):
        known = set(face(file).getBestCmap()) | set(face(f"{file}-more").getBestCmap()) | shaped
        lacking = {
            name: "".join(sorted({sign for sign in text if ord(sign) not in known})) for name, text in said.items()
        }
        lacking |= {name: "".join({sign for sign in text if ord(sign) not in known}) for name, text in words.items()}
        assert {name: signs for name, signs in lacking.items() if signs} == {}, file


@pytest.mark.parametrize("file", FACES)
def test_signs_of_a_face_are_those_that_the_sheet_says_it_has(file):
    """What lies in no range is never asked for, and shown in the device's own face."""
    ranges = re.findall(rf"fonts/{file}\.woff2.*?unicode-range: ([^;]+);", SHEET, re.S)[0]
    spans = [one.strip().removeprefix("U+").split("-") for one in ranges.split(",")]
    asked = {sign for span in spans for sign in range(int(span[0], 16), int(span[-1], 16) + 1)}
    assert {ord(sign) for sign in SIGNS} <= asked
    assert set(face(file).getBestCmap()) - {0x2060} <= asked


@pytest.mark.parametrize("file", [*FACES, *(f"{file}-more" for file in FACES)])
def test_face_bears_a_neutral_name(file):
    font = face(file)
    names = {record.nameID: record.toUnicode() for record in font["name"].names}
    family = FACES[file.removesuffix("-more")]
    for number in (1, 4, 6):
        assert names[number] == family
    for number in (1, 3, 4, 6, 16):
        assert not any(word in names.get(number, "").lower() for word in RESERVED)


def test_sheet_names_each_file_under_its_family_and_no_other():
    named = {}
    blocks = re.findall(r"@font-face \{(.*?)\}", SHEET, re.S)
    for block in blocks:
        file = re.search(r"fonts/([\w-]+)\.woff2", block)[1]
        family = re.search(r"font-family: (\w+);", block)[1]
        named[file] = family
        assert family == FACES[file.removesuffix("-more")]
        assert "font-display: swap" in block
    assert set(named) == {path.stem for path in FOLDER.glob("*.woff2")}
    assert len(blocks) == len(named)


def test_each_face_has_its_licence_beside_it():
    licences = {path.name for path in FOLDER.glob("*-OFL.txt")}
    assert len(licences) == 4
    declared = (ROOT / "REUSE.toml").read_text(encoding="utf-8")
    for name in licences:
        assert "SIL OPEN FONT LICENSE" in (FOLDER / name).read_text(encoding="utf-8").upper()
        assert f"static/fonts/{name}" in declared
    for file in FACES:
        assert f"static/fonts/{file.partition('-')[0]}*.woff2" in declared
