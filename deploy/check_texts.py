"""Part of `make check`: every template compiles; every string has its French and no French is left over."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

import polib

BREAKS = re.compile(r"(?<=\S) [?!;:»](?!\S)|« ")
ROOT = Path(__file__).resolve().parent.parent
FRENCH = Path("locale/fr/LC_MESSAGES/django.po")
MAKEMESSAGES = ["makemessages", "-l", "fr", "--no-wrap", "--add-location", "file", "--no-obsolete", "--verbosity", "0"]


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
    """Entries without translation, in doubt, or with a space of a keyboard where French has one that breaks no line."""
    lines = [f"{name}: no translation: {entry.msgid!r}" for entry in catalogue.untranslated_entries()]
    lines += [f"{name}: fuzzy: {entry.msgid!r}" for entry in catalogue.fuzzy_entries()]
    broken = [entry for entry in catalogue if any(map(BREAKS.search, (entry.msgstr, *entry.msgstr_plural.values())))]
    return lines + [f"{name}: a line could break before a sign: {entry.msgid!r}" for entry in broken]


def catalogue_of_the_code() -> polib.POFile:
    """The French catalogue as makemessages, in a copy of the checkout, makes it of the code and templates."""
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
        return polib.pofile(str(Path(folder) / FRENCH), wrapwidth=0)


def strangers_in_catalogue(found: polib.POFile) -> list[str]:
    """Strings in the code that the French catalogue does not know, those it knows that nothing says any more, and those
    that are said elsewhere than it tells whoever translates."""
    known = {_name(entry): _places(entry) for entry in polib.pofile(str(ROOT / FRENCH)) if not entry.obsolete}
    said = {_name(entry): _places(entry) for entry in found if not entry.obsolete}
    moved = sorted({file for name in known.keys() & said.keys() for file in known[name] ^ said[name]})
    return [
        *(f"{name[1]!r} is not in {FRENCH} ({', '.join(sorted(said[name]))})" for name in said.keys() - known.keys()),
        *(f"{name[1]!r} is in {FRENCH}, and nothing says it" for name in known.keys() - said.keys()),
        *(
            f"{FRENCH} names other places than these: {', '.join(moved)} (`make messages` mends that)"
            for _ in moved[:1]
        ),
    ]


def _name(entry: polib.POEntry) -> tuple[str | None, str]:
    return entry.msgctxt, entry.msgid


def _places(entry: polib.POEntry) -> set[str]:
    return {file for file, _line in entry.occurrences}


def main() -> int:
    """Print what is wrong; 1 when anything is. With `--write`, bring the catalogue up to what the code says first."""
    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")
    import django

    django.setup()
    found = catalogue_of_the_code()
    if "--write" in sys.argv:
        for of_the_moment in ("POT-Creation-Date", "Report-Msgid-Bugs-To"):
            found.metadata.pop(of_the_moment, None)
        found.save(str(ROOT / FRENCH))
    wrong = broken_templates()
    for file in sorted(ROOT.glob("locale/fr/LC_MESSAGES/*.po")):
        wrong += unfinished(polib.pofile(str(file)), str(file.relative_to(ROOT)))
    wrong += strangers_in_catalogue(found)
    for line in wrong:
        print(line)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
