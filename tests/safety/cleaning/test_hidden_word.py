"""What a Word file holds and no page shows is gone, and what its pages show stays."""

from __future__ import annotations

import io
import zipfile

import pytest
from PIL import Image

from tests.safety import dirty
from tests.safety.dirty import hidden_word, hidden_word_parts, word_pieces
from tests.safety.judging import cleaned, cleaned_together, codes, shown_words

WORDS = hidden_word.hidden_words()
PARTS = hidden_word_parts.hidden_parts()
CROPS = word_pieces.crops()


CASES = WORDS | PARTS


@pytest.fixture(scope="module")
def results() -> dict[str, bytes]:
    """All of them cleaned. That none says the canary any more is asked there."""
    made = cleaned_together({f"{name}.docx": content for name, (content, _stay) in CASES.items()} | CROPS)
    return {name.removesuffix(".docx"): body for name, body in made.items()}


@pytest.mark.parametrize("name", CASES)
def test_clean_takes_out_what_no_page_of_word_shows_and_keeps_what_they_show(
    results: dict[str, bytes], name: str
) -> None:
    words = shown_words(results[name])
    for expected in ["Visible words", *CASES[name][1]]:
        assert expected in words


@pytest.mark.parametrize("name", CROPS)
def test_clean_cuts_away_what_a_picture_hides_behind_its_frame(results: dict[str, bytes], name: str) -> None:
    with zipfile.ZipFile(io.BytesIO(results[name.removesuffix(".docx")])) as archive:
        (member,) = [part for part in archive.namelist() if part.startswith("word/media/")]
        picture = Image.open(io.BytesIO(archive.read(member))).convert("RGB")
        text = archive.read("word/document.xml").decode()
    assert picture.size == (40, 40)
    assert not any(red > 120 and green < 100 for red, green, _blue in picture.get_flattened_data())
    assert "srcRect" not in text and "cropright" not in text and "-100000" not in text


def test_clean_keeps_a_picture_whole_that_is_not_cropped() -> None:
    result, body = cleaned(word_pieces.cropped(crop="<a:srcRect/><a:stretch><a:fillRect/></a:stretch>"), "a.docx")
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        assert Image.open(io.BytesIO(archive.read("word/media/image1.png"))).size == (80, 40)
    assert "cropped" not in codes(result)
    assert "cropped" in codes(cleaned(word_pieces.cropped(), "a.docx")[0])


def test_clean_leaves_the_workbook_behind_a_chart_and_keeps_what_the_chart_draws() -> None:
    result, body = cleaned(hidden_word_parts.chart_document(dirty.xlsx()), "a.docx")
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        chart = archive.read("word/charts/chart1.xml").decode()
        assert not any("embeddings" in part for part in archive.namelist())
    for words in ("Title words", "Series words", "North", "South", ">3<", ">5<"):
        assert words in chart
    assert "embedded" in codes(result)


def test_clean_tells_what_it_took_out_of_a_word_file() -> None:
    told = {
        name: codes(cleaned(WORDS[name][0], "a.docx")[0])
        for name in ("direct", "deleted cell", "control", "styles", "index entry")
    }
    assert "hidden" in told["direct"] and "hidden" in told["index entry"]
    assert "changes" in told["deleted cell"] and "forms" in told["control"] and "names" in told["styles"]
