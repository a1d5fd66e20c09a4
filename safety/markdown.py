"""Markdown as people write it in forums, as HTML that is not safe yet: safety/html.py cleans it and nobody skips that.

CommonMark with tables and strikethrough; footnotes (`[^1]`, as in Pandoc); folded passages (`::: spoiler Title`); and
what only the caller can know: whom an `@name` means, and what a link to a page of ours is about.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, MutableMapping, Sequence
from dataclasses import dataclass, field
from itertools import takewhile
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.html import escape
from django.utils.translation import gettext
from markdown_it import MarkdownIt
from markdown_it.parser_inline import ParserInline
from markdown_it.rules_block import StateBlock, fence, table
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from mdit_py_plugins.container import container_plugin
from mdit_py_plugins.footnote import footnote_plugin
from mdit_py_plugins.footnote.index import footnote_def, footnote_ref

ID_PREFIX = "user-"  # what people write cannot take the names of our own pages
LINK_STARTS = ("http://", "https://", "mailto:", "/", "#")
LONGEST_NAME = 80  # characters looked at behind an @

# Few signs can ask for much work: what goes beyond these stays plain text.
MOST_CARDS = 10  # each is looked up
MOST_MENTIONS = 50
MOST_NOTES = 100
MOST_CELLS = 1000  # of one text's tables; short rows are filled up to the width of the first

# For each ten thousand characters, or for a shorter text. Beyond, the text is shown as it was typed. The numbers in
# brackets are the most that was found in two thousand pages of programmers' Markdown.
MOST_SIGNS = 3000  # a line counts as three (2325)
MOST_LOOKS = 4000  # ahead, for where a link, a quote or a paragraph ends (1397)
MOST_TAGS = 1600  # a link counts as four (1374)

_SIGNS = "*_~`[]!<>&|\\@\u00a0"  # what the parser stops at, and what HTML spells with several letters

_ADDRESS = re.compile(r"https?://[^\s<>\"`\\]+")
_AFTER_ADDRESS = ".,;:!?\u2026'*_~"


@dataclass(frozen=True)
class Card:
    """What is said of a page that a link leads to."""

    address: str
    kind: str
    title: str
    details: str = ""


@dataclass
class Surroundings:
    """What a text stands in."""

    top: int = 3  # the level of its highest heading: one below the heading that the text stands under
    name: str = ""  # of the text in its page: two texts with footnotes then have no id in common
    mention: Callable[[str], tuple[int, str] | None] | None = None  # what follows an @ → length of the name, address
    card: Callable[[str], Card | None] | None = None  # a link alone on its line → what it leads to
    mentioned: set[str] = field(default_factory=set)  # filled: addresses of those spoken to; who is quoted is not


def _read_mention(state: StateInline, silent: bool) -> bool:
    """`@name` where the caller knows the name; an @ inside a word is a mail address or nothing."""
    source, start = state.src, state.pos
    around: Surroundings | None = state.env.get("around")
    if source[start] != "@" or around is None or around.mention is None or state.linkLevel > 0:
        return False
    if start and (source[start - 1].isalnum() or source[start - 1] in "._-+%/@"):
        return False
    found = around.mention(source[start + 1 : min(state.posMax, start + 1 + LONGEST_NAME)])
    if found is None:
        return False
    length, address = found
    if not silent:
        token = state.push("link_open", "a", 1)
        token.attrs = {"href": address}
        token.meta = {"mention": address}
        state.push("text", "", 0).content = source[start : start + 1 + length]
        state.push("link_close", "a", -1)
    state.pos = start + 1 + length
    return True


def _note_name(token: Token, env: Any, part: str) -> str:
    sub = token.meta.get("subId", 0)
    prefix = f"{env['around'].name}-" if env["around"].name else ""
    return f"{ID_PREFIX}{prefix}{part}{token.meta['id'] + 1}" + (f"-{sub + 1}" if sub > 0 and part == "fnref" else "")


def _note_reference(self: Any, tokens: Sequence[Token], at: int, options: Any, env: Any) -> str:
    token = tokens[at]
    there, here = _note_name(token, env, "fn"), _note_name(token, env, "fnref")
    return f'<sup><a href="#{there}" id="{here}">{token.meta["id"] + 1}</a></sup>'


def _note_open(self: Any, tokens: Sequence[Token], at: int, options: Any, env: Any) -> str:
    return f'<li id="{_note_name(tokens[at], env, "fn")}">'


def _note_way_back(self: Any, tokens: Sequence[Token], at: int, options: Any, env: Any) -> str:
    return f' <a href="#{_note_name(tokens[at], env, "fnref")}">\u21a9\ufe0e</a>'  # an arrow, never an emoji


def _folded(self: Any, tokens: Sequence[Token], at: int, options: Any, env: Any) -> str:
    token = tokens[at]
    if token.nesting != 1:
        return "</details>\n"
    title = token.info.strip().removeprefix("spoiler").strip()
    if not title:
        with translation.override(settings.LANGUAGE_CODE):  # stored once, like what people write
            title = gettext("Folded passage")
    return f"<details><summary>{escape(title)}</summary>\n"


class AsksTooMuch(Exception):
    """There is more to look at in a text than anybody ever wrote in one."""


def _look(env: MutableMapping[str, Any]) -> None:
    env["looks"] -= 1
    if env["looks"] < 0:
        raise AsksTooMuch


class _Inline(ParserInline):
    """Counts how often it looks ahead: from each of many brackets to the end of a paragraph is without measure."""

    def skipToken(self, state: StateInline) -> None:
        _look(state.env)
        super().skipToken(state)


def _counting_fence(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """The first rule that every block asks, line by line, where it ends; so it counts the lines looked at."""
    _look(state.env)
    return fence(state, start, end, silent)


def _at_most(limit: int, rule: Callable[..., bool]) -> Callable[..., bool]:
    """A rule of the parser that finds nothing more in a text once it has found that many."""
    key = f"found:{rule.__name__}"

    def bounded(state: Any, *place: Any) -> bool:
        if state.env.get(key, 0) >= limit or not rule(state, *place):
            return False
        if not place[-1]:  # not silent: it was not only asked whether it would
            state.env[key] = state.env.get(key, 0) + 1
        return True

    return bounded


def _small_table(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """A table, unless those of the text would have too many cells."""
    if not table(state, start, end, True):
        return False
    if silent:
        return True
    columns = state.src.count("|", state.bMarks[start], state.eMarks[start]) + 1
    rows = sum(1 for _ in takewhile(lambda line: not state.isEmpty(line), range(start, min(end, start + MOST_CELLS))))
    state.env["cells"] = state.env.get("cells", 0) + columns * rows
    return state.env["cells"] <= MOST_CELLS and table(state, start, end, False)


def _read_note(state: StateInline, silent: bool) -> bool:
    """`[^name]`, whose end is not looked for through the whole text."""
    if not state.src.startswith("[^", state.pos) or state.src.find("]", state.pos, state.pos + LONGEST_NAME) < 0:
        return False
    return footnote_ref(state, silent)


_markdown = MarkdownIt()
_markdown.inline = _Inline()
_markdown.configure("commonmark", {"html": False, "breaks": True}).enable(["table", "strikethrough"])
_markdown.use(footnote_plugin, inline=False).use(container_plugin, "spoiler", render=_folded)
_markdown.inline.ruler.push("mention", _at_most(MOST_MENTIONS, _read_mention))
_markdown.inline.ruler.at("footnote_ref", _at_most(MOST_NOTES, _read_note))
_paragraphs: Any = {"alt": ["paragraph", "reference"]}
_markdown.block.ruler.at("footnote_def", _at_most(MOST_NOTES, footnote_def), _paragraphs)
_markdown.block.ruler.at("table", _small_table, _paragraphs)
_markdown.block.ruler.at("fence", _counting_fence, {"alt": ["paragraph", "reference", "blockquote", "list"]})
_markdown.add_render_rule("footnote_ref", _note_reference)
_markdown.add_render_rule("footnote_block_open", lambda *_: "<section><ol>\n")
_markdown.add_render_rule("footnote_block_close", lambda *_: "</ol></section>\n")
_markdown.add_render_rule("footnote_open", _note_open)
_markdown.add_render_rule("footnote_anchor", _note_way_back)
_markdown.render("a", {"looks": 9})  # the first text puts the rules in order, and no other may be read meanwhile


def _link(address: str, words: str) -> list[Token]:
    return [
        Token("link_open", "a", 1, attrs={"href": address}),
        Token("text", "", 0, content=words),
        Token("link_close", "a", -1),
    ]


def _end_of_address(found: str) -> int:
    """How much of it is address: not the full stop behind it, nor the bracket that was opened before it."""
    end = len(found)
    stray = {")": found.count(")") - found.count("("), "]": found.count("]") - found.count("[")}
    while end:
        last = found[end - 1]
        if last not in _AFTER_ADDRESS and stray.get(last, 0) <= 0:
            break
        stray[last] = stray.get(last, 0) - 1
        end -= 1
    return end


def _link_addresses(text: str) -> Iterator[Token]:
    """A text with its bare addresses as links: those that say http, as `notes.py` is no address."""
    at = 0
    for match in _ADDRESS.finditer(text):
        address = match.group()[: _end_of_address(match.group())]
        href = _markdown.normalizeLink(address)
        if address.endswith("//") or not _markdown.validateLink(href):
            continue
        yield Token("text", "", 0, content=text[at : match.start()])
        yield from _link(href, address)
        at = match.start() + len(address)
    yield Token("text", "", 0, content=text[at:])


def _tidy_links(children: list[Token]) -> Iterator[Token]:
    """Pictures become links: no reader's browser fetches what somebody else put there. Relative ones lead nowhere."""
    inside = 0
    for token in children:
        inside += {"link_open": 1, "link_close": -1}.get(token.type, 0)
        if token.type == "image":
            source = str(token.attrs.get("src", ""))
            words = token.content or source
            shown = source.startswith(LINK_STARTS) and not inside
            yield from _link(source, words) if shown else [Token("text", "", 0, content=words)]
        elif token.type == "text" and not inside and "://" in token.content:
            yield from _link_addresses(token.content)
        else:
            if token.type == "link_open":
                href = str(token.attrs.pop("href", ""))
                place = ID_PREFIX + href[1:] if href[:1] == "#" and not href.startswith(f"#{ID_PREFIX}") else ""
                rest = dict(token.attrs)
                kept = {"href": f"#{place}" if place else href} if href.startswith(LINK_STARTS) else {}
                token.attrs = {**kept, **rest}
            yield token


def _draw_card(card: Card) -> str:
    details = f"<p>{escape(card.details)}</p>" if card.details else ""
    link = f'<a href="{escape(card.address)}"><strong>{escape(card.title)}</strong></a>'
    return f"<figure><figcaption>{escape(card.kind)}</figcaption><p>{link}</p>{details}</figure>\n"


def _put_cards(tokens: list[Token], around: Surroundings) -> list[Token]:
    """Paragraphs that are one link become the card of what it leads to; inside quotes and lists they stay links."""
    if around.card is None:
        return tokens
    made, looked_up, at = [], 0, 0
    while at < len(tokens):
        token = tokens[at]
        words = tokens[at + 1].content.strip() if token.type == "paragraph_open" and token.level == 0 else ""
        if words.startswith(("http://", "https://", "/")) and len(words.split()) == 1 and looked_up < MOST_CARDS:
            looked_up += 1
            card = around.card(words)
            if card is not None:
                made.append(Token("html_block", "", 0, content=_draw_card(card)))
                at += 3
                continue
        made.append(token)
        at += 1
    return made


def _note_mentions(tokens: list[Token], around: Surroundings) -> None:
    quoted = 0
    for token in tokens:
        quoted += {"blockquote_open": 1, "blockquote_close": -1}.get(token.type, 0)
        if quoted == 0 and token.type == "inline":
            around.mentioned |= {child.meta["mention"] for child in token.children or () if "mention" in child.meta}


def _order_headings(tokens: list[Token], top: int) -> None:
    """Headings begin at `top`, and none is more than one deeper than the one before: the page's outline has no hole."""
    above: list[int] = []  # the levels, as typed, that the last heading stands under
    for at, token in enumerate(tokens):
        if token.type != "heading_open":
            continue
        level = int(token.tag[1])
        above = [one for one in above if one < level]
        said = tokens[at + 1].content.strip()
        if said:
            above.append(level)
        for one in (token, tokens[at + 2]):  # what says nothing is no heading
            one.tag = f"h{min(top + len(above) - 1, 6)}" if said else "p"


def count_signs(text: str) -> int:
    """What there is to look at in a text: its signs and, thrice, its lines."""
    lines = sum(map(bool, map(str.strip, text.splitlines())))
    return sum(map(text.count, _SIGNS)) + 3 * lines


def markdown_to_html(text: str, around: Surroundings) -> str:
    """HTML that must still be cleaned, with headings that begin below those of the page. Raises AsksTooMuch."""
    measure = max(1, len(text) / 10_000)
    if count_signs(text) > MOST_SIGNS * measure:
        raise AsksTooMuch
    env: dict[str, Any] = {"around": around, "looks": MOST_LOOKS * measure}
    tokens = _markdown.parse(text, env)
    _order_headings(tokens, around.top)
    for token in tokens:
        if token.children:
            token.children = list(_tidy_links(token.children))
    html = str(_markdown.renderer.render(_put_cards(tokens, around), _markdown.options, env))
    if html.count("<") + 2 * html.count("</a>") > MOST_TAGS * measure:
        raise AsksTooMuch
    _note_mentions(tokens, around)
    return html
