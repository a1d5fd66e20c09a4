"""Where a feed comes from: a file of this machine, or one address that whoever runs the command has typed."""

from __future__ import annotations

from pathlib import Path
from urllib.error import URLError
from urllib.request import Request, urlopen

from django.utils.translation import gettext as _

from campaign.importing.feeds import UnreadableFeed

LARGEST = 64 * 1024 * 1024  # bytes
SECONDS = 30


def fetch(place: str) -> bytes:
    """The bytes at a path, or at an address that begins with http. Raises UnreadableFeed."""
    try:
        if place.startswith(("https://", "http://")):
            # The scheme was looked at; urllib follows a redirection to http, https and ftp alone, never to a file.
            asked = Request(place, headers={"User-Agent": "import_articles"})  # noqa: S310
            with urlopen(asked, timeout=SECONDS) as answer:  # noqa: S310
                body = answer.read(LARGEST + 1)
        else:
            with Path(place).open("rb") as file:
                body = file.read(LARGEST + 1)
    except (OSError, URLError, ValueError) as error:
        raise UnreadableFeed(_("%(place)s cannot be read: %(error)s.") % {"place": place, "error": error}) from error
    if len(body) > LARGEST:
        raise UnreadableFeed(_("This file is larger than 64 MB. Export fewer articles at a time."))
    return body
