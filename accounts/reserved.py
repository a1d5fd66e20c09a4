"""Names that speak for the campaign: nobody takes one by themselves, in whatever spelling."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from django.conf import settings
from wagtail.models import Site

from accounts.validators import name_key

LONG = 8  # characters of a key; shorter ones are found as words alone: « Stafford » does not speak for the staff
_WORDS = re.compile(r"[^\W_]+")
_PARTS = re.compile(r"[^\W\d_][^\W\d_A-ZÀ-Þ]*|[A-ZÀ-Þ]+")  # « SuperAdmin2 »: Super, Admin

_PLAYED = str.maketrans("345678$€", "eastgbse")  # digits and signs typed for letters; 0 and 1 look like theirs anyway

_also: list[Callable[[], Iterable[str]]] = []


def also_reserve(names: Callable[[], Iterable[str]]) -> None:
    """Reserve, besides, the very names that `names` gives: an upper room's. Called as apps load."""
    _also.append(names)


def is_reserved(name: str) -> bool:
    """Whether a name speaks for the campaign: is one of RESERVED_NAMES or the campaign's, or holds it as a word."""
    keys = _keys([*settings.RESERVED_NAMES, *_campaigns()])
    if any(_speaks_as(key, *_read(spelling)) for spelling in {name, name.translate(_PLAYED)} for key in keys):
        return True
    whole = name_key(name)
    return any(whole == key for names in _also for key in _keys(names()))


def _read(name: str) -> tuple[str, set[str | None]]:
    """The key of a name, and those of its words: « lʼadmin » is two, whatever its apostrophe is to Unicode."""
    apart = "".join(" " if name_key(one) is None else one for one in name)
    return name_key(name) or "", {name_key(word) for word in [*_WORDS.findall(apart), *_PARTS.findall(apart)]}


def _campaigns() -> list[str]:
    return [*Site.objects.exclude(site_name="").values_list("site_name", flat=True), settings.LEAKS_ORGANISATION]


def _keys(names: Iterable[str]) -> set[str]:
    return {key for name in names if (key := name_key(name))}


def _speaks_as(key: str, whole: str, words: set[str | None]) -> bool:
    if len(key) >= LONG and (whole.startswith(key) or whole.endswith(key)):
        return True
    return whole in (key, key + "s") or key in words or key + "s" in words
