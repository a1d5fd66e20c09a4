"""The rooms of docs/architecture.md: each has its sign, imports point one way, inside a room from shelf to shelf."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterable
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

from tests.states import ROOMS, ROOT, rooms

# A file imports from its own shelf and those above it. What is in no shelf (apps.py, signals.py …) is free.
SHELVES = (
    {"exceptions", "validators", "rules", "names", "blocks"},
    {"models"},
    {"queries", "storage"},
    {"forms", "services"},
    {"views", "admin", "wagtail_hooks", "consumers", "tasks", "management", "urls"},
)
# A folder of a room with shelves of its own: all that the rest of the room knows of it is its addresses.
SUBJECTS = ("events/programme",)
# The two that don't know each other.
STRANGERS = {"forms": "services", "services": "forms"}
FREE_ROOMS = ("config", "engine", "safety")  # wiring alone; the other two have tools, no shelves


def shelf(names: Iterable[str]) -> str | None:
    """The shelf of a module, by its names below the room: in a folder for a subject it stands behind the subject's."""
    return next((name for name in names if any(name in shelf for shelf in SHELVES)), None)


def height(shelf: str) -> int:
    return next(number for number, names in enumerate(SHELVES) if shelf in names)


def imports_of(file: Path, *, of_types: bool = False) -> set[str]:
    """Every module that a file imports, inside functions too; with `of_types`, what only the type checker reads too."""
    found = set()
    tree = ast.parse(file.read_text())
    for_types = [n for n in ast.walk(tree) if isinstance(n, ast.If) and ast.unparse(n.test) == "TYPE_CHECKING"]
    unread = {id(node) for block in for_types for statement in block.body for node in ast.walk(statement)}
    for node in ast.walk(tree):
        if id(node) in unread and not of_types:
            continue
        if isinstance(node, ast.Import):
            found |= {name.name for name in node.names}
        elif isinstance(node, ast.ImportFrom):
            package = file.relative_to(ROOT).parts[: -node.level] if node.level else ()
            module = ".".join((*package, *filter(None, [node.module])))
            found |= {module} | {f"{module}.{name.name}" for name in node.names}
    return found


def files_of(room: str) -> list[Path]:
    return [file for file in sorted((ROOT / room).rglob("*.py")) if "migrations" not in file.parts]


def test_no_room_is_left_out_of_what_is_tested_of_each():
    assert [folder.name for folder in rooms(ROOT)] == ROOMS


@pytest.mark.parametrize("room", ROOMS)
def test_room_opens_with_its_sign(room):
    sign = ast.get_docstring(ast.parse((ROOT / room / "__init__.py").read_text())) or ""
    assert "Not here:" in sign, f"{room}/__init__.py says what is here, and what is not and where that is instead."


@pytest.mark.parametrize("room", [room for room in ROOMS if room not in FREE_ROOMS])
def test_shelves_import_from_above_only(room):
    wrong = []
    for file in files_of(room):
        own = shelf(file.relative_to(ROOT / room).with_suffix("").parts)
        for module in imports_of(file):
            other = shelf(module.split(".")[1:]) if module.startswith(f"{room}.") else None
            if own is None or other is None:
                continue
            if height(other) > height(own) or STRANGERS.get(own) == other:
                wrong.append(f"{file.relative_to(ROOT)} imports {module}")
    assert sorted(set(wrong)) == []


def test_no_module_imports_itself_by_way_of_others():
    """Neither inside functions nor for types alone: what leads in a circle has no place that is above or below."""
    modules = {".".join(f.relative_to(ROOT).with_suffix("").parts): f for room in ROOMS for f in files_of(room)}
    modules = {name.removesuffix(".__init__"): file for name, file in modules.items()}
    graph = {name: (imports_of(file, of_types=True) & modules.keys()) - {name} for name, file in modules.items()}
    for name, imported in graph.items():
        # A package that is named on the way to its module is not what is asked for.
        graph[name] = {one for one in imported if not any(other.startswith(f"{one}.") for other in imported)}
    TopologicalSorter(graph).prepare()  # raises CycleError, which names the circle


@pytest.mark.parametrize("subject", SUBJECTS)
def test_room_knows_nothing_of_a_subject_but_its_addresses(subject):
    room, package = subject.split("/")[0], subject.replace("/", ".")
    knows = [
        str(file.relative_to(ROOT))
        for file in files_of(room)
        if not file.is_relative_to(ROOT / subject)
        and any(module == package or module.startswith(f"{package}.") for module in imports_of(file))
    ]
    assert knows == [f"{room}/urls.py"]


def test_root_of_the_forum_holds_what_several_subjects_need():
    wiring = {"admin", "apps", "demo", "middleware", "receivers", "services", "tasks", "urls"}
    inside = [file for file in files_of("forum") if file.parent != ROOT / "forum"]
    knows = [(file.relative_to(ROOT / "forum").parts[0], imports_of(file)) for file in inside]
    for file in (ROOT / "forum").glob("[a-z]*.py"):
        subjects = {subject for subject, modules in knows if f"forum.{file.stem}" in modules}
        assert len(subjects) > 1 or file.stem in wiring, f"{file.name} is of {subjects or 'nobody'}"


def test_rooms_import_downwards():
    command = [sys.executable, "-c", "from importlinter.cli import lint_imports_command; lint_imports_command()"]
    done = subprocess.run([*command, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_machina_is_behind_one_file():
    own = {"forum/machina.py", "forum/admin.py", "config/settings/base.py"}  # admin.py: what machina registers there
    knows = {
        str(file.relative_to(ROOT))
        for room in ROOMS
        for file in files_of(room)
        if any(module.split(".")[0] == "machina" for module in imports_of(file))
    }
    assert {path for path in knows if not path.startswith("forum/overrides/")} == own


def test_no_room_keeps_a_drawer_for_everything():
    drawers = {"utils", "common", "helpers", "misc"}
    assert [str(file) for room in ROOMS for file in files_of(room) if file.stem in drawers] == []


def test_files_stay_readable():
    long = {
        str(file.relative_to(ROOT)): len(file.read_text().splitlines()) for room in ROOMS for file in files_of(room)
    }
    assert {name: lines for name, lines in long.items() if lines >= 400} == {}


def test_templates_of_machina_are_not_hidden():
    assert not (ROOT / "templates" / "partials").exists(), "It would replace machina's templates in silence."
