"""Two things that are two in English are two in French, wherever one page shows both."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import combinations
from pathlib import Path

import polib
from django.template import engines
from django.template.base import Node
from django.template.library import InclusionNode
from django.template.loader_tags import ExtendsNode, IncludeNode
from django.templatetags.i18n import BlockTranslateNode, TranslateNode

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "templates"
IN_EXPRESSIONS = re.compile(r"""\b_\((["'])(.+?)\1\)""")
# Pairs that one page shows and that may read alike, with the reason.
SAME_THING: dict[frozenset[str], str] = {}


@cache
def french() -> dict[tuple[str, str], str]:
    """What each English string, with its context, is in French; plurals by their first form."""
    catalogue = polib.pofile(str(ROOT / "locale/fr/LC_MESSAGES/django.po"))
    return {(one.msgctxt or "", one.msgid): one.msgstr or one.msgstr_plural.get(0, "") for one in catalogue}


def context_of(node: Node) -> str:
    return str(node.message_context.var) if node.message_context else ""


@cache
def own_words(name: str) -> frozenset[tuple[str, str]]:
    """The strings that a template itself says, with their contexts."""
    template = engines["django"].get_template(name).template
    words = {("", found[1]) for found in IN_EXPRESSIONS.findall(template.source)}
    for node in template.nodelist.get_nodes_by_type(TranslateNode):
        words.add((context_of(node), str(getattr(node.filter_expression.var, "literal", ""))))
    for node in template.nodelist.get_nodes_by_type(BlockTranslateNode):
        text = node.render_token_list(node.singular)[0]
        words.add((context_of(node), " ".join(text.split()) if node.trimmed else text))
    return frozenset(words)


@cache
def parts(name: str) -> frozenset[str]:
    """The templates that a template names: what it extends, includes and takes from inclusion tags."""
    nodelist = engines["django"].get_template(name).template.nodelist
    named: set[object] = set()
    for kind in (IncludeNode, ExtendsNode):
        for node in nodelist.get_nodes_by_type(kind):
            named.add(getattr(node, "template", None) or node.parent_name)
    literals = {getattr(one, "var", None) for one in named}
    literals |= {node.filename for node in nodelist.get_nodes_by_type(InclusionNode)}
    names = ("" + one for one in literals if isinstance(one, str))  # no SafeString, which no path is made of
    return frozenset(one for one in names if (FOLDER / one).exists())


def whole(name: str) -> set[str]:
    """A template and all that it is put together of."""
    found, ahead = set(), [name]
    while ahead:
        one = ahead.pop()
        if one not in found:
            found.add(one)
            ahead += parts(one)
    return found


def pages() -> Iterator[str]:
    """Templates of whole pages: those that extend another one."""
    for path in sorted(FOLDER.rglob("*.html")):
        if "{% extends" in path.read_text():
            yield str(path.relative_to(FOLDER))


def plain(text: str) -> str:
    return re.sub(r"[\s.:…!?«»“”]+", " ", text).strip().casefold()


def read_alike(words: Iterable[tuple[str, str]]) -> Iterator[frozenset[str]]:
    """Pairs of strings that differ in English beyond capitals and signs, and not in French."""
    known = french()
    spoken: dict[str, set[tuple[str, str]]] = {}
    for one in words:
        spoken.setdefault(plain(known.get(one, "")) or plain(one[1]), set()).add(one)
    for group in spoken.values():
        for (_context, one), (_other_context, other) in combinations(sorted(group), 2):
            if plain(one) != plain(other):
                yield frozenset({one, other})


def test_pages_are_found_with_all_their_parts():
    assert len(list(pages())) > 100
    assert {"campaign/request_panel.html", "base.html", "components/header.html"} <= whole("campaign/member_list.html")
    assert "events/waiting_proposals.html" in whole("account/waiting.html")  # by an inclusion tag
    assert ("", "Members") in own_words("campaign/member_list.html")
    assert ("", "Leave %(name)s") in own_words("campaign/leave_confirm.html")


def test_same_words_for_two_things_are_seen():
    catalogue = french()
    assert ("", "Undo") in catalogue
    catalogue[("", "Carry on")] = catalogue[("", "Carry back")] = "Passer la main"
    try:
        assert list(read_alike([("", "Carry on"), ("", "Carry back"), ("", "Undo")])) == [
            frozenset({"Carry on", "Carry back"})
        ]
    finally:
        del catalogue[("", "Carry on")], catalogue[("", "Carry back")]


def test_no_page_says_two_different_things_alike_in_french():
    found: dict[frozenset[str], set[str]] = {}
    for page in pages():
        for pair in read_alike(word for part in whole(page) for word in own_words(part)):
            found.setdefault(pair, set()).add(page)
    mistaken = {" = ".join(sorted(pair)): sorted(found[pair])[:3] for pair in found.keys() - SAME_THING.keys()}
    assert mistaken == {}
    assert SAME_THING.keys() - found.keys() == set(), "Said nowhere any more."
