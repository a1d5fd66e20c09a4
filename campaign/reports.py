"""What upper rooms know about collectives, without being imported: they register here in their `AppConfig.ready()`.

reports.register_step(Step("events.monthly", 20, _("Set a monthly meeting"), meets_monthly, announce_url))
reports.register_news(events_news)
reports.register_signs_of_life(last_events)
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any


@dataclass(frozen=True)
class Step:
    """One line of the checklist of a new collective; it ticks itself. `done` and `url` are given the collective."""

    name: str
    order: int
    label: Any  # a lazy translation
    done: Callable[[Any], bool]
    url: Callable[[Any], str]


@dataclass(frozen=True)
class News:
    """Something that has started somewhere. `what` names it for ever; words and path are asked for in the language
    of the reader."""

    what: str
    commune: Any
    since: datetime
    words: Callable[[], str]
    path: Callable[[], str]


_steps: dict[str, Step] = {}
_news: list[Callable[[datetime], Iterable[News]]] = []
_signs: list[Callable[[], dict[int, date]]] = []


def register_step(step: Step) -> None:
    """Show this step too; registering a name again replaces it."""
    _steps[step.name] = step


def register_news(source: Callable[[datetime], Iterable[News]]) -> None:
    """Ask this source for what has started since a moment."""
    if source not in _news:
        _news.append(source)


def register_signs_of_life(source: Callable[[], dict[int, date]]) -> None:
    """Ask this source for the last day on which something happened, by the key of the collective."""
    if source not in _signs:
        _signs.append(source)


def steps() -> list[Step]:
    """Every step, in order."""
    return sorted(_steps.values(), key=lambda step: step.order)


def news_since(moment: datetime) -> list[News]:
    """Everything that started since then, by all rooms, the oldest first."""
    return sorted((one for source in _news for one in source(moment)), key=lambda one: one.since)


def last_signs_of_life() -> dict[int, date]:
    """For each collective the last day on which any room saw it do something."""
    last: dict[int, date] = {}
    for source in _signs:
        for pk, day in source().items():
            last[pk] = max(day, last.get(pk, day))
    return last
