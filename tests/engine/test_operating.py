"""Who runs a machine reads commands as they are typed there, whichever page or command says them."""

from __future__ import annotations

import re

import pytest

from engine import operating
from tests.states import ROOMS, ROOT


@pytest.mark.parametrize(("folder", "typed"), [("", "contrechamp tasks"), ("none", ".venv/bin/python manage.py tasks")])
def test_command_is_typed_as_the_machine_takes_it(monkeypatch, tmp_path, folder, typed):
    monkeypatch.setattr(operating, "FOLDER", tmp_path / folder)
    assert operating.command("tasks") == typed


def test_no_sentence_names_a_command_by_itself():
    ours = "recipients|leaks_nightly|prepare|backup|reseal|tasks|restore|forget_factor"
    said = re.compile(rf"(?<!`)(?:manage\.py|\bcontrechamp) (?:{ours})\b")
    files = [file for room in ROOMS for file in (ROOT / room).rglob("*.py")]
    files += [*(ROOT / "templates").rglob("*.html"), *(ROOT / "templates").rglob("*.txt")]
    assert [str(file.relative_to(ROOT)) for file in files if said.search(file.read_text())] == []
    guides = [file for file in (ROOT / "docs").glob("*.md") if file.name != "architecture.md"]
    assert [file.name for file in guides if "`manage.py " in file.read_text()] == []
