"""What is said to whoever runs the machine: how a command is typed there."""

from __future__ import annotations

from pathlib import Path

FOLDER = Path("/etc/contrechamp")  # the guide makes it on a machine that serves a site


def command(words: str) -> str:
    """A management command as it is typed on this machine: `manage.py` refuses where a site is served."""
    return f"contrechamp {words}" if FOLDER.is_dir() else f".venv/bin/python manage.py {words}"
