"""The list of keys and its seal: whoever changes the database alone cannot change whom the drop seals to.

The seal is a MAC over every row that decides who reads, with a key derived from SECRET_KEY, which lies in no database.
It counts upwards; the newest count is also kept in a file, so that an older list put back whole does not fit either.
"""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.db import models
from django.utils.translation import gettext as _

from engine.operating import command
from leaks import storage
from leaks.macs import fits
from leaks.models import Bundle, KeyChange, KeyListSeal, Notice, Recipient
from leaks.rules import is_loopback
from safety.sealing import Recipients

PURPOSE = "list of keys"
_GROUP = 4
_FINGERPRINT_BITS = 120  # six groups of four signs
_TRIES = 3


@dataclass(frozen=True)
class KeyList:
    """The list as one read found it. `fault` is empty when its seal fits."""

    recipients: tuple[Recipient, ...]
    changes: tuple[KeyChange, ...]
    notices: tuple[Notice, ...]
    count: int
    fault: str = ""

    @property
    def fits(self) -> bool:
        """Whether this is the list that the rules, or an operator, made last."""
        return not self.fault

    @property
    def active(self) -> list[Recipient]:
        """Those to whom something is sealed now. Demo keys count on the machine itself only."""
        here = is_loopback(settings.SITE_URL)
        return [recipient for recipient in self.recipients if here or not recipient.is_demo]

    @property
    def names(self) -> set[str]:
        """Whoever reads."""
        return {recipient.name for recipient in self.active if recipient.key_set == Bundle.KeySet.READING}

    @property
    def lines(self) -> list[str]:
        """The list as recipients compare it: a set and a public key a line, in one order, no names."""
        return sorted(f"{recipient.key_set} {recipient.public_key}" for recipient in self.active)

    @property
    def fingerprint(self) -> str:
        """A short form of the lines: the first 120 bits of their SHA-256, in base32, by four. Empty without keys."""
        return fingerprint_of(self.lines)

    @property
    def why(self) -> str:
        """What is wrong and what to do, for the desk."""
        return _sentence(self.fault)

    def keys(self, key_set: str, names: Iterable[str] | None = None) -> Recipients | None:
        """The public keys of a set, or of these people in it; None when there are none."""
        members = [recipient for recipient in self.active if recipient.key_set == key_set]
        if names is not None:
            members = [recipient for recipient in members if recipient.name in set(names)]
        keys = tuple(sorted(recipient.public_key for recipient in members))
        return Recipients(keys) if keys else None


def fingerprint_of(lines: Sequence[str]) -> str:
    """Compute it as `static/desk/keycheck.py` does on a recipient's machine."""
    if not lines:
        return ""
    digest = hashlib.sha256("".join(f"{line}\n" for line in sorted(lines)).encode()).digest()
    signs = base64.b32encode(digest[: _FINGERPRINT_BITS // 8]).decode()
    return "-".join(signs[start : start + _GROUP] for start in range(0, len(signs), _GROUP))


def read_list(*, lock: bool = False) -> KeyList:
    """Read the list and say whether its seal fits.

    Several tables are read one after another: while somebody changes them by the rules they may not belong
    together, so a list that does not fit is read again. `lock` holds it until the transaction ends.
    """
    found = _read_once(lock)
    for _again in range(_TRIES - 1):
        if found.fits or lock:
            break
        found = _read_once(lock)
    return found


def _read_once(lock: bool) -> KeyList:
    newest = storage.newest_count()  # before the rows: whoever changes them writes it after them
    seals = KeyListSeal.objects.select_for_update() if lock else KeyListSeal.objects
    seal = seals.filter(pk=1).first()
    recipients = tuple(Recipient.objects.order_by("key_set", "name"))
    changes = tuple(KeyChange.objects.order_by("day", "id"))
    notices = tuple(Notice.objects.order_by("day", "id"))
    count = seal.count if seal else 0
    fault = ""
    if newest is None:
        fault = "unreadable"
    elif seal is None:
        fault = "unsealed" if recipients or changes or newest else ""
    elif not fits(seal.mac, PURPOSE, parts_of(count, recipients, changes, notices)):
        fault = "changed"
    elif count < newest:
        fault = "older"
    return KeyList(recipients, changes, notices, count, fault)


def parts_of(
    count: int, recipients: Iterable[Recipient], changes: Iterable[KeyChange], notices: Iterable[Notice]
) -> list[str]:
    """Every field of every row that decides who reads, or tells who has not seen a change, in one order."""
    of_keys = [notice for notice in notices if notice.kind == Notice.Kind.KEYS]
    tables = [sorted(_row(row) for row in rows) for rows in (recipients, changes, of_keys)]
    return [str(count), *(json.dumps(table) for table in tables)]


def _row(row: models.Model) -> list[str]:
    return [_text(getattr(row, field.attname)) for field in row._meta.concrete_fields]


def _text(value: object) -> str:
    return value.isoformat() if isinstance(value, dt.date) else str(value)


def _sentence(fault: str) -> str:
    sentences = {
        "unsealed": _("Nobody has confirmed this list of keys yet, as after an upgrade."),
        "changed": _("This list of keys was changed outside the desk, or the server has a new SECRET_KEY."),
        "older": _("This is an older list of keys, put back from a copy."),
        "unreadable": _("The server cannot read the count of changes that lies beside the sealed files."),
    }
    if fault not in sentences:
        return ""
    todo = _(
        "The drop is closed, and nothing is sealed. Compare the keys with those you know on your own machine, and ask "
        "the others by another way. If all are right, whoever runs the server runs: %(command)s"
    ) % {"command": command("recipients confirm")}
    return f"{sentences[fault]} {todo}"
