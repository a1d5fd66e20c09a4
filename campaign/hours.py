"""How days, hours and the time between two of them are written, in the language being read. No models.

Every page, mail, poster and feed writes them by this: « 19 h », « 19 h 30 », « du vendredi 11 décembre, 18 h, au
dimanche 13, 16 h ».
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta

from django.utils import timezone
from django.utils.dateformat import time_format
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

Wrap = Callable[[str, str], str]  # words and the same for machines, to words


def plainly(words: str, machine: str) -> str:
    """Words as they are."""
    return words


def for_machines(moment: date) -> str:
    """2026-12-10T19:00, or the day alone."""
    return f"{moment:%Y-%m-%dT%H:%M}" if isinstance(moment, datetime) else f"{moment:%Y-%m-%d}"


def hour_words(moment: datetime | time) -> str:
    """« 19 h », « 19 h 30 »; 19:00 in English."""
    whole = pgettext("format of an hour without minutes", "H:i")
    return time_format(moment, pgettext("format of an hour with minutes", "H:i") if moment.minute else whole)


def moment_words(moment: datetime, day_format: str = "DATE_FORMAT") -> str:
    """A day and its hour: « jeudi 10 décembre 2026, 19 h »."""
    return f"{date_format(moment, day_format)}, {hour_words(moment)}"


def hours_words(start: datetime, end: datetime | None) -> str:
    """From one hour to another of the same evening: « 19 h – 21 h 30 »."""
    if end is None:
        return hour_words(start)
    words = f"{hour_words(start)} – {hour_words(end)}"
    if start.date() == end.date() and end <= start:  # in the night that clocks go back, what is later can read earlier
        return _("%(hours)s, after the clocks went back") % {"hours": words}
    return words


def near_day_words(day: date, *, weekday: bool = False) -> str:
    """A day without its year, when it is this one: « 15 décembre »."""
    known = "j F" if day.year == timezone.localdate().year else "j F Y"
    return date_format(day, f"l {known}" if weekday else known)


def is_far(day: date) -> bool:
    """Whether a day needs its year to be understood: it is not of this one, and not within the year that comes."""
    today = timezone.localdate()
    return day.year != today.year and not timedelta() <= day - today < timedelta(days=360)


def last_day_words(closes_at: datetime) -> str:
    """The last day before a deadline, which often is the midnight after it: « 15 décembre »."""
    return near_day_words(timezone.localtime(closes_at - timedelta(microseconds=1)).date())


def deadline_words(closes_at: datetime) -> str:
    """« jusqu’au 15 décembre inclus »."""
    return _("until %(day)s inclusive") % {"day": last_day_words(closes_at)}


def days_words(start: date, end: date, *, hours: bool, wrap: Wrap = plainly) -> str:
    """From one day to another, with their hours when these are known."""
    first, last = near_day_words(start, weekday=True), near_day_words(end, weekday=True)
    if start.year != end.year:
        first, last = date_format(start, "l j F Y"), date_format(end, "l j F Y")
    elif start.month == end.month:
        last = date_format(end, "l j")
    if hours and isinstance(start, datetime) and isinstance(end, datetime):
        pattern = _("from %(start)s, %(start_hour)s, to %(end)s, %(end_hour)s")
        return pattern % {
            "start": wrap(first, for_machines(start)),
            "start_hour": hour_words(start),
            "end": wrap(last, for_machines(end)),
            "end_hour": hour_words(end),
        }
    return _("from %(start)s to %(end)s") % {
        "start": wrap(first, for_machines(start)),
        "end": wrap(last, for_machines(end)),
    }
