"""Reading the Atom feeds that the site itself makes."""

from __future__ import annotations

from xml.etree import ElementTree

ATOM = "{http://www.w3.org/2005/Atom}"


def root_of(feed: bytes) -> ElementTree.Element:
    """The feed's root. Fails when it is no XML."""
    return ElementTree.fromstring(feed)  # noqa: S314  (our own bytes)


def entries_of(feed: bytes) -> list[ElementTree.Element]:
    """The feed's entries, in their order."""
    return root_of(feed).findall(f"{ATOM}entry")
