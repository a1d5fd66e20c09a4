"""No template of a database outlives a change of what is in it."""

import shutil
import sys
from pathlib import Path

import pytest

from tests.states import LOCALE, ROOT, SETTINGS, TEMPLATES, rooms, shape_of_rows, shape_of_tables


@pytest.fixture(scope="module")
def house(tmp_path_factory) -> Path:
    """A copy of all that shapes a database; each test leaves it as it was."""
    copy = tmp_path_factory.mktemp("house")
    for folder in [*(room.name for room in rooms(ROOT)), LOCALE, TEMPLATES]:
        shutil.copytree(ROOT / folder, copy / folder, ignore=shutil.ignore_patterns("__pycache__", "static"))
    return copy


CHANGES = {
    "forum/searching/full_text.py": ("AFTER UPDATE OF search_text", "AFTER UPDATE OF subject", "rows"),
    "forum/spaces/services.py": ("def make_national_forums", "def  make_national_forums", "rows"),
    "accounts/names.py": ("CAMPAIGN_MODERATORS =", "CAMPAIGN_MODERATORS  =", "rows"),
    "locale/fr/LC_MESSAGES/django.po": ("msgstr", "msgstr ", "rows"),
    "safety/letters.py": ("def plain_letters", "def  plain_letters", "rows"),
    "accounts/validators.py": ("def validate_public_name", "def  validate_public_name", "tables"),
    "accounts/migrations/_names.py": ("def name_key", "def  name_key", "tables"),
    "campaign/migrations/0002_roles_invitations_and_readers.py": ("def empty", "def  empty", "tables"),
    f"{SETTINGS}/languages.py": ('LANGUAGE_CODE = "', 'LANGUAGE_CODE  = "', "tables"),
}


@pytest.mark.parametrize("name", CHANGES)
def test_state_changes_with_what_is_laid(house, name):
    old, new, what = CHANGES[name]
    tables, rows = shape_of_tables(house), shape_of_rows(house)
    assert (tables, rows) == (shape_of_tables(house), shape_of_rows(house)), "the same house, the same state"
    file = house / name
    said = file.read_text()
    assert old in said, f"{name} no longer says {old}"
    file.write_text(said.replace(old, new, 1))
    changed = shape_of_tables(house), shape_of_rows(house)
    file.write_text(said)
    assert changed[1] != rows
    assert (changed[0] != tables) == (what == "tables"), "migrating again is for what migrations read"


def test_state_hangs_on_every_module_of_ours_that_is_loaded(house):
    files = [Path(module.__file__) for module in [*sys.modules.values()] if getattr(module, "__file__", None)]
    ours = {
        f.relative_to(ROOT) for f in files if f.is_relative_to(ROOT) and ".venv" not in f.parts and f.suffix == ".py"
    }
    # Tests and benchmarks read the house; they lay nothing in a database.
    ours = {file for file in ours if file.parts[0] not in {"tests", "bench"}}
    assert len(ours) > 100
    assert [str(file) for file in ours if not (house / file).is_file()] == [], "outside of what is hashed"
