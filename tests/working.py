"""Workers of other processes on this test's databases, with the settings of production."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

from django.db import connections

from tests.databases import ROOT, VARIABLES

QUEUE = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default", "mail"]}}


def environment_here(folder: Path, **more: str) -> dict[str, str]:
    """Production's settings, a data folder of its own, and the databases of this test."""
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "config.settings.base",
        "DATA_DIR": str(folder),
        "SECRET_KEY": "a key for tests only, long enough to pass",
        "SITE_URL": "http://localhost:8000",
        "ALLOWED_HOSTS": "localhost",
        "EMAIL_URL": "console:",
    }
    for alias, variable in VARIABLES.items():
        found = connections[alias].settings_dict["NAME"]
        if connections[alias].vendor == "sqlite":
            environment[variable] = f"sqlite:///{found}"
        else:
            environment[variable] = urlsplit(os.environ[variable])._replace(path=f"/{found}").geturl()
    return environment | more


@contextlib.contextmanager
def worker(folder: Path, *arguments: str, **more: str) -> Iterator[subprocess.Popen[str]]:
    """`manage.py work` in a process; killed at the end if it lives."""
    command = [sys.executable, "manage.py", "work", *arguments]
    environment = environment_here(folder, **more)
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.PIPE, text=True)
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def until(true: Callable[[], object], seconds: float = 120) -> None:
    """Wait for what another thread or process brings about."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "It did not happen."
        time.sleep(0.05)
