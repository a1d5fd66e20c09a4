"""Documents that can be wrong are tested."""

from __future__ import annotations

import re

import pytest

from tests.databases import ROOT
from tests.test_rooms import ROOMS

VARIABLE = re.compile(r'\b(?:read|database)\(\s*(?:"\w+",\s*)?"([A-Z][A-Z0-9_]+)"')


def variables_read() -> set[str]:
    found = set()
    for file in (ROOT / "config" / "settings").glob("*.py"):
        found |= set(VARIABLE.findall(file.read_text()))
    return found


def variables_described() -> set[str]:
    return set(re.findall(r"^\| `([A-Z0-9_]+)` \|", (ROOT / "docs" / "settings.md").read_text(), re.MULTILINE))


def test_every_variable_is_described():
    assert {"SECRET_KEY", "DATABASE_URL", "LEAKS_DATABASE_URL", "S3_BUCKET"} <= variables_read()
    assert variables_read() - variables_described() == set()


def test_every_described_variable_exists():
    of_the_starter = {"PORT", "PYTHON", "CORPUS_DIR"}
    assert variables_described() - variables_read() == of_the_starter


@pytest.mark.parametrize("room", ROOMS)
def test_every_room_is_described(room):
    assert f"| `{room}/` |" in (ROOT / "docs" / "architecture.md").read_text()


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md"])
def test_links_between_documents_lead_somewhere(name):
    links = re.findall(r"\]\((?!https?:)([^)#]+)", (ROOT / name).read_text())
    assert [link for link in links if not (ROOT / link).exists()] == []


def test_licence_is_the_affero_licence_in_full():
    text = (ROOT / "LICENSE").read_text()
    assert "GNU AFFERO GENERAL PUBLIC LICENSE\n                       Version 3, 19 November 2007" in text
    assert "13. Remote Network Interaction" in text and "END OF TERMS AND CONDITIONS" in text
