"""What pages of other rooms show of events, without importing this room."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import template
from django.utils.safestring import SafeString

from accounts.waiting import read_for
from events import queries, series, times
from events.models.minutes import rendered
from events.recurrence import OWN_RULE
from events.rule_words import rhythms_from

register = template.Library()


@register.filter
def safe_markdown(text: str) -> SafeString:
    """Markdown of a person as safe HTML, kept for an hour."""
    return rendered(text)


@register.inclusion_tag("events/next_dates.html")
def next_dates(commune: Any = None, collective: Any = None, limit: int = 5, level: int = 3) -> dict[str, Any]:
    """The next dates, one line a series: {% next_dates commune=… collective=… limit=5 level=3 %}."""
    dates = series.next_of_each(commune=commune, collective=collective, limit=limit)
    return {
        "dates": dates,
        "collective": collective,
        "commune": commune,
        "level": level,
        "stamp": queries.stamp_of(dates),
    }


@register.simple_tag
def has_dates(commune: Any = None, collective: Any = None) -> bool:
    """Whether `next_dates` has something to show, so that a page may say what lacks in one place."""
    if collective:
        return bool(queries.next_dates(collective=collective, limit=1))
    return queries.comes_to(commune)


@register.inclusion_tag("events/first_rhythm.html")
def rhythms_of_day(day: date, chosen: str = "") -> dict[str, Any]:
    """Whether what begins on this day repeats, in words of this day: for a form that sends `rhythm`."""
    return {"rhythms": [one for one in rhythms_from(day) if one[0] != OWN_RULE], "chosen": chosen}


@register.inclusion_tag("events/waiting_proposals.html")
def proposals_waiting(user: Any) -> dict[str, Any]:
    """What strangers proposed and this person decides; nothing when there is nothing."""
    return {"proposals": read_for(user, queries.proposals_for)}


@register.simple_tag
def next_date_in_words(collective: Any) -> str:
    """A collective's next date as one line to paste: title, day, hour, place, address of the page left out."""
    found = queries.next_dates(collective=collective, limit=1)
    if not found:
        return ""
    row = found[0]
    return " · ".join(part for part in (row.title, times.when_words(row), row.place, row.address) if part)


@register.simple_tag
def when(row: Any, day_format: str = "l j F Y") -> SafeString:
    """When a date is, readable by machines too: {% when row %}, {% when row "l j F" %} without the year."""
    return times.when_html(row, day_format=day_format)


@register.simple_tag
def hours_of(row: Any) -> SafeString:
    """From which hour to which, beside a block that says the day: {% hours_of row %}."""
    return times.hours_html(row)


@register.simple_tag(takes_context=True)
def hosts_named(context: Any, row: Any) -> list[Any]:
    """{% hosts_named row as hosts %}: those that a line names, none where the page's own collective is the only one."""
    hosts, own = list(row.event.hosts.all()), context.get("collective")
    return [] if own and [host.pk for host in hosts] == [own.pk] else hosts


@register.filter
def when_words(row: Any, day_format: str = "l j F Y") -> str:
    """The same as plain words, for mails and papers."""
    return times.when_words(row, day_format=day_format)


register.filter(times.start_words)
register.filter(times.first_words)


@register.inclusion_tag("events/waiting_invitations.html")
def invitations_waiting(user: Any) -> dict[str, Any]:
    """Events that this person's collectives are asked to host; nothing when there is nothing."""
    return {"invitations": read_for(user, queries.invitations_for)}
