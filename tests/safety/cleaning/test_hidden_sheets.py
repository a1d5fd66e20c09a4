"""What a workbook holds and its sheets do not show is gone, and what they show stays."""

from __future__ import annotations

import io
import zipfile

import pytest

from tests.safety.dirty import hidden_sheets
from tests.safety.judging import cleaned, cleaned_together, codes, shown_words

CASES = hidden_sheets.cases()


@pytest.fixture(scope="module")
def results() -> dict[str, bytes]:
    """All of them cleaned. That none says the canary any more is asked there."""
    made = cleaned_together({f"{name}.xlsx": content for name, (content, _stay) in CASES.items()})
    return {name.removesuffix(".xlsx"): body for name, body in made.items()}


@pytest.mark.parametrize("name", CASES)
def test_clean_takes_out_what_sheets_do_not_show_and_keeps_what_they_show(results: dict[str, bytes], name: str) -> None:
    words = shown_words(results[name])
    for expected in ["Visible words", *CASES[name][1]]:
        assert expected in words


def test_clean_keeps_rows_columns_and_merges_where_they_were(results: dict[str, bytes]) -> None:
    with zipfile.ZipFile(io.BytesIO(results["merged cell stays"])) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
    assert 'ref="A2:B3"' in sheet and 'r="3"' in sheet
    with zipfile.ZipFile(io.BytesIO(results["filter without hidden rows stays"])) as archive:
        assert 'autoFilter ref="A1:A9"' in archive.read("xl/worksheets/sheet1.xml").decode()


def test_clean_keeps_the_figures_of_a_chart_whose_cells_are_hidden() -> None:
    _result, body = cleaned(hidden_sheets.chart_on_hidden_cells(), "a.xlsx")
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        chart = archive.read("xl/charts/chart1.xml").decode()
    assert "Shown!$A$1:$A$2" in chart and "$B$1" not in chart
    assert ">3<" in chart and ">41<" in chart


def test_clean_tells_what_it_took_out_of_a_workbook() -> None:
    told = {
        name: codes(cleaned(CASES[name][0], "a.xlsx")[0]) for name in ("row", "list of values", "formulas", "names")
    }
    assert "hidden_cells" in told["row"] and "lists" in told["list of values"]
    assert "formulas" in told["formulas"] and "names" in told["names"]
