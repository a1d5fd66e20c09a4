"""What a presentation holds and its slides do not show is gone, and what they show stays."""

from __future__ import annotations

import io
import zipfile

import pytest

from tests.safety.dirty import hidden_slides
from tests.safety.judging import cleaned, cleaned_together, codes, shown_words

CASES = hidden_slides.cases()


@pytest.fixture(scope="module")
def results() -> dict[str, bytes]:
    """All of them cleaned. That none says the canary any more is asked there."""
    made = cleaned_together({f"{name}.pptx": content for name, (content, _stay) in CASES.items()})
    return {name.removesuffix(".pptx"): body for name, body in made.items()}


@pytest.mark.parametrize("name", CASES)
def test_clean_takes_out_what_slides_do_not_show_and_keeps_what_they_show(results: dict[str, bytes], name: str) -> None:
    words = shown_words(results[name])
    for expected in ["Visible words", *CASES[name][1]]:
        assert expected in words
    with zipfile.ZipFile(io.BytesIO(results[name])) as archive:
        members = archive.namelist()
    assert ("ppt/media/image1.png" in members) is (name == "picture stays")
    assert "ppt/slideLayouts/slideLayout2.xml" not in members and "ppt/slideMasters/slideMaster2.xml" not in members


def test_clean_tells_what_it_took_out_of_slides() -> None:
    told = {name: codes(cleaned(CASES[name][0], "a.pptx")[0]) for name in ("off the slide", "notes")}
    assert "hidden" in told["off the slide"] and "speaker_notes" in told["notes"]
