"""Part of `make check`: every template compiles; every string has its French and no French is left over."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parent.parent
MAKEMESSAGES = ["makemessages", "-l", "fr", "--no-wrap", "--add-location", "file", "--verbosity", "0"]


def broken_templates() -> list[str]:
    """Every file below templates/ that Django cannot compile, with the reason."""
    from django.template import TemplateSyntaxError, engines

    engine = engines["django"]
    folder = ROOT / "templates"
    wrong = []
    for file in sorted(path for path in folder.rglob("*") if path.suffix in (".html", ".txt", ".xml")):
        try:
            engine.get_template(str(file.relative_to(folder)))
        except (TemplateSyntaxError, UnicodeDecodeError) as error:
            wrong.append(f"{file.relative_to(ROOT)}: {error}")
    return wrong


def unfinished(catalogue: polib.POFile, name: str) -> list[str]:
    """Entries without translation or in doubt."""
    lines = [f"{name}: no translation: {entry.msgid!r}" for entry in catalogue.untranslated_entries()]
    return lines + [f"{name}: fuzzy: {entry.msgid!r}" for entry in catalogue.fuzzy_entries()]


def strangers_in_catalogue() -> list[str]:
    """Strings in the code that the French catalogue does not know, and those it knows that nothing says any more.

    makemessages in a copy of the checkout tells.
    """
    committed = ROOT / "locale" / "fr" / "LC_MESSAGES" / "django.po"
    known = {(entry.msgctxt, entry.msgid) for entry in polib.pofile(str(committed)) if not entry.obsolete}
    files = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],  # noqa: S607
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split("\0")
    with tempfile.TemporaryDirectory() as folder:
        for name in files:
            if name.endswith((".py", ".html", ".txt", ".xml", ".po")) and (ROOT / name).is_file():
                target = Path(folder) / name
                target.parent.mkdir(parents=True, exist_ok=True)
                target.symlink_to(ROOT / name) if target.suffix != ".po" else target.write_bytes(
                    (ROOT / name).read_bytes()
                )
        subprocess.run([sys.executable, str(ROOT / "manage.py"), *MAKEMESSAGES], cwd=folder, check=True)
        found = polib.pofile(str(Path(folder) / committed.relative_to(ROOT)))
    name = committed.relative_to(ROOT)
    unknown = [entry for entry in found if not entry.obsolete and (entry.msgctxt, entry.msgid) not in known]
    unsaid = [entry for entry in found if entry.obsolete and (entry.msgctxt, entry.msgid) in known]
    return [
        *(
            f"{entry.msgid!r} is not in {name} ({', '.join(file for file, _ in entry.occurrences)})"
            for entry in unknown
        ),
        *(f"{entry.msgid!r} is in {name}, and nothing says it" for entry in unsaid),
    ]


def main() -> int:
    """Print what is wrong; 1 when anything is."""
    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")
    import django

    django.setup()
    wrong = broken_templates()
    for file in sorted(ROOT.glob("locale/fr/LC_MESSAGES/*.po")):
        wrong += unfinished(polib.pofile(str(file)), str(file.relative_to(ROOT)))
    wrong += strangers_in_catalogue()
    for line in wrong:
        print(line)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
