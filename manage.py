#!/usr/bin/env python
"""Django's command line for this project."""

import gc
import os
import sys

# What a command loads stays until it ends: looking through it for garbage after every 700 new objects, as Python does
# by itself, is a tenth of its start. The same figures as a server's (engine/asgi.py).
PATIENCE = (20_000, 10, 10)


def refuse_production() -> None:
    """End where this command would work on other data than the site's, or leave files that its service cannot write."""
    is_named = "DJANGO_SETTINGS_MODULE" in os.environ
    if not is_named and os.path.isdir("/etc/contrechamp"):
        sys.exit("This machine serves a site (/etc/contrechamp). Run this as root instead: contrechamp COMMAND …")
    folder = os.environ.get("DATA_DIR", "")
    if is_named and os.geteuid() == 0 and os.path.isdir(folder) and os.stat(folder).st_uid != 0:
        sys.exit(
            f"{folder} belongs to an account of its own; root would leave files there that it cannot write. "
            "Run this instead: contrechamp COMMAND …"
        )


def main() -> None:
    """Run one management command with the settings named by the environment."""
    refuse_production()
    gc.set_threshold(*PATIENCE)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line

    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as refusal:  # a sentence that names the variable, for whoever set it
        sys.stderr.write(f"{refusal}\n")
        sys.exit(2)


if __name__ == "__main__":
    main()
