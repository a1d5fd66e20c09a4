"""Looks at what people set: settings, the legal pages, who opens the drop, copies for emergencies."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import ERROR, run_checks

from accounts.resealing import count_lost_factors
from config.checks import missing_in_legal_notice
from config.doctor.findings import Finding, broken, warning, well
from config.version import version
from engine.operating import command
from leaks.key_list import read_list

COPIED = 2  # days since the last copy, after which something is wrong
LOST = 7


def of_settings() -> Iterator[Finding]:
    """Django's and our own checks for a site that is open to others."""
    said = [
        found
        for found in run_checks(include_deployment_checks=True)
        if not found.is_silenced() and found.id != "contrechamp.W001"
    ]
    for found in said:
        kind = broken if found.level >= ERROR else warning
        yield kind(str(found.msg), str(found.hint or "See docs/settings.md."))
    host = urlsplit(settings.SITE_URL).hostname
    if host not in settings.ALLOWED_HOSTS:
        yield broken(f"ALLOWED_HOSTS does not name {host}, the host of SITE_URL: every page answers 400.", "Add it.")
    if not settings.HEALTH_KEY:
        yield warning("Nobody can watch this site: there is no HEALTH_KEY.", "Set it: openssl rand -hex 32")
    if settings.SECRET_KEY_FALLBACKS:
        yield warning(
            "An earlier SECRET_KEY still opens what it sealed.",
            f"Once `{command('reseal')}` has run and a month has passed, take it out of SECRET_KEY_FALLBACKS.",
        )
    if not said:
        yield well(f"The settings of Contrechamp {version()} fit a site that is open to others.")


def legal() -> Iterator[Finding]:
    """The legal notice says what the law asks for."""
    if missing := missing_in_legal_notice():
        yield warning(
            f"The legal notice is incomplete: {', '.join(missing)}.", "Set them in /etc/contrechamp/environment."
        )
    else:
        yield well("The legal notice is complete.")


def drop() -> Iterator[Finding]:
    """Somebody reads what comes in, and nobody changed who. Nothing here follows from what came."""
    found = read_list()
    readers = len(found.names)
    if not found.fits:
        yield broken(
            f"The drop is closed: its list of keys is {found.fault}.",
            f"Compare fingerprints with the recipients, then: {command('recipients confirm')} (docs/leaks.md)",
        )
    elif readers < 2:
        yield warning(
            f"{('Nobody reads', 'One person alone reads')[readers]} what sources send.",
            f"Enter the first two recipients: {command('recipients add NAME age1…')}",
        )
    else:
        yield well("The drop has readers.")


def factors() -> Iterator[Finding]:
    """Every second factor opens with a key that this site has."""
    lost = count_lost_factors()
    if lost:
        yield broken(
            f"{lost} second factors open with no key that is named here: their owners do not come in by them.",
            f"Name the key of before in SECRET_KEY_FALLBACKS, then `{command('reseal')}`. Where it is gone for good, "
            f"`{command('forget_factor NAME')}` for whoever asks, once you know that it is them (docs/settings.md).",
        )
    else:
        yield well("Second factors open.")


def backups() -> Iterator[Finding]:
    """The last copy for emergencies is of today or yesterday."""
    stamp = Path(settings.DATA_DIR) / "backups" / "last.json"
    todo = f"Run `{command('backup')}`, and see that it runs every night (docs/backup.md)."
    if not stamp.exists():
        if not settings.BACKUP_RECIPIENTS:
            todo = "Set BACKUP_RECIPIENTS in /etc/contrechamp/environment (docs/production.md, 13)."
        yield warning("No backup has been made here.", todo)
        return
    try:
        made = datetime.fromisoformat(json.loads(stamp.read_text())["at"])
    except (ValueError, KeyError, TypeError):
        yield broken(f"{stamp} cannot be read.", todo)
        return
    days = (datetime.now(UTC).date() - made.astimezone(UTC).date()).days  # the stamp may be of another zone
    if days > COPIED:
        yield (broken if days > LOST else warning)(f"The last backup is {days} days old.", todo)
    else:
        yield well(f"The last backup is {days} days old.")
