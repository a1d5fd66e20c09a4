"""The elements of HTML: which stay, which go with all that is in them, which load something, and what hides one."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress

from lxml import etree

from .styles import Look, Styles, look_of

KEPT = set(
    "p h1 h2 h3 h4 h5 h6 ul ol li dl dt dd table caption thead tbody tfoot tr th td blockquote pre code "
    "kbd samp var em "
    "strong b i u s small sub sup br hr div span section article header footer nav main aside figure "
    "figcaption a q cite "
    "abbr del ins mark address img center font tt big strike details summary".split()
)
DROPPED = set(
    "script style link meta base iframe frame frameset object embed applet param form input button select "
    "option textarea "
    "svg math audio video source track template noscript noframes noembed title canvas dialog portal map area xml rp "
    "datalist progress meter button slot optgroup comment xmp plaintext".split()
)
REMOTE = {"img", "iframe", "frame", "object", "embed", "audio", "video", "source", "link", "track"}
HIDING_ATTRIBUTES = ("hidden", "popover")


def hides(name: str, attributes: Mapping[str, str]) -> bool:
    """Whether an element that stands alone, with these attributes, is hidden from who reads."""
    element = etree.Element("p" if ":" in name else name)
    for key in ("style", "color", "bgcolor"):
        if key in attributes:
            with suppress(ValueError):
                element.set(key, attributes[key])
    alone = etree.Element("html")
    alone.append(element)
    return any(key in attributes for key in HIDING_ATTRIBUTES) or look_of(Styles(alone).of(element), Look()) is None
