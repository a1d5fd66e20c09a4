"""What shapes a migrated database, as names for its states, and the two steps that lead there.

Migrating takes half a minute and hangs on little: the migrations and what they import. What is laid afterwards, at
`post_migrate` (groups, forums, the first page, the index of the search and its triggers), takes seconds and hangs on
any code of ours, words of the catalogue included. So each step has a state of its own.
"""

from __future__ import annotations

import ast
import hashlib
import sys
from collections.abc import Iterable, Iterator
from importlib import metadata
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ROOMS = "accounts campaign config engine events forum intake leaks places safety search surveillance".split()
LOCALE, TEMPLATES, SETTINGS = "locale", "templates", "config/settings"


def rooms(root: Path) -> list[Path]:
    """The folders of our own apps."""
    from django.apps import apps

    return sorted({root / Path(app.path).name for app in apps.get_app_configs() if Path(app.path).parent == ROOT})


def shape_of_tables(root: Path = ROOT) -> str:
    """The state that the migrations lead to: they, what they import of ours, the settings, every installed package."""
    migrations = [file for room in rooms(root) for file in room.rglob("migrations/*.py")]
    return _digest(root, [*_with_imports(migrations, root), *(root / SETTINGS).glob("*.py")])


def shape_of_rows(root: Path = ROOT) -> str:
    """The state that a new database is in: all code and data of ours, its words and templates."""
    folders = [*rooms(root), root / LOCALE, root / TEMPLATES]
    files = [file for folder in folders for file in folder.rglob("*") if file.is_file()]
    return _digest(root, [file for file in files if "__pycache__" not in file.parts and "static" not in file.parts])


def _digest(root: Path, files: Iterable[Path]) -> str:
    from django.apps import apps

    digest = hashlib.sha256()
    for file in sorted(set(files)):
        digest.update(str(file.relative_to(root)).encode() + b"\0" + hashlib.sha256(file.read_bytes()).digest())
    digest.update(repr(sorted((d.name, d.version) for d in metadata.distributions())).encode())
    digest.update(repr([app.name for app in apps.get_app_configs()]).encode())
    return digest.hexdigest()[:12]


def _with_imports(files: list[Path], root: Path) -> set[Path]:
    """These files and, step by step, the files of ours that they import."""
    found: set[Path] = set()
    waiting = list(files)
    while waiting:
        file = waiting.pop()
        if file not in found:
            found.add(file)
            waiting += _imports(file, root)
    return found


def _imports(file: Path, root: Path) -> Iterator[Path]:
    ours = {room.name for room in rooms(root)}
    for node in ast.walk(ast.parse(file.read_bytes())):
        names: list[str] = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            before = ".".join(file.relative_to(root).parts[: -node.level or None]) if node.level else ""
            module = ".".join(filter(None, [before, node.module]))
            names = [module, *(f"{module}.{alias.name}" for alias in node.names)]
        for name in names:
            parts = name.split(".")
            if parts[0] in ours:
                packages = [root.joinpath(*parts[:n], "__init__.py") for n in range(1, len(parts) + 1)]
                yield from (path for path in [*packages, root.joinpath(*parts).with_suffix(".py")] if path.is_file())


# -- The steps, each in a process of its own: `python -m tests.states bare|lay ALIAS` ----------------------------------
def main(step: str, alias: str) -> None:
    """Migrate from zero without what follows, or let follow what follows a migration from zero."""
    import django

    django.setup()
    from django.core.management.sql import emit_post_migrate_signal
    from django.db import connections
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connections[alias])
    # Walking through the migrations that the drop's database may not have is as slow as making them.
    targets = [leaf for leaf in executor.loader.graph.leaf_nodes() if alias == "default" or leaf[0] == "leaks"]
    if step == "bare":
        executor.migrate(targets)
        return
    plan = executor.migration_plan(targets, clean_start=True)
    state = executor.loader.project_state(targets)
    emit_post_migrate_signal(0, False, alias, plan=plan, apps=state.apps)


if __name__ == "__main__":
    main(*sys.argv[1:])
