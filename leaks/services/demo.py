"""The demo's own key: made on the server, so worth nothing. It works only while the site is on this machine."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings

from leaks.exceptions import KeyRefused
from leaks.rules import is_loopback
from leaks.services.keys import enter_demo_key
from safety.sealing import make_identity


def demo_identity_path() -> Path:
    """Where the demo's private key lies."""
    return Path(settings.DATA_DIR) / "demo" / "identity.txt"


def make_demo_recipient(*, name: str) -> Path:
    """Make the demo identity (once) and enter its public key under this account's name."""
    if not is_loopback(settings.SITE_URL):
        raise KeyRefused(f"Demo keys are for this machine only, and SITE_URL is {settings.SITE_URL}.")
    path = demo_identity_path()
    if not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        private, public = make_identity()
        path.touch(mode=0o600)
        path.write_text(
            "# DEMO KEY, made on the server: whoever has the server reads everything. Never use it for real.\n"
            f"# public key: {public}\n{private}\n"
        )
    public = next(line.split(": ")[1] for line in path.read_text().splitlines() if line.startswith("# public key: "))
    enter_demo_key(name=name, public_key=public)
    return path
