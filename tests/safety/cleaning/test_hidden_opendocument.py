"""What an OpenDocument file holds and does not show is gone, and what it shows stays."""

from __future__ import annotations

import io
import zipfile

import pytest
from PIL import Image

from tests.safety.dirty import hidden_opendocument
from tests.safety.judging import cleaned, cleaned_together, codes, shown_words

KINDS = {"odt": hidden_opendocument.texts(), "ods": hidden_opendocument.sheets(), "odp": hidden_opendocument.slides()}
CASES = {f"{name}.{kind}": case for kind, cases in KINDS.items() for name, case in cases.items()}


@pytest.fixture(scope="module")
def results() -> dict[str, bytes]:
    """All of them cleaned. That none says the canary any more is asked there."""
    return cleaned_together({name: content for name, (content, _stay) in CASES.items()})


@pytest.mark.parametrize("name", CASES)
def test_clean_takes_out_what_opendocument_does_not_show_and_keeps_what_it_shows(
    results: dict[str, bytes], name: str
) -> None:
    words = shown_words(results[name])
    for expected in ["Visible words", *CASES[name][1]]:
        assert expected in words


def test_clean_cuts_away_what_a_frame_of_opendocument_hides() -> None:
    result, body = cleaned(hidden_opendocument.cropped(), "a.odt")
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        (member,) = [part for part in archive.namelist() if part.startswith("Pictures/")]
        picture = Image.open(io.BytesIO(archive.read(member))).convert("RGB")
        assert b"clip" not in archive.read("content.xml")
    assert picture.size == (40, 40)
    assert not any(red > 120 for red, _green, _blue in picture.get_flattened_data())
    assert "cropped" in codes(result)


def test_clean_tells_what_it_took_out_of_opendocument() -> None:
    told = {
        name: codes(cleaned(CASES[name][0], name)[0])
        for name in ("form.odt", "row.ods", "names and lists.ods", "formulas.ods", "notes.odp")
    }
    assert "controls" in told["form.odt"] and "hidden_cells" in told["row.ods"]
    assert {"names", "lists"} <= told["names and lists.ods"]
    assert "formulas" in told["formulas.ods"] and "speaker_notes" in told["notes.odp"]
