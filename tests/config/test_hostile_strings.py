"""No string of a stranger's stops a page: every address, every parameter and every form of guests, hostile values.

Nothing is listed here by hand: addresses come from the resolver, parameters from what each view asks of its request,
forms and their fields from the pages themselves.
"""

from __future__ import annotations

import functools
import os
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import lxml.html
import pytest
from django.core.cache import caches
from django.core.handlers.wsgi import WSGIRequest
from django.http import QueryDict
from django.test import Client
from django.urls import Resolver404, URLPattern, URLResolver, get_resolver, resolve

from events import printing

HOSTILE: dict[str, bytes] = {
    name: value if isinstance(value, bytes) else value.encode("utf-8", "surrogatepass")
    for name, value in {
        "nothing": "",
        "NUL": "a\0b",
        "control": "a\x01\x08\x0b\x0c\x1b\x7f\x85b",
        "not XML": "a\ufffe\uffffb",
        "lone surrogate": "a\ud800b\udfff",
        "newlines": "a\r\nBcc: b@example.org\n\n\rSUMMARY:c\u2028\u2029",
        "not UTF-8": b"\xff\xfe\xc3(\xed\xa0\x80",
        "right to left": "\u202eabc\u2066\u200f שלום",
        "long": "a" * 6000,
        "many words": "é " * 3000,
        "nested": "[" * 20_000,
        "zero": "0",
        "negative": "-1",
        "huge": "9" * 30,
        "thousands of digits": "9" * 5000,
        "beyond 64 bits": str(2**63),
        "other digits": "٣²",
        "not a number": "NaN",
        "infinite": "-inf",
        "exponent": "1e400",
        "year 0": "0000-01-01",
        "year 1": "0001-01-01",
        "year 9999": "9999-12-31",
        "year 10000": "10000-01-01",
        "month 1": "0001-01",
        "month 9999": "9999-12",
        "no such day": "2026-02-30",
        "hour skipped": "2026-03-29T02:30",
        "moment 9999": "9999-12-31T23:59:59+14:00",
        "quotes": "'\"`;--/*%_\\",
        "brackets": "{{7*7}}${7*7}<script>[[(%s%n",
        "FTS": '"* NEAR( AND OR NOT ^ -:',
        "position": "1e308,-1e308",
        "script": "javascript:alert(1)",
        "mark": "9" * 17 + "-" + "9" * 9,
        "mark 0": "0-0",
        "dots": "../../etc/passwd",
    }.items()
}


# Each page is asked these, and a few of the others in its turn; HOSTILE_ALL=1 asks everything everywhere (minutes).
ALWAYS = ("NUL", "control", "newlines", "not UTF-8", "thousands of digits", "year 9999", "moment 9999", "mark")
IN_TURN = 4


def values_for(number: int) -> list[bytes]:
    """What the page of this number is asked."""
    others = [value for name, value in HOSTILE.items() if name not in ALWAYS]
    if os.environ.get("HOSTILE_ALL"):
        return [*HOSTILE.values()]
    turn = [others[(number * IN_TURN + one) % len(others)] for one in range(IN_TURN)]
    return [*(HOSTILE[name] for name in ALWAYS), *turn]


def patterns(resolver: Any = None, before: str = "") -> Iterator[str]:
    """Every route of the site, as one string."""
    for pattern in (resolver or get_resolver()).url_patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from patterns(pattern, route)
        elif isinstance(pattern, URLPattern):
            yield route


class Recorded(QueryDict):
    """Notes what is asked of it."""

    asked: set[str] = set()  # noqa: RUF012  (each gets its own before it is asked)

    def __getitem__(self, key: str) -> Any:
        self.asked.add(key)
        return super().__getitem__(key)

    def __contains__(self, key: object) -> bool:
        self.asked.add(str(key))
        return super().__contains__(key)

    def get(self, key: str, *default: Any) -> Any:
        self.asked.add(key)
        return super().get(key, *default)

    def getlist(self, key: str, *default: Any) -> Any:
        self.asked.add(key)
        return super().getlist(key, *default)

    def items(self) -> Any:
        self.asked.add("*")
        return super().items()


class Guest(Client):
    """Knocks, and gathers what answered with a server error."""

    def __init__(self) -> None:
        super().__init__(raise_request_exception=False)
        self.failed: list[str] = []
        self.knocks = 0

    def was_never_stopped(self) -> bool:
        """Whether no page failed; says which did."""
        if self.failed:
            pytest.fail("\n".join(self.failed[:40]))
        return True

    def knock(self, path: str, query: str = "", body: bytes | None = None) -> Any:
        for name in caches.settings.keys() - {"versions"}:  # nobody is told to come back later
            caches[name].clear()
        self.cookies.clear()
        self.knocks += 1
        if body is None:
            answer = self.generic("GET", path, QUERY_STRING=query)
        else:
            answer = self.generic("POST", path, body, "application/x-www-form-urlencoded", QUERY_STRING=query)
        if not answer.streaming:
            _ = answer.content
        if answer.status_code >= 500 and answer.status_code != 503:  # a door that is closed says 503
            error = repr(answer.exc_info[1])[:200] if getattr(answer, "exc_info", None) else ""
            self.failed.append(f"{answer.status_code} {path[:100]}?{query[:100]} {(body or b'')[:200]!r} {error}")
        return answer


# Outside a transaction pages remember what is around them, as they do for guests of a real site.
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def guest(demonstration: None, no_nul: None, settings: Any, monkeypatch: Any) -> Guest:
    settings.LEAKS_PER_HOUR = 100_000
    # Each knock finds the store of drawings empty, asks for a turn and its work; the same sheet is the same bytes.
    monkeypatch.setattr(printing, "_run", functools.cache(printing._run))
    return Guest()


MOST_OF_A_KIND = 4  # pages of the tree share one route
NOT_FOR_GUESTS = ("/cms/", "/admin/", "/media/", "/en/")  # … and what is the same in another language


def pages_of(guest: Guest) -> list[str]:
    """Some addresses of every view that a guest's links lead to, and every route without a name in it."""
    kinds: Counter[str] = Counter()
    waiting = ["/", *(f"/{route}" for route in patterns() if not re.search(r"[<(^]", route))]
    seen, found = set(waiting), []
    while waiting:
        path = waiting.pop(0)
        try:
            route = resolve(path).route
        except Resolver404:
            continue
        kinds[route] += 1
        if kinds[route] > (MOST_OF_A_KIND if "(" in route else 1) or path.startswith(NOT_FOR_GUESTS):
            continue
        answer = guest.knock(path)
        found.append(path)
        if answer.status_code != 200 or "text/html" not in answer.get("Content-Type", ""):
            continue
        for link in lxml.html.fromstring(answer.content).iter("a", "link"):
            href = (link.get("href") or "").partition("#")[0].partition("?")[0].removeprefix("http://localhost:8000")
            if href.startswith("/") and href not in seen:
                seen.add(href)
                waiting.append(href)
    return found


def quoted(value: bytes) -> str:
    return quote(value, safe="")


def parameters_of(guest: Guest, path: str, monkeypatch: Any) -> list[str]:
    """What the view of this address asks of its query."""
    asked: set[str] = set()
    read = WSGIRequest.GET.func

    def recorded(request: WSGIRequest) -> Recorded:
        query = Recorded(read(request).urlencode(), encoding="utf-8")
        query.asked = asked
        return query

    with monkeypatch.context() as patch:
        patch.setattr(WSGIRequest, "GET", property(recorded))
        guest.knock(path, "something=1")
    return sorted(name for name in asked if re.fullmatch(r"[\w-]+", name) and name != "something")


def try_parameters(guest: Guest, path: str, turn: int, monkeypatch: Any) -> set[str]:
    """Every hostile value in all parameters of a page at once, where one hides the others, and in one alone."""
    names = parameters_of(guest, path, monkeypatch)
    for number, value in enumerate(values_for(turn) if names else ()):
        guest.knock(path, "&".join(f"{name}={quoted(value)}" for name in names))
        if len(names) > 1:
            guest.knock(path, f"{names[(turn + number) % len(names)]}={quoted(value)}")
    return set(names)


def try_form(guest: Guest, path: str, turn: int, form: Any) -> None:
    """The same with what one types into a form, the rest as the page gives it."""
    given = {name: value or "" for name, value in form.form_values()}
    typed = [name for name in form.fields if name not in ("csrfmiddlewaretoken", "token")]
    for number, value in enumerate(values_for(turn) if typed else ()):
        for chosen in (typed, [typed[(turn + number) % len(typed)]]):
            words = {name: quote(given.get(name, "")) for name in [*typed, *given]}
            words |= {name: quoted(value) for name in chosen}
            guest.knock(path, body="&".join(f"{quote(name)}={word}" for name, word in words.items()).encode())


def test_no_string_of_a_guest_stops_a_page(guest: Guest, monkeypatch: Any) -> None:
    tried: set[str] = set()
    forms: dict[tuple[str, tuple[str, ...]], Any] = {}
    for turn, path in enumerate(pages_of(guest)):
        tried |= try_parameters(guest, path, turn, monkeypatch)
        answer = guest.knock(path)
        if answer.status_code == 200 and "text/html" in answer.get("Content-Type", ""):
            for form in lxml.html.fromstring(answer.content).forms:
                if form.method == "POST" and "/leak" not in path:  # the drop's own tests type hostile things there
                    forms[form.action or path, tuple(form.fields)] = form
    for turn, ((path, _fields), form) in enumerate(forms.items()):
        try_form(guest, path, turn, form)
    assert guest.was_never_stopped()
    assert {"q", "page", "du", "au", "mois", "since", "until", "lieu", "before", "next"} <= tried
    assert len(forms) > 6


PARTS = ["9" * 30, "9" * 5000, "%00", "%FF%FE", "a%0Ab", "%E2%80%AE", "0001-01-01", "9999-12-31", "0" * 43]


def test_no_part_of_an_address_stops_a_page(no_nul: None) -> None:
    guest = Guest()
    for route in patterns():
        if re.search("[<(]", route) and not route.startswith(("cms/", "admin/")):
            for part in PARTS:
                path = re.sub(r"\(\?P<\w+>(?:[^()]|\([^()]*\))*\)|<[^>]+>", part, route)
                guest.knock("/" + re.sub(r"\(\\d\+\)|\(\.\*\)|[\^$]", part if "\\d" in path else "", path))
    assert guest.was_never_stopped()
