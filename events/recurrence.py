"""When something recurs: pure functions from a rule to dates and words. No models, no settings.

The rule is RFC 5545's RRULE, computed by python-dateutil on *local* times, so that 19:00 stays 19:00 when the clocks
change. `UNTIL` and `COUNT` are kept apart from the rule: an end is a day in the organiser's calendar, not a UTC moment.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import MAXYEAR, UTC, date, datetime, time, timedelta
from itertools import islice, takewhile
from zoneinfo import ZoneInfo

from dateutil.rrule import rrule, rrulestr
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events.exceptions import BrokenRule

LONGEST_RULE = 200  # characters, as the column
CENTURY = 100  # years that are looked through at least
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
WEEKDAY_NAMES = {
    "MO": gettext_lazy("Monday"),
    "TU": gettext_lazy("Tuesday"),
    "WE": gettext_lazy("Wednesday"),
    "TH": gettext_lazy("Thursday"),
    "FR": gettext_lazy("Friday"),
    "SA": gettext_lazy("Saturday"),
    "SU": gettext_lazy("Sunday"),
}
_PATTERNS = {
    "FREQ": r"DAILY|WEEKLY|MONTHLY|YEARLY",
    "INTERVAL": r"[1-9]\d?",
    "COUNT": r"[1-9]\d{0,2}",
    "UNTIL": r"\d{8}(T\d{6}Z?)?",
    "BYDAY": r"([+-]?[1-5])?(MO|TU|WE|TH|FR|SA|SU)(,([+-]?[1-5])?(MO|TU|WE|TH|FR|SA|SU))*",
    "BYMONTHDAY": r"-?([1-9]|[12]\d|3[01])(,-?([1-9]|[12]\d|3[01]))*",
    "BYMONTH": r"([1-9]|1[0-2])(,([1-9]|1[0-2]))*",
    "BYSETPOS": r"-?[1-9]\d?(,-?[1-9]\d?)*",
    "WKST": "|".join(WEEKDAYS),
}

ONCE, WEEKLY, FORTNIGHTLY, SAME_WEEK, LAST_WEEK, TWICE, OWN_RULE = (
    "",
    "weekly",
    "fortnightly",
    "same-week",
    "last-week",
    "twice",
    "rule",
)
PRESETS = [
    (ONCE, gettext_lazy("only once")),
    (SAME_WEEK, gettext_lazy("every month, the same week (for example every 2nd Thursday)")),
    (LAST_WEEK, gettext_lazy("every month, the last one (for example every last Friday)")),
    (TWICE, gettext_lazy("twice a month (for example every 1st and 3rd Tuesday)")),
    (WEEKLY, gettext_lazy("every week")),
    (FORTNIGHTLY, gettext_lazy("every two weeks")),
    (OWN_RULE, gettext_lazy("another rhythm (RRULE, for experts)")),
]


@dataclass(frozen=True)
class Rhythm:
    """A rule without its end, and the end: a last day, or a number of dates, or neither."""

    rule: str = ""
    until: date | None = None
    count: int | None = None

    @property
    def parts(self) -> dict[str, str]:
        """The rule's parts by name: {"FREQ": "MONTHLY", "BYDAY": "2TH"}."""
        return dict(part.split("=", 1) for part in self.rule.split(";")) if self.rule else {}


def parse_rule(text: str) -> Rhythm:
    """Read an RRULE as people paste it; raise BrokenRule with a sentence when it is not one we can keep."""
    if len(text) > len(_PATTERNS) * LONGEST_RULE:  # some part is too long, or stands twice
        raise _broken_part(text)
    text = text.strip().upper().removeprefix("RRULE:").replace(" ", "").strip(";")
    parts: dict[str, str] = {}
    for piece in text.split(";"):
        name, _sign, value = piece.partition("=")
        known = name in _PATTERNS and name not in parts and len(value) < LONGEST_RULE
        if not known or not re.fullmatch(_PATTERNS[name], value):
            raise _broken_part(piece)
        parts[name] = value
    if "FREQ" not in parts:
        raise BrokenRule(_("The rule needs a FREQ, for example FREQ=MONTHLY;BYDAY=2TH."))
    if "UNTIL" in parts and "COUNT" in parts:
        raise BrokenRule(_("Give the rule UNTIL or COUNT, not both."))
    if parts["FREQ"] in ("DAILY", "WEEKLY") and re.search(r"\d", parts.get("BYDAY", "")):
        raise BrokenRule(_("A rank like 2TH needs FREQ=MONTHLY or FREQ=YEARLY."))
    if parts["FREQ"] in ("DAILY", "WEEKLY") and "BYMONTHDAY" in parts:
        raise BrokenRule(_("BYMONTHDAY needs FREQ=MONTHLY or FREQ=YEARLY."))
    if parts["FREQ"] in ("DAILY", "WEEKLY") and "BYSETPOS" in parts:
        # One that no day or week satisfies would be looked for until the year 9999.
        raise BrokenRule(_("BYSETPOS needs FREQ=MONTHLY or FREQ=YEARLY."))
    if "BYSETPOS" in parts and not {"BYDAY", "BYMONTHDAY"} & parts.keys():
        raise BrokenRule(_("BYSETPOS needs BYDAY or BYMONTHDAY beside it."))
    until = parts.pop("UNTIL", None)
    count = parts.pop("COUNT", None)
    try:
        last_day = datetime.strptime(until[:8], "%Y%m%d").date() if until else None
    except ValueError:
        raise BrokenRule(_("The day after UNTIL does not exist.")) from None
    if parts.get("INTERVAL") == "1":
        del parts["INTERVAL"]
    order = ("FREQ", "INTERVAL", "WKST", "BYMONTH", "BYMONTHDAY", "BYDAY", "BYSETPOS")
    rule = ";".join(f"{name}={parts[name]}" for name in order if name in parts)
    return Rhythm(rule=rule, until=last_day, count=int(count) if count else None)


def _broken_part(part: str) -> BrokenRule:
    return BrokenRule(_("“%(part)s” cannot be part of the rule. Remove or correct it.") % {"part": part[:40]})


def rank_in_month(day: date) -> int:
    """Which of its weekday in the month this day is: 1 to 5."""
    return (day.day - 1) // 7 + 1


def is_last_in_month(day: date) -> bool:
    """Whether no later day of the month has the same weekday."""
    return (day + timedelta(days=7)).month != day.month


def rule_of_preset(preset: str, first: date) -> str:
    """The rule that a sentence of PRESETS means when the first date is `first`; raise BrokenRule when they disagree."""
    weekday = WEEKDAYS[first.weekday()]
    rank = rank_in_month(first)
    if preset == ONCE:
        return ""
    if preset == WEEKLY:
        return f"FREQ=WEEKLY;BYDAY={weekday}"
    if preset == FORTNIGHTLY:
        return f"FREQ=WEEKLY;INTERVAL=2;BYDAY={weekday}"
    if preset == LAST_WEEK:
        if not is_last_in_month(first):
            raise BrokenRule(
                _("The first date is not the last %(weekday)s of its month. Change the date or the rhythm.")
                % {"weekday": WEEKDAY_NAMES[weekday]}
            )
        return f"FREQ=MONTHLY;BYDAY=-1{weekday}"
    if preset == SAME_WEEK:
        if rank == 5:
            raise BrokenRule(
                _("Few months have a 5th %(weekday)s. Choose “the last one” instead, or another first date.")
                % {"weekday": WEEKDAY_NAMES[weekday]}
            )
        return f"FREQ=MONTHLY;BYDAY={rank}{weekday}"
    if preset == TWICE:
        if rank == 5:
            raise BrokenRule(_("Choose a first date in the first four weeks of a month."))
        pair = (1, 3) if rank in (1, 3) else (2, 4)
        return f"FREQ=MONTHLY;BYDAY={pair[0]}{weekday},{pair[1]}{weekday}"
    raise BrokenRule(_("Choose one of the rhythms of the list."))


def preset_of_rule(rule: str, first: date) -> str:
    """The sentence of PRESETS that gave this rule, or OWN_RULE."""
    for preset, _label in PRESETS:
        try:
            if preset != OWN_RULE and rule_of_preset(preset, first) == rule:
                return preset
        except BrokenRule:
            continue
    return OWN_RULE


def _series(rhythm: Rhythm, first: datetime) -> Iterator[datetime]:
    """The dates of a rule that has one, at most those of the next few centuries.

    dateutil looks for the next date until the year 9999 and for no shorter time: seconds for a rule that has none. The
    Gregorian calendar is the same every 400 years, weekdays included, so the rule is asked in the last centuries there
    are: twenty times quicker.
    """
    later = 400 * max(0, (MAXYEAR - CENTURY - first.year) // 400)
    series: rrule = rrulestr(rhythm.rule, dtstart=first.replace(year=first.year + later))
    if rhythm.until and rhythm.until.year + later <= MAXYEAR:
        last = rhythm.until.replace(year=rhythm.until.year + later)
        series = series.replace(until=datetime.combine(last, time.max))
    elif rhythm.count:
        series = series.replace(count=rhythm.count)
    return (start.replace(year=start.year - later) for start in series)


def local_starts(rhythm: Rhythm, first: datetime, *, before: datetime) -> Iterator[datetime]:
    """Local (naive) starts in order, `first` included, up to `before`; the very dates RFC 5545 names.

    A month without a 31st or a 5th Friday is left out, as the RFC says; nothing is moved to another day.
    """
    if not rhythm.rule:
        yield from [first] if first < before else []
        return
    yield from takewhile(lambda start: start < before, _series(rhythm, first))


def next_starts(rhythm: Rhythm, first: datetime, *, after: datetime, limit: int) -> list[datetime]:
    """The next `limit` local starts at or after `after`: what a preview shows."""
    if not rhythm.rule:
        return [first] if first >= after else []
    return list(islice((start for start in _series(rhythm, first) if start >= after), limit))


def first_start(rhythm: Rhythm, first: datetime) -> datetime:
    """The first date of the rule from `first` on; raise BrokenRule when it has none."""
    found = next(_series(rhythm, first), None) if rhythm.rule else first
    if found is None:
        raise BrokenRule(_("This rhythm gives no date at all. Change it, or its end."))
    return found


def check_first(rhythm: Rhythm, first: datetime) -> None:
    """Raise BrokenRule unless `first` is a date of the rule (calendars disagree about what happens otherwise)."""
    if not rhythm.rule:
        return
    found = first_start(rhythm, first)
    if found != first:
        raise BrokenRule(
            _("The first date does not follow the rhythm, which begins on %(date)s. Change one of them.")
            % {"date": found.date().isoformat()}
        )


def at_zone(local: datetime, zone: ZoneInfo) -> datetime:
    """The moment a wall clock of `zone` shows `local`.

    In the hour the clocks skip, it is the moment reckoned with the offset before the change; in the hour they repeat,
    the first of the two (RFC 5545, 3.3.5).
    """
    return local.replace(tzinfo=zone, fold=0).astimezone(UTC)


def is_plain(local: datetime, zone: ZoneInfo) -> bool:
    """Whether clocks of `zone` show `local` exactly once: they neither skip nor repeat it."""
    first, second = (local.replace(tzinfo=zone, fold=fold) for fold in (0, 1))
    return first.utcoffset() == second.utcoffset() and wall_time(first.astimezone(UTC), zone) == local


def span(local_start: datetime, length: timedelta | None, zone: ZoneInfo) -> tuple[datetime, datetime | None]:
    """Start and end of what begins at a wall time and lasts `length` by the wall clock.

    What begins in the hour that clocks skip begins later and ends so much later: never before its start.
    """
    start = at_zone(local_start, zone)
    return start, at_zone(wall_time(start, zone) + length, zone) if length is not None else None


def wall_time(moment: datetime, zone: ZoneInfo) -> datetime:
    """What a wall clock of `zone` shows at `moment`, without a zone."""
    return moment.astimezone(zone).replace(tzinfo=None)
