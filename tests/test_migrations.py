"""A migration does years later what it did on its first day: it runs no code of ours that may change meanwhile."""

from __future__ import annotations

import ast
from importlib import import_module
from pathlib import Path

import pytest

from tests.states import ROOMS, ROOT, rooms

MIGRATIONS = [file for room in rooms(ROOT) for file in sorted(room.rglob("migrations/*.py"))]
STRANGE = [
    "Camille",
    "CamiIle",
    "Ελένη",
    "ΕΛΕΝΗ",
    "Zoé 🦊",
    "ᴍodération",
    "Ⓟaul",
    "١٢٣",
    "Nguyễn",
    "مَرْيَمُ",
    "ı",
    "𝒜da",
    "—",
    "rn" * 150,
]


def parts_of(node: ast.AST) -> str:
    """`a.b.c` as it is written; nothing of what is no chain of names."""
    return ast.unparse(node) if isinstance(node, ast.Name | ast.Attribute) else ""


def living(file: Path) -> list[str]:
    """What a migration runs of our rooms. Their own `_frozen` helpers beside them are no part of the rooms.

    Fields may name a function of ours (`default=leaks.models.random_id`): Django compares the names with the model's.
    Nothing may call one, so neither may AddField: it fills the new column by the default.
    """
    tree = ast.parse(file.read_text())
    found, named = [], set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            ours = node.level or (node.module or "").partition(".")[0] in ROOMS
            frozen = str(file.relative_to(ROOT).parent).replace("/", ".") + "._"
            if ours and not (node.module or "").startswith(frozen):
                found.append(ast.unparse(node))
        elif isinstance(node, ast.Import):
            found += [f"import {name.name} as {name.asname}" for name in node.names if name.asname]
        elif isinstance(node, ast.Call) and parts_of(node.func).partition(".")[0] in ROOMS:
            found.append(ast.unparse(node))
        elif isinstance(node, ast.Call) and parts_of(node.func) == "migrations.AddField":
            given = [word.value for word in ast.walk(node) if isinstance(word, ast.keyword) and word.arg == "default"]
            found += [parts_of(value) for value in given if parts_of(value).partition(".")[0] in ROOMS]
        elif isinstance(node, ast.keyword) and node.arg in ("default", "validators", "upload_to"):
            named |= {id(name) for name in ast.walk(node.value)}
    names = [node for node in ast.walk(tree) if isinstance(node, ast.Name) and node.id in ROOMS]
    return found + [f"{node.id}, line {node.lineno}" for node in names if id(node) not in named]


@pytest.mark.parametrize("file", MIGRATIONS, ids=lambda file: str(file.relative_to(ROOT)))
def test_migration_runs_no_living_code(file):
    assert living(file) == []


@pytest.mark.parametrize(
    "line",
    [
        "from places.names import plain_letters",
        "from accounts.migrations import _names",
        "from ..names import plain_letters",
        "import places.names\ndef fill(apps, _): places.names.plain_letters('')",
        "import leaks.names\ncall = leaks.names.two_words",
        "import leaks.names\nmigrations.AddField(field=models.CharField(default=leaks.names.two_words))",
    ],
)
def test_living_code_in_a_migration_is_found(line, tmp_path, monkeypatch):
    monkeypatch.setattr("tests.test_migrations.ROOT", tmp_path)
    file = tmp_path / "campaign" / "migrations" / "0009_step.py"
    file.parent.mkdir(parents=True)
    file.write_text(line)
    assert living(file)
    named = "import leaks.names\nmodels.CharField(default=leaks.names.two_words)\n"
    file.write_text(named + "from campaign.migrations._frozen import fold")
    assert living(file) == []


@pytest.mark.parametrize("name", STRANGE)
def test_keys_of_names_that_the_migration_gives_are_those_of_today(name):
    """Who changes how keys are made, makes those that are stored anew by a migration, and compares with its helper."""
    from accounts.validators import name_key

    assert import_module("accounts.migrations._names").name_key(name) == name_key(name)


def test_names_that_the_migration_gives_are_of_words_that_receipts_have_and_no_two_alike():
    from leaks.receipts import words

    for language in ("fr", "en"):
        drawn = import_module("leaks.migrations._names").names(language)
        first = [next(drawn) for _ in range(4096)]
        assert len(set(first)) == 4096
        assert {word for name in first for word in name.split()} <= set(words(language))
