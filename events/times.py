"""When a date is, in words, for pages, mails, papers and texts to paste."""

from __future__ import annotations

from django.utils.formats import date_format
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from campaign.hours import Wrap, days_words, for_machines, hour_words, hours_words, plainly
from events.models import Event, Occurrence


def when_words(row: Occurrence, *, day_format: str = "l j F Y", ends: bool = True) -> str:
    """« jeudi 10 décembre 2026, 19 h – 21 h », « du vendredi 11 décembre, 18 h, au dimanche 13, 16 h »."""
    return _when(row, day_format, ends=ends, wrap=plainly)


def when_html(row: Occurrence, *, day_format: str = "l j F Y", ends: bool = True) -> SafeString:
    """The same with its moments readable by machines, and the town whose clocks count when they are others."""
    # Words of date formats and of the catalogue, each moment in an element of its own: nothing that people type.
    words = mark_safe(_when(row, day_format, ends=ends, wrap=_time_element))  # noqa: S308
    if row.knows_hour and row.event.zone_words:
        clocks = _("by the clocks of %(town)s") % {"town": row.event.zone_words}
        return format_html("{} ({})", words, clocks)
    return words


def hours_html(row: Occurrence) -> SafeString:
    """« 19 h – 21 h », beside a block that says the day; of several days all of it."""
    if row.lasts_days and row.knows_day:
        return when_html(row)
    if not row.knows_hour:
        return mark_safe(escape(_("hour to be told") if row.knows_day else _("days to be told")))  # noqa: S308 - escaped
    words = escape(hours_words(row.local_start, row.local_end))
    if row.event.zone_words:
        clocks = _("by the clocks of %(town)s") % {"town": row.event.zone_words}
        return format_html("{} ({})", words, clocks)
    return words


def start_words(row: Occurrence) -> str:
    """The same without the end of what ends the same day: a picture has little room."""
    return when_words(row, ends=False)


def first_words(event: Event) -> str:
    """When an event begins, as far as it is known; for lists of what waits."""
    if event.precision == Event.Precision.MONTH:
        return date_format(event.local_start, "F Y")
    hour = hour_words(event.local_start) if event.precision == Event.Precision.HOUR else _("hour to be told")
    return f"{date_format(event.local_start, 'l j F Y')}, {hour}"


def _when(row: Occurrence, day_format: str, *, ends: bool, wrap: Wrap) -> str:
    start, end = row.local_start, row.local_end
    hour_unknown, days_unknown = _("hour to be told"), _("days to be told")
    if not row.knows_day:
        month = wrap(date_format(start, "F Y"), f"{start:%Y-%m}")
        return f"{month}, {days_unknown}"
    if row.lasts_days and end:
        if row.knows_hour:
            return days_words(start, end, hours=True, wrap=wrap)
        return f"{days_words(start.date(), end.date(), hours=False, wrap=wrap)}, {hour_unknown}"
    day = date_format(start, day_format)
    if not row.knows_hour:
        return f"{wrap(day, for_machines(start.date()))}, {hour_unknown}"
    words = wrap(f"{day}, {hour_words(start)}", for_machines(start))
    return f"{words} – {wrap(hour_words(end), for_machines(end))}" if end and ends else words


def _time_element(words: str, machine: str) -> str:
    return format_html('<time datetime="{}">{}</time>', machine, words)
