"""Compiles locale/*/LC_MESSAGES/*.po whose .mo is missing or older. Needs no gettext."""

from __future__ import annotations

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def compile_messages(root: Path = ROOT) -> list[Path]:
    """Return the catalogues that were compiled."""
    done = []
    for source in sorted(root.glob("locale/*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime_ns >= source.stat().st_mtime_ns:
            continue
        import polib  # only when there is something to do: it is not needed to start again

        new = target.with_suffix(f".{os.getpid()}")
        polib.pofile(str(source)).save_as_mofile(str(new))
        new.replace(target)
        done.append(target)
    return done


if __name__ == "__main__":
    compile_messages()
