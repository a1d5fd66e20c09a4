"""What others attach to an event, and what becomes of it when a single event moves: they register, as programmes do."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.utils.functional import Promise

from events.models import Event


@dataclass(frozen=True)
class Attached:
    """One kind of thing: how far it would have to move with an event that gets other fields, and how it does."""

    name: str
    label: str | Promise
    shift_of: Callable[..., timedelta]  # (event, **fields); nothing when there is none, or when it may stay
    move: Callable[[Event, timedelta], None]


_kinds: dict[str, Attached] = {}


def register(kind: Attached) -> None:
    """Ask organisers about these too. Registering again replaces."""
    _kinds[kind.name] = kind


def shifts_of(event: Event, **fields: Any) -> Iterator[tuple[Attached, timedelta]]:
    """What would have to move with this event if it got these fields, and how far."""
    for kind in _kinds.values():
        if shift := kind.shift_of(event, **fields):
            yield kind, shift
