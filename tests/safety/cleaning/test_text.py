"""What is made of letters alone."""

from __future__ import annotations

import time
import unicodedata

import pytest

from safety.cleaning import normalise
from tests.safety import dirty
from tests.safety.judging import cleaned, codes


def test_clean_removes_invisible_marks_when_a_text_carries_them() -> None:
    marked = "\ufeffVis\u200bible\u00a0words \u202e\U000e0041\t \r\nnext\u2060 line  \r\n"
    result, body = cleaned(marked.encode(), "a.txt")
    assert body == b"Visible words\nnext line\n"
    assert {"invisible_characters", "trailing_blanks"} == codes(result)


def test_clean_keeps_json_readable_when_it_hides_marks_in_escapes() -> None:
    result, body = cleaned(b'{"a": "b\\u200bc"}', "a.json")
    assert body == b'{"a": "bc"}\n'
    assert result.media_type == "application/json"


def test_clean_leaves_what_markdown_hides_behind() -> None:
    result, body = cleaned(dirty.markdown(), "a.md")
    assert body == b"# Visible words\n\n\ntext\n"
    assert {"metadata", "comments", "remote"} <= codes(result)


@pytest.mark.parametrize("text", ["a" + " " * 99_000 + "a", " \t" * 50_000 + "a", ("a" + " " * 9_000) * 11 + "a"])
def test_normalise_passes_over_long_runs_of_blanks_once(text: str) -> None:
    """It also reads what is typed into the drop's form, in the server itself: once through takes a moment."""
    began = time.process_time()
    plain = normalise(text + "  \nb \t\n")
    assert (plain.text, plain.trailing) == (text + "\nb\n", 2)
    assert time.process_time() - began < 5, "eighty seconds when each blank starts the search anew"


def every_character(property_: str) -> str:
    """All characters of a category of Unicode."""
    return "".join(chr(code) for code in range(0x20, 0x110000) if unicodedata.category(chr(code)) == property_)


@pytest.mark.parametrize("category", ["Cf", "Co"])
def test_clean_takes_out_every_character_of_a_category_that_shows_nothing(category: str) -> None:
    hidden = "a".join(every_character(category)[:9000])
    result, body = cleaned(f"Mots {hidden} fin\n".encode(), "a.txt")
    assert set(body.decode()) == set("Mots afin\n")
    assert "invisible_characters" in codes(result)


@pytest.mark.parametrize(
    "blank",
    ["\u2800", "\U0001d159", "\U00013430", "\u070f", "\ufffc", "\u180e", "\uffa0", "\u3164", "\u115f", "\ufe0f",
     "\U000e0131", "\U00013441", "\u034f", "\U0001bca0", "\ufdd0", "\U0001ffff", "\u2065", "\ufff9"],
)  # fmt: skip
def test_clean_takes_out_what_looks_like_nothing_whatever_its_category(blank: str) -> None:
    result, body = cleaned(f"Note{blank}de service\n".encode(), "a.txt")
    assert body.decode() in ("Notede service\n", "Note de service\n")
    assert codes(result) == {"invisible_characters"}


def test_clean_leaves_letters_signs_and_marks_of_every_script() -> None:
    words = "Œuvre n° 3 — « déjà » ; Москва, Ελλάδα, मुंबई, القاهرة, 東京, ไทย, 10 µm ≥ 5 €, 👍🏽 ☎ ½ e\u0323\u0302x\n"
    result, body = cleaned(words.encode(), "a.txt")
    assert body.decode() == unicodedata.normalize("NFC", words)
    assert not result.removed


def test_clean_tells_of_letters_that_only_look_alike_and_of_doubled_blanks() -> None:
    result, body = cleaned("Le r\u0430pport est à  jour, \uff21 suivre.\n".encode(), "a.txt")
    counts = {finding.code: finding.count for finding in result.removed}
    assert counts == {"look_alikes": 2, "doubled_blanks": 1} and "r\u0430pport" in body.decode()
    assert all(finding.is_remark for finding in result.removed)


def test_clean_makes_the_formulas_of_a_table_harmless_and_leaves_its_numbers() -> None:
    cells = [
        "=1+1",
        "@SUM(A1)",
        "+cmd|' /C calc'!A0",
        "-2+3+cmd",
        '"=HYPERLINK(""http://x"")"',
        "\uff1d1+1",
        " =1",
        "-A1",
    ]
    numbers = [
        "-5",
        "-5,2",
        "+33 6 12 34 56 78",
        "-12 %",
        "+4 m²",
        "-3.5e-3",
        "-",
        "--",
        "a-b",
        "1=1",
        "+33(0)6-12",
        "-10 €",
    ]
    result, body = cleaned("\n".join([";".join(cells), ";".join(numbers)]).encode(), "a.csv")
    first, second = body.decode().strip().split("\n")
    assert [cell.strip(' "')[0] for cell in first.split(";")] == ["'"] * len(cells)
    assert second == ";".join(numbers)
    assert {finding.code: finding.count for finding in result.removed} == {"table_formulas": len(cells)}
