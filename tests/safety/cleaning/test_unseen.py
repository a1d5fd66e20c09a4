"""What lies under something, is folded away, clear or upside down in a table is gone; what lies beside it stays."""

from __future__ import annotations

import pytest

from tests.safety.dirty import covered, unseen, unseen_opendocument
from tests.safety.judging import cleaned, cleaned_together, codes, shown_words

CASES = {
    f"{name}.{extension}": case
    for extension, cases in (
        ("docx", unseen.words()),
        ("docx", unseen.charts()),
        ("xlsx", unseen.sheets()),
        ("pptx", unseen.slides()),
        ("odt", unseen_opendocument.texts()),
        ("ods", unseen_opendocument.sheets()),
        ("odp", unseen_opendocument.slides()),
        ("docx", covered.words()),
        ("pptx", {f"{name}, covered": case for name, case in covered.slides().items()}),
        ("odt", covered.opendocument_texts()),
    )
    for name, case in cases.items()
}


@pytest.fixture(scope="module")
def results() -> dict[str, bytes]:
    """All of them cleaned. That none says the canary any more is asked there."""
    made: dict[str, bytes] = {}
    names = list(CASES)
    for start in range(0, len(names), 9):  # all in one archive would take longer than a file may
        made |= cleaned_together({name: CASES[name][0] for name in names[start : start + 9]})
    return made


@pytest.mark.parametrize("name", CASES)
def test_clean_takes_out_what_a_second_look_does_not_see_and_keeps_what_it_sees(
    results: dict[str, bytes], name: str
) -> None:
    words = shown_words(results[name])
    for expected in ["Visible words", *CASES[name][1]]:
        assert expected in words


@pytest.mark.parametrize("name", ["phantom.docx", "cell under a merged one.xlsx", "under a bar.pptx"])
def test_clean_tells_that_something_was_hidden(name: str) -> None:
    assert {"hidden", "hidden_cells"} & codes(cleaned(CASES[name][0], name)[0])
