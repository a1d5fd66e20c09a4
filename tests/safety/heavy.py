"""Markdown that is slow to read: a text for each way to be slow that we know, with those that others found before us.

Most repeat a piece; the others grow, so that no two of their pieces close each other. Where a text is refused for all
that it asks, the same one with letters in between remains to be tried: `thinned_texts`.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import partial
from typing import Any

from safety.html import render_markdown
from safety.markdown import Surroundings

MOST_WORK = 2.5  # times what an ordinary text as long asks for

REPEATED = {
    # signs that may open something
    "brackets": "[", "closing brackets": "]", "pictures": "![", "exclamations": "!", "stars": "*", "dashes below": "_",
    "tildes": "~", "ticks": "`", "lesser": "<", "greater": "a>", "ampersands": "&", "backslashes": "\\",
    "at signs": "@", "colons": ":", "bars": "|", "equals": "=", "carets": "[^", "parentheses": "(", "braces": "{",
    "hashes": "#",
    # emphasis
    "stars and words": "*a ", "words and stars": "a* ", "emphasis in emphasis": "**a *b ", "crossed emphasis": "*a _b ",
    "stars and dashes": "*_", "strong words": "**a** ", "tiny emphasis": "*a*", "struck": "~~a~~ ",
    "half struck": "~~a ", "triple": "***a** ", "long runs": "a**********b", "all kinds": "*a **b _c __d ~~e ",
    # links
    "links in links": "[a](", "links half done": "[a](b", "links": "[a](b)", "long links": "[a](/bbbbbbbbbbbbbbbbbbbb)",
    "empty links": "[](", "pictures in links": "[![a](b)](c)", "pictures done": "![a](/b)",
    "pictures in pictures": "![a", "titles": '[a](b "c', "spaces in links": "[a](                ",
    "angles in links": "[a](<b", "references": "[a]: /b 'c'\n", "references used": "[a]", "references of two": "[a][a]",
    "unclosed references": "[a]: ", "closed and opened": "][", "brackets in brackets": "[[a]",
    "escaped brackets": "\\[", "brackets in turn": "[]", "addresses": "https://a.example/ ",
    "short addresses": "http://a ", "addresses with brackets": "https://a/((((((((((",
    "angle addresses": "<https://a.example>", "angle mails": "<a@a.example>", "half angle": "<https://a",
    # lines
    "lines": "a\n", "empty lines": "\n", "paragraphs": "a\n\n", "line ends with spaces": "a  \n",
    "line ends with backslashes": "a\\\n", "backslashes alone on lines": "\\\n", "tabs": "\t",
    "tabs and words": "\ta\n", "words far right": "                  a\n", "carriage returns": "a\r", "rules": "---\n",
    "rules of stars": "* * *\n\n", "headings": "# a\n", "deep headings": "###### a\n", "empty headings": "#\n",
    "underlined": "a\n-\n", "doubly": "a\n=\n\n",
    # quotes, lists
    "quotes": "> ", "quotes without spaces": ">", "quoted lines": "> a\n", "lazy quotes": "> a\nb\n\n",
    "quotes in lists": "> - ", "lists in quotes": "- > ", "lists": "- ", "numbers": "1. ", "lists of kinds": "* - + ",
    "short lists": "- a\n", "numbered lists": "1. a\n", "loose lists": "- a\n\n", "changing lists": "- a\n+ a\n",
    "empty lists": "-\n", "quoted lists": "> - a\n", "brackets as lists": "1) a\n",
    # code
    "codes": "`a` ", "code half done": "`a``", "fences": "```\n", "fences of tildes": "~~~\n\n",
    "named fences": "```a\nb\n```\n", "code by spaces": "    a\n\nb\n\n",
    # tables
    "tables": "|a|b|\n|-|-|\n|c|d|\n\n", "small tables": "a|b\n-|-\n\n", "table heads": "|a\n|-\n",
    "table rows": "|a|b\n", "escaped bars": "\\|",
    # HTML, entities
    "elements": "<b>", "ends of elements": "</b>", "crossed elements": "<b><i></b>", "elements half done": "<a href='",
    "attributes": "<a b='c' d=e>", "comments": "<!--", "comments done": "<!-- -->", "instructions": "<?",
    "declarations": "<!A", "characters": "<![CDATA[", "scripts": "<script>", "entities": "&lt;",
    "numbered entities": "&#60;", "entities of six": "&#x10ffff;", "entities half done": "&lt",
    "entities unknown": "&abcdefghij;", "long entities": "&CounterClockwiseContourIntegral;",
    "attributes in entities": "&lt;a href=", "quotation marks": '"', "apostrophes": "'",
    "text that is HTML": "a<b&c>d ",
    # ours
    "mentions": "@Martre ", "mentions of nobody": "@nemo ", "notes": "[^1]", "notes and more": "[^1]\n\n[^1]: a\n\n",
    "definitions": "[^1]: ", "definitions on lines": "[^1]: a\n", "notes in lines": "^[a]", "folded": "::: spoiler a\n",
    "folded in turn": "::: spoiler a\n:::\n", "other containers": ":::: a\n", "folded half": ":::\n",
    "cards": "/agenda/x/\n\n", "far cards": "https://a.example/\n\n",
    # letters
    "letters": "a", "accents": "e\u0301", "accents alone": "\u0301", "wide spaces": "\u00a0",
    "emoji": "\U0001f469\u200d\U0001f680", "right to left": "\u202eא", "nothing": "\0", "joiners": "\u200b",
    "line separators": "a\u2028", "control": "\x0b\x0c", "replacement": "\ufffd", "surrogates": "\ud83d",
}  # fmt: skip

NOTE = "\n\n[^1]: x"  # behind each, so that references to it are some


def _numbered(piece: Callable[[int], str]) -> Callable[[int], str]:
    """The piece for 1, for 2, and so on, until there is enough."""

    def make(size: int) -> str:
        made, number = "", 0
        while len(made) < size:
            number += 1
            made += piece(number)
        return made

    return make


def _nested(start: str, middle: str, end: str) -> Callable[[int], str]:
    def make(size: int) -> str:
        count = (size - len(middle)) // (len(start) + len(end))
        return start * count + middle + end * count

    return make


def _wide(rows: str) -> Callable[[int], str]:
    def make(size: int) -> str:
        columns = size // 8
        return "|a" * columns + "|\n" + "|-" * columns + "|\n" + rows * size

    return make


GROWN: dict[str, Callable[[int], str]] = {
    "growing ticks": _numbered(lambda n: "`" * n + "a"), "growing fences": _numbered(lambda n: "`" * n + "\n"),
    "growing stars": _numbered(lambda n: "*" * n + "a "), "growing tildes": _numbered(lambda n: "~" * n + "a"),
    "growing brackets": _numbered(lambda n: "[" * n + "a]"), "growing quotes": _numbered(lambda n: ">" * n + "a\n"),
    "growing colons": _numbered(lambda n: ":" * n + " spoiler a\n"), "nested brackets": _nested("[", "a", "]"),
    "nested links": _nested("[", "a", "](b)"), "nested pictures": _nested("![", "a", "](b)"),
    "nested stars": _nested("*a ", "b", " c*"), "nested strong": _nested("**a ", "b", " c**"),
    "nested parentheses": _nested("(", "a", ")"), "nested address": lambda size: "[a](" + _nested("(", "a", ")")(size),
    "nested quotes and words": _nested("> ", "a\n", "\n> b"), "deep lists": _numbered(lambda n: "  " * n + "- a\n"),
    "deep quotes": _numbered(lambda n: "  " * n + "> a\n"), "deep numbers": _numbered(lambda n: "  " * n + "1. a\n"),
    "many references": _numbered(lambda n: f"[a{n}]: b\n"),
    "many references used": _numbered(lambda n: f"[a{n}]: b\n\n[a{n}]\n\n"),
    "many notes": _numbered(lambda n: f"a[^{n}]\n\n[^{n}]: b\n\n"),
    "many definitions": _numbered(lambda n: f"[^{n}]: b\n"), "many headings": _numbered(lambda n: f"# a{n}\n"),
    "many numbers": _numbered(lambda n: f"{n}. a\n"), "many addresses": _numbered(lambda n: f"https://a.example/{n} "),
    "wide table": _wide(""), "wide table of short rows": _wide("|a|\n"), "wide table of empty rows": _wide("|\n"),
    "one reference": lambda size: "[" + "a" * (size - 10) + "]: b\n\n[a",
    "one long word in stars": lambda size: "*" + "a" * size + "*",
    "one address": lambda size: "https://a.example/" + "a" * size,
    "one address of marks": lambda size: "https://a.example/" + "." * size,
    "one address of ends": lambda size: "https://a.example/" + ")" * size, "one angle": lambda size: "<" + "a" * size,
    "one entity": lambda size: "&" + "a" * size + ";", "one number": lambda size: "&#" + "1" * size + ";",
    "a picture of everything": lambda size: "![" + "*a* " * (size // 4) + "](b)",
    "a link of everything": lambda size: "[" + "*a* " * (size // 4) + "](b)",
    "a title of lines": lambda size: "[a](b '" + "a\n" * (size // 2) + "')",
    "a reference of lines": lambda size: "[a]: b '" + "a\n" * (size // 2) + "'",
    "a list of everything": lambda size: "- *a* `b` [c](d)\n  > e\n" * (size // 24),
    "a heading of stars": lambda size: "# " + "*a* " * (size // 4),
    "a table of links": lambda size: "|a|b|\n|-|-|\n" + "|[a](b)|*c*|\n" * (size // 13),
    "a note of notes": lambda size: "[^1]: " + "[^1] " * (size // 5),
    "a summary of signs": lambda size: "::: spoiler " + "<&\"" * (size // 3),
}  # fmt: skip


def heavy_texts(size: int) -> dict[str, str]:
    """Name → a text of `size` characters, and a note behind it."""
    texts = {name: piece * (size // len(piece) + 1) for name, piece in REPEATED.items()}
    texts |= {name: make(size) for name, make in GROWN.items()}
    return {name: text[:size] + NOTE for name, text in texts.items()}


def thinned_texts(size: int, accepts: Callable[[str], bool]) -> dict[str, str]:
    """Name → a text with as few letters between the pieces, or behind what grows, as will do to be accepted."""

    def spread(piece: str, letters: int) -> str:
        body = piece.rstrip("\n")
        return (body + "a" * letters + piece[len(body) :]) * size

    def shorten(make: Callable[[int], str], letters: int) -> str:
        part = size * 10 // (10 + letters)
        return make(part)[:part] + "a" * size

    tries: dict[str, Callable[[int], str]] = {name: partial(spread, piece) for name, piece in REPEATED.items()}
    tries |= {name: partial(shorten, make) for name, make in GROWN.items()}
    texts = {}
    for name, make in tries.items():
        accepted = (text for letters in range(1, 100) if accepts(text := make(letters)[:size]))
        texts[f"{name}, thinned"] = next(accepted) + NOTE
    return texts


def work_of(text: str) -> tuple[int, str]:
    """How many functions are called to render a text, which costs time whatever the machine does besides; its HTML."""
    around = Surroundings(
        name="1",
        mention=lambda text: (6, "/p/") if text.startswith("Martre") else None,
        card=lambda address: None,
    )
    calls = 0

    def count(*_: Any) -> None:
        nonlocal calls
        calls += 1

    sys.setprofile(count)
    try:
        html = render_markdown(text, around)
    finally:
        sys.setprofile(None)
    return calls, str(html)
