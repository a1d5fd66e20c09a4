"""User HTML becomes safe here and nowhere else: two independent parsers with one allow-list must agree on it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import nh3
from bleach.html5lib_shim import Filter
from bleach.sanitizer import Cleaner
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from safety.markdown import ID_PREFIX, LINK_STARTS, AsksTooMuch, Surroundings, markdown_to_html
from safety.words import storable

VERSION = 4  # raise it when the output changes: `manage.py render_posts` then renders everything again
REL = "nofollow ugc noopener noreferrer"
SCHEMES = {"http", "https", "mailto"}
TAGS = {
    "a", "abbr", "b", "blockquote", "br", "code", "dd", "del", "details", "dl", "dt", "em", "figcaption", "figure",
    "h2", "h3", "h4", "h5", "h6", "hr", "i", "ins", "kbd", "li", "ol", "p", "pre", "q", "s", "section", "small",
    "strong", "sub", "summary", "sup", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul",
}  # fmt: skip
ATTRIBUTES = {"*": {"id", "title", "lang"}, "a": {"href", "name"}, "ol": {"start"}, "th": {"scope"}}
ROUNDS = 6

Token = dict[str, Any]


class _Tidy(Filter):
    """What an allow-list cannot say: images become links, links say whose they are, names cannot collide with ours."""

    def __iter__(self) -> Iterator[Token]:
        depth = 0  # inside how many links
        for token in super().__iter__():
            kind, name = token["type"], token.get("name")
            if name == "img":
                if kind in {"StartTag", "EmptyTag"}:
                    yield from self._image(token["data"], inside_link=depth > 0)
                continue
            if name == "a":
                depth += {"StartTag": 1, "EndTag": -1}.get(kind, 0)
            if kind in {"StartTag", "EmptyTag"}:
                self._names(token["data"])
                if name == "a":
                    self._link(token["data"])
            yield token

    def _image(self, data: dict[tuple[None, str], str], *, inside_link: bool) -> Iterator[Token]:
        """No reader's browser fetches what somebody else put into a post."""
        source, words = data.get((None, "src"), ""), data.get((None, "alt"), "")
        text: Token = {"type": "Characters", "data": words or source}
        if inside_link or not source.startswith(LINK_STARTS):
            yield text
            return
        link = {(None, "href"): source, (None, "rel"): REL}
        yield {"type": "StartTag", "name": "a", "namespace": None, "data": link}
        yield text
        yield {"type": "EndTag", "name": "a", "namespace": None, "data": {}}

    def _link(self, data: dict[tuple[None, str], str]) -> None:
        """Only whole addresses, those of this site and places in the page: `javascript&#58…` looks relative."""
        if not data.get((None, "href"), "").startswith(LINK_STARTS):
            data.pop((None, "href"), None)
        data.pop((None, "rel"), None)
        data[None, "rel"] = REL

    def _names(self, data: dict[tuple[None, str], str]) -> None:
        for name, sign in (("id", ""), ("name", ""), ("href", "#")):
            value = data.get((None, name))
            if value and value.startswith(sign) and not value.startswith(sign + ID_PREFIX) and (sign or name != "href"):
                data[None, name] = sign + ID_PREFIX + value[len(sign) :]


def _bleach(html: str) -> str:
    """A parser for each text: one that two threads shared would put the words of one into the page of the other."""
    return Cleaner(
        tags=TAGS | {"img"},
        attributes={**{tag: list(names) for tag, names in ATTRIBUTES.items()}, "img": ["src", "alt"]},
        protocols=SCHEMES,
        strip=True,
        strip_comments=True,
        filters=[_Tidy],
    ).clean(html)


def _nh3(html: str) -> str:
    return nh3.clean(html, tags=TAGS, attributes=ATTRIBUTES, url_schemes=SCHEMES, link_rel=REL, strip_comments=True)


def sanitise(html: str) -> SafeString:
    """HTML that may be shown as it is: both parsers leave it unchanged. What they cannot agree on is escaped."""
    html = storable(html)
    for _ in range(ROUNDS):
        cleaned = _nh3(_bleach(html))
        if cleaned == html:
            return mark_safe(cleaned)  # noqa: S308  (beside _as_typed the one place that may say so)
        html = cleaned
    return escape(html)


def _as_typed(text: str) -> SafeString:
    """A text as it was typed: all of it is escaped before a parser sees it.

    The quick one gives it the form that both leave unchanged; the slow one is spared what was made to be slow.
    """
    html = f"<pre>{escape(text.lstrip())}</pre>"  # HTML would lose the first of several empty lines
    return mark_safe(_nh3(html))  # noqa: S308  (all of it was escaped)


def render_markdown(text: str, around: Surroundings | None = None) -> SafeString:
    """What somebody wrote in Markdown, as safe HTML; `around` knows whom it mentions and what its links lead to.

    The quick parser goes first: what it gives, the slow one has as a rule only to confirm, once.
    """
    text = storable(text)
    try:
        # A last line feed: the parser of folded passages reads one sign too far where a quotation ends with the text.
        html = markdown_to_html(f"{text}\n", around or Surroundings())
    except AsksTooMuch:
        return _as_typed(text)
    return sanitise(_nh3(html))
