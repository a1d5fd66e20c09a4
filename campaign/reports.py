"""What upper rooms know about collectives, without being imported: they register here in their `AppConfig.ready()`.

reports.register_step(Step("events.monthly", 20, _("Set a monthly meeting"), meets_monthly, announce_url))
reports.register_news(events_news)
reports.register_signs_of_life(last_events)
reports.register_talk(last_topics)
reports.register_coming(coming_dates)
reports.register_next(what_is_next)
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone

NEAR = timedelta(days=7)


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


@dataclass(frozen=True)
class Next:
    """A line of what comes next in one's collective, in the reader's language: to whom it belongs, and where to go.

    `moment` is when it takes place, in the wall clock of its place; `hour` and `day` whether these are known. What one
    comes to has a `picture` (kind and key of its plate), a `place` and `doors` (label and address each) for who runs
    it; what is to do has the word of its button, `act`, and perhaps a `reason`.
    """

    collective: int
    order: int
    words: str
    url: str
    moment: datetime | None = None
    hour: bool = False
    day: bool = True
    picture: tuple[str, int] | None = None
    kind: str = ""
    place: str = ""
    doors: tuple[tuple[str, str], ...] = ()
    act: str = ""
    reason: str = ""

    @property
    def is_near(self) -> bool:
        """Whether it takes place today or on one of the six days after."""
        return self.moment is not None and self.day and self.moment.date() < timezone.localdate() + NEAR


# Given the keys of the collectives somebody belongs to, and of those among them that they run; for all of them at once.
NextSource = Callable[[list[int], list[int]], Iterable[Next]]

_steps: dict[str, Step] = {}
_news: list[Callable[[datetime], Iterable[News]]] = []
_signs: list[Callable[[], dict[int, date]]] = []
_talk: list[Callable[[], dict[int, date]]] = []
_coming: list[Callable[[datetime], dict[int, Next]]] = []
_next: list[NextSource] = []


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


def register_talk(source: Callable[[], dict[int, date]]) -> None:
    """Ask this source for the last day on which something was said to everybody about a collective, by its key.

    A stranger may have said it: it is news of the collective, and no sign that its people are still there.
    """
    if source not in _talk:
        _talk.append(source)


def register_coming(source: Callable[[datetime], dict[int, Next]]) -> None:
    """Ask this source for the next thing before a moment that everybody may come to, by the key of the collective."""
    if source not in _coming:
        _coming.append(source)


def register_next(source: NextSource) -> None:
    """Ask this source what comes next in people's own collectives."""
    if source not in _next:
        _next.append(source)


def next_in(*, belongs: list[int], organises: list[int]) -> dict[int, list[Next]]:
    """What comes next in each of these collectives, in order; the number of queries does not depend on how many."""
    found: dict[int, list[Next]] = {pk: [] for pk in belongs}
    for source in _next:
        for line in source(belongs, organises):
            found[line.collective].append(line)
    return {pk: sorted(lines, key=lambda line: line.order) for pk, lines in found.items()}


def steps() -> list[Step]:
    """Every step, in order."""
    return sorted(_steps.values(), key=lambda step: step.order)


def news_since(moment: datetime) -> list[News]:
    """Everything that started since then, by all rooms, the oldest first."""
    return sorted((one for source in _news for one in source(moment)), key=lambda one: one.since)


def last_signs_of_life() -> dict[int, date]:
    """For each collective the last day on which any room saw it do something."""
    return _latest_of(_signs)


def last_news() -> dict[int, date]:
    """For each collective the last day that any room has news of, whoever told them."""
    return _latest_of([*_signs, *_talk])


def _latest_of(sources: list[Callable[[], dict[int, date]]]) -> dict[int, date]:
    last: dict[int, date] = {}
    for source in sources:
        for pk, day in source().items():
            last[pk] = max(day, last.get(pk, day))
    return last


def coming_before(until: datetime) -> dict[int, Next]:
    """For each collective the next thing before a moment that everybody may come to."""
    first: dict[int, Next] = {}
    for source in _coming:
        for pk, one in source(until).items():
            if pk not in first or _moment(one) < _moment(first[pk]):
                first[pk] = one
    return first


def _moment(one: Next) -> datetime:
    return one.moment or datetime.max
