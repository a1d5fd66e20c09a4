"""What was heard of each collective lately: a date soon, people looked for, news within the year, or none.

All of it is read at once, for every listed collective, and kept until something of it is written to: the directory, the
pages of communes and of collectives say the same, and none of them asks for each row.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from dateutil.relativedelta import relativedelta
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import get_language

from campaign.models import Collective, Statement
from campaign.reports import Next, coming_before, last_news
from engine.part_cache import cached, cached_rows
from places.queries import measured_from

QUIET_AFTER = relativedelta(years=1)
SOON = timedelta(weeks=6)  # a monthly meeting is always soon
NEIGHBOURS = 4
WEIGHT = 50  # of what is kept of all collectives together, in parts of pages
_SLOT = timedelta(minutes=5)  # how long a date that is over may still be called the next one
Status = Collective.Status


class Group(StrEnum):
    """The groups of the directory, in the order in which it shows them."""

    SOON = "soon"
    LOOKING = "looking"
    TOLD = "told"
    QUIET = "quiet"


_ORDER = list(Group)


@dataclass(frozen=True)
class Freshness:
    """What was heard of one collective: its group, the day of the last news, and the date one can soon come to."""

    group: Group
    last: date
    next: Next | None

    @property
    def is_quiet(self) -> bool:
        """Whether it steps back: asleep, or without news for a year."""
        return self.group == Group.QUIET


@dataclass(frozen=True)
class Section:
    """A group on one page of the directory. `total` is how many there are on all pages, `year` since when they are
    silent."""

    group: str
    rows: list[Collective]
    total: int
    year: int = 0


def last_words() -> dict[int, date]:
    """For each collective the day of its last communiqué. What the campaign writes about it is no news from it."""
    return dict(Statement.objects.order_by().values_list("collective").annotate(last=Max("published_on")))


def freshness_of_all() -> dict[int, Freshness]:
    """What was heard of every listed collective; shared, never to be changed."""
    now = timezone.now()
    slot = int(now.timestamp() // _SLOT.total_seconds())
    name = ("campaign:freshness", get_language(), slot, timezone.localdate(now))
    return cached(name, lambda: _read(now), weight=WEIGHT)


def _read(now: datetime) -> dict[int, Freshness]:
    today, news, coming = timezone.localdate(now), last_news(), coming_before(now + SOON)
    since = today - QUIET_AFTER
    columns = ("pk", "status", "status_before_sleep", "status_as_of", "approved_at", "alive_on")
    found = {}
    rows = Collective.objects.approved().order_by().values_list(*columns)
    for pk, status, before_sleep, as_of, approved_at, alive_on in rows:
        # That the site itself put it to sleep is no news from it.
        known_on = (None if before_sleep else _end_of(as_of)) or timezone.localdate(approved_at)
        last = min(today, max(day for day in (known_on, alive_on, news.get(pk)) if day))
        found[pk] = Freshness(_group_of(status, last >= since, pk in coming), last, coming.get(pk))
    return found


def _group_of(status: str, told: bool, soon: bool) -> Group:
    if soon:
        return Group.SOON
    if status == Status.SLEEPING:
        return Group.QUIET
    if status in (Status.FORMING, Status.WANTED):
        return Group.LOOKING
    return Group.TOLD if told else Group.QUIET


def _end_of(as_of: str) -> date | None:
    """The last day of the year, or of the month, since when a status is known."""
    year, _dash, month = as_of.partition("-")
    if not year.isdigit() or not 1 <= int(year) <= 9999 or (month and not (month.isdigit() and 1 <= int(month) <= 12)):
        return None
    number = int(month or 12)
    return date(int(year), number, monthrange(int(year), number)[1])


def with_freshness(collectives: Iterable[Collective]) -> list[Any]:
    """These collectives, each with its `freshness`; one that is not listed has none."""
    rows: list[Any] = list(collectives)
    known = freshness_of_all()
    for row in rows:
        row.freshness = known.get(row.pk)
    return rows


def freshest_first(collectives: Iterable[Collective]) -> list[Collective]:
    """The same in the order of the directory's groups."""
    far = (len(_ORDER), datetime.max)
    return sorted(with_freshness(collectives), key=lambda one: _place_of(one.freshness) if one.freshness else far)


def neighbours_of(collective: Collective) -> list[Collective]:
    """The nearest listed collectives beside this one, with their distance, those of its own commune among them."""

    def read() -> Any:
        others = Collective.objects.approved().exclude(pk=collective.pk).select_related("commune")
        measured = measured_from(others, collective.commune).filter(distance_km__isnull=False)
        return measured.order_by("distance_km", "name", "pk")[:NEIGHBOURS]

    return with_freshness(cached_rows(("campaign:neighbours", collective.pk, collective.commune_id), read))


def keys_in_groups(entries: Any) -> list[int]:
    """The keys of these collectives as the directory shows them: group by group, the next date first, else as they
    came."""
    known = freshness_of_all()
    keys = [pk for pk in entries.values_list("pk", flat=True) if pk in known]
    return sorted(keys, key=lambda pk: _place_of(known[pk]))


def _place_of(one: Freshness) -> tuple[int, datetime]:
    moment = one.next.moment if one.next and one.group == Group.SOON else None
    return _ORDER.index(one.group), moment or datetime.max


def sections_of(entries: Any, keys: list[int], shown: list[int]) -> list[Section]:
    """The groups of one page: `keys` are all there are, `shown` those of the page."""
    known = freshness_of_all()
    # Their keys say which; the limit says how many, so that no database looks further.
    rows = {row.pk: row for row in with_freshness(entries.filter(pk__in=shown)[: len(shown)])}
    sections = []
    for group in Group:
        here = [rows[pk] for pk in shown if pk in rows and known[pk].group == group]
        if here:
            all_of_it = [known[pk].last.year for pk in keys if known[pk].group == group]
            sections.append(Section(group, here, len(all_of_it), max(all_of_it)))
    return sections
