"""Every address of the site, walked through from the root of the resolver, filled in with what a test asks about."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, get_resolver
from django.utils.regex_helper import normalize

Fill = Callable[[str, str], Any]  # (name of the address with its namespaces, name of the argument) → value or None


@dataclass(frozen=True)
class Address:
    """One pattern of the resolver."""

    name: str  # with its namespaces; empty for what has none
    path: str
    view: Any


def every_address(fill: Fill) -> Iterator[Address]:
    """Each pattern once, in French; arguments that `fill` leaves are numbers where they may be, else a word."""
    yield from _walk(get_resolver().url_patterns, "/", (), fill)


def _walk(patterns: Any, before: str, spaces: tuple[str, ...], fill: Fill) -> Iterator[Address]:
    for pattern in patterns:
        inside = isinstance(pattern, URLPattern)
        name = ":".join([*spaces, getattr(pattern, "name", None) or ""]) if inside else ":".join(spaces)
        path = before + _filled(pattern.pattern, name, fill)
        if inside:
            yield Address(name.strip(":"), path, pattern.callback)
        else:
            deeper = (*spaces, pattern.namespace) if pattern.namespace else spaces
            yield from _walk(pattern.url_patterns, path, deeper, fill)


def _filled(pattern: Any, name: str, fill: Fill) -> str:
    text, arguments = normalize(pattern.regex.pattern)[0] if str(pattern) else ("", [])
    return str(text % {one: _value(pattern, name, one, fill) for one in arguments})


def _value(pattern: Any, name: str, argument: str, fill: Fill) -> Any:
    value = fill(name, argument)
    if value is not None:
        return value
    converter = type(getattr(pattern, "converters", {}).get(argument)).__name__
    numbers = converter == "IntConverter" or argument.endswith(("pk", "id"))
    if converter == "UUIDConverter":
        return "00000000-0000-4000-8000-000000000000"
    return 1 if numbers else "mot"
