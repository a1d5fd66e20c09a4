"""Each engine of our own has a record: what it is, why with a figure, and the test that an upgrade would fail."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
RECORDS = sorted((ROOT / "docs" / "decisions").glob("*.md"))
# What holds no engine: rules and words of ours, each with its tests beside it.
NO_ENGINE = {
    "addresses", "append_only", "apps", "connections", "descriptors", "edit_conflicts", "fields", "headers",
    "idempotency", "letters", "mail_batches", "operating", "outage", "outage_log", "quiet", "storage",
    "typed", "typography", "uploads", "words",
}  # fmt: skip


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: record.stem)
def test_record_says_why_by_a_figure_and_names_tests_that_are_there(record):
    told = record.read_text()
    why = told.partition("**Why")[2] or told
    assert re.search(r"\d", why), "a figure"
    breaks = told.partition("**It breaks when**")[2]
    tests = re.findall(r"`(tests/[\w/]+\.py)`", breaks)
    assert tests and all((ROOT / path).is_file() for path in tests), tests
    assert re.match(rf"# {record.name[:3]} · ", told)


def test_every_engine_has_a_record():
    told = "\n".join(record.read_text() for record in RECORDS)
    named = set(re.findall(r"\b(?:(?:safety|engine|events)/)?(\w+)\.py`", told))
    modules = {path.stem for room in ("safety", "engine") for path in (ROOT / room).glob("*.py")} - {"__init__"}
    assert modules - named == NO_ENGINE, "each module is an engine with a record, or none"
