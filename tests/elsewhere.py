"""Another process of the site, which shares the databases with the test and no memory."""

from __future__ import annotations

import subprocess
import sys

from tests.browsers import server_environment


def run_elsewhere(code: str) -> None:
    """Run some lines of Python there, and return when they have ended well."""
    command = [sys.executable, "manage.py", "shell", "-v", "0", "-c", code]
    subprocess.run(command, check=True, env=server_environment(0))
