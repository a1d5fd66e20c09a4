"""Pure decisions: when the demo's keys work, when a conversation ends."""

from __future__ import annotations

import datetime as dt
import ipaddress
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

KEPT_AFTER_DOWNLOAD = dt.timedelta(days=30)
KEPT_AFTER_ADDITION = dt.timedelta(days=14)
UNREAD_TURNS_RED = dt.timedelta(days=60)
UNREAD_MUST_BE_DECIDED = dt.timedelta(days=90)
SETTLED = 3600  # seconds, after which a blob without a row is no submission in the making


def is_loopback(url: str) -> bool:
    """Whether this address is the machine itself: the only place where demo keys open anything."""
    host = urlsplit(url).hostname or ""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def is_onion(host: str) -> bool:
    """Whether this Host header names our onion service (`ONION_URL`). The proxy of the site never passes it on."""
    return bool(settings.ONION_URL) and host.partition(":")[0].lower() == urlsplit(settings.ONION_URL).hostname


def copies_days() -> int:
    """Days that sealed copies of the drop are kept, erased or not; 0 where no setting tells."""
    own = settings.BACKUP_LEAKS_DAYS if settings.BACKUP_LEAKS_RECIPIENTS else 0
    return int(max(settings.LEGAL["backup_days"], own))


def erased_on(
    *, last_added_on: dt.date, last_download_on: dt.date | None, extended_until: dt.date | None
) -> dt.date | None:
    """The day on which a conversation is erased, or None while nobody has downloaded all of it."""
    if last_download_on is None:
        return None
    day = max(last_download_on + KEPT_AFTER_DOWNLOAD, last_added_on + KEPT_AFTER_ADDITION)
    return max(day, extended_until) if extended_until else day


def size_bucket(size: int) -> str:
    """A coarse size for the desk, in the reader's language: it needs no more."""
    for limit, label in (
        (10**5, _("less than 100 kB")),
        (10**6, _("less than 1 MB")),
        (10**7, _("less than 10 MB")),
        (10**8, _("less than 100 MB")),
    ):
        if size < limit:
            return label
    return _("more than 100 MB")
