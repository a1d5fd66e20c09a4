"""What shapes a migrated database, as names for its states, and the two steps that lead there.

Migrating takes half a minute and hangs on little: the migrations and what they import. What is laid afterwards, at
`post_migrate` (groups, forums, the first page, the index of the search and its triggers), takes seconds and hangs on
any code of ours, words of the catalogue included. The demonstration takes as long again, on the same code and on
the day: half of its dates are to come. So each step has a state of its own.
"""

from __future__ import annotations

import ast
import functools
import hashlib
import sys
import tarfile
from collections.abc import Iterable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ROOMS = "accounts campaign config engine events forum intake leaks places safety search surveillance".split()
FIRST_ACCOUNT = 73_401_210  # the demonstration's people are numbered from here on: nothing on a page looks like it
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
    digest.update(repr(_packages()).encode())
    digest.update(repr([app.name for app in apps.get_app_configs()]).encode())
    return digest.hexdigest()[:12]


@functools.cache
def _packages() -> list[str]:
    """Name and version of each installed package, by its folder: reading what they say of themselves takes a second."""
    return sorted({found.name for folder in sys.path for found in Path(folder).glob("*-info")})


def _with_imports(files: list[Path], root: Path) -> set[Path]:
    """These files and, step by step, the files of ours that they import."""
    found: set[Path] = set()
    waiting, ours = list(files), {room.name for room in rooms(root)}
    while waiting:
        file = waiting.pop()
        if file not in found:
            found.add(file)
            waiting += _imports(file, root, ours)
    return found


def _imports(file: Path, root: Path, ours: set[str]) -> Iterator[Path]:
    for level, module, own in _said(file.read_bytes()):
        before = ".".join(file.relative_to(root).parts[: -level or None]) if level else ""
        parent = ".".join(filter(None, [before, module]))
        for name in [parent, *(f"{parent}.{one}" for one in own)] if parent else own:
            parts = name.split(".")
            if parts[0] in ours:
                packages = [root.joinpath(*parts[:n], "__init__.py") for n in range(1, len(parts) + 1)]
                yield from (path for path in [*packages, root.joinpath(*parts).with_suffix(".py")] if path.is_file())


@functools.cache  # to parse is most of the work, and a test asks about many houses that are nearly alike
def _said(source: bytes) -> list[tuple[int, str, list[str]]]:
    """What the text of a module imports: how many folders up, from which module, which names."""
    said = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            said.append((0, "", [alias.name for alias in node.names]))
        elif isinstance(node, ast.ImportFrom):
            said.append((node.level, node.module or "", [alias.name for alias in node.names]))
    return said


# -- The steps, each in a process of its own: `python -m tests.states bare|lay ALIAS` or `… demo FILE` -----------------
def main(step: str, what: str) -> None:
    """Migrate from zero without what follows, let follow what follows a migration from zero, or demonstrate."""
    import django

    django.setup()
    if step == "demo":
        _demonstrate(Path(what))
    else:
        _migrate(step, alias=what)


def number_from(first: int) -> None:
    """Number the accounts that are made from now on."""
    from django.db import connection

    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("DELETE FROM sqlite_sequence WHERE name = 'accounts_user'")
            cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES ('accounts_user', %s)", [first])
        else:
            cursor.execute("SELECT setval(pg_get_serial_sequence('accounts_user', 'id'), %s)", [first])


def _demonstrate(files: Path) -> None:
    """Lay the demonstration, and pack the files that its rows name."""
    from django.conf import settings
    from django.core.management import call_command

    number_from(FIRST_ACCOUNT)
    call_command("load_demo", verbosity=0)
    Path(settings.MEDIA_ROOT).mkdir(exist_ok=True)
    with tarfile.open(files, "w") as archive:
        archive.add(settings.MEDIA_ROOT, ".")


def _migrate(step: str, *, alias: str) -> None:
    from django.apps import apps
    from django.core.management.sql import emit_post_migrate_signal
    from django.db import connections
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connections[alias])
    # Walking through the migrations that the drop's database may not have is as slow as making them.
    targets = [leaf for leaf in executor.loader.graph.leaf_nodes() if alias == "default" or leaf[0] == "leaks"]
    # Libraries first: each of their steps makes anew, in memory, all models that hang on what it changes.
    ours = {app.label for app in apps.get_app_configs() if Path(app.path).parent == ROOT}
    targets.sort(key=lambda leaf: leaf[0] in ours)
    if step == "bare":
        executor.migrate(targets)
        return
    plan = executor.migration_plan(targets, clean_start=True)
    state = executor.loader.project_state(targets)
    emit_post_migrate_signal(0, False, alias, plan=plan, apps=state.apps)


if __name__ == "__main__":
    main(*sys.argv[1:])
