"""The signs of French: the spaces before and inside its punctuation, its apostrophe. English is left as it is typed."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from django import forms
from django.utils.translation import get_language

THIN = "\u202f"  # a thin space that breaks no line

# What no sign may be changed in: code between backticks or in a fence, addresses of the web and of people, @names.
_LEFT_ALONE = re.compile(
    r"(?ms)^ {0,3}(`{3,}|~{3,}).*?(?:^ {0,3}\1|\Z)|(`+)(?!`).*?(?<!`)\2(?!`)|^(?: {4}|\t)[^\n]*|<[^<>\n]*>"
    r"|\b[a-z][a-z0-9+.-]*://\S+|\bmailto:\S+|\bwww\.\S+|\]\([^()\n]*\)|[\w.+-]+@[\w-]+(?:\.[\w-]+)+|@[\w-]+"
)
_TAG = re.compile(r"(?s)(<(code|pre|kbd|samp)\b.*?</\2>|<[^>]*>|&(?:#\w+|\w+);)")


def _in_one_piece(number: re.Match[str]) -> str:
    return THIN.join(number.group().split())


_SIGNS: tuple[tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]], ...] = (
    # A space was typed: it becomes the thin one.
    (re.compile(r"(?<!\s)[ \u00a0](?=[?!;:»])"), THIN),
    (re.compile(r"(?<=«)[ \u00a0](?=\S)"), THIN),
    (re.compile(r"(?<=\d)[ \u00a0](?=[%€])"), THIN),
    # Thousands: « 200 000 » in one piece, but no year, date or telephone number beside another number.
    (
        re.compile(r"(?<![\w.,:/-])(?<!\d[ \u00a0\u202f])[1-9]\d{0,2}(?:[ \u00a0]\d{3})+(?![\w:/-]|[ .]\d)"),
        _in_one_piece,
    ),
    # None was typed, behind a word.
    (re.compile(r"(?<=[^\W\d_])(?=[?!;:»]+(?:\s|$))|(?<=[\d)])(?=[?!;»]+(?:\s|$))|(?<=[?!.…])(?=»)"), THIN),
    (re.compile(r"(?<=«)(?=\w)"), THIN),
    (re.compile(r"(?<=[^\W\d_])'(?=[^\W\d_«]|\d)"), "’"),
)


def _set(text: str) -> str:
    for pattern, sign in _SIGNS:
        text = pattern.sub(sign, text)
    return text


def _around(text: str, kept: re.Pattern[str], act: Callable[[str], str]) -> str:
    """Do this to what stands between the matches, which stay."""
    made, at = [], 0
    for match in kept.finditer(text):
        made += [act(text[at : match.start()]), match.group()]
        at = match.end()
    return "".join([*made, act(text[at:])])


def typeset(text: str) -> str:
    """Plain or Markdown text with the signs of French; done twice it is the same. Code, addresses and @names stay."""
    return _around(text, _LEFT_ALONE, _set)


def typeset_html(html: str) -> str:
    """The same in the words of HTML: tags, entities and what code holds stay."""
    return _around(html, _TAG, typeset)


class TypesetFields(forms.BaseForm):
    """Mixin of forms: what is typed into the fields of TYPESET on a French page gets the signs of French.

    Signs that a full field has no room for are left out.
    """

    TYPESET: tuple[str, ...] = ()

    def clean(self) -> dict[str, Any]:
        """The data, set."""
        data = super().clean()
        data = self.cleaned_data if data is None else data
        for name in self.TYPESET if get_language() == "fr" else ():
            if isinstance(data.get(name), str):
                words, longest = typeset(data[name]), getattr(self.fields[name], "max_length", None)
                data[name] = words if longest is None or len(words) <= longest else data[name]
        return dict(data)
