"""What pages of other rooms show of events, without importing this room."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.formats import date_format
from django.utils.safestring import SafeString

from events import queries, timetable
from events.models.minutes import rendered

register = template.Library()


@register.filter
def safe_markdown(text: str) -> SafeString:
    """Markdown of a person as safe HTML, kept for an hour."""
    return rendered(text)


@register.inclusion_tag("events/next_dates.html")
def next_dates(commune: Any = None, collective: Any = None, limit: int = 5, level: int = 3) -> dict[str, Any]:
    """The next dates: {% next_dates commune=… collective=… limit=5 level=3 %}."""
    dates = queries.next_dates(commune=commune, collective=collective, limit=limit)
    return {
        "dates": dates,
        "collective": collective,
        "commune": commune,
        "level": level,
        "stamp": queries.stamp_of(dates),
    }


@register.inclusion_tag("events/waiting_proposals.html")
def proposals_waiting(user: Any) -> dict[str, Any]:
    """What strangers proposed and this person decides; nothing when there is nothing."""
    return {"proposals": queries.proposals_for(user)}


@register.simple_tag
def next_date_in_words(collective: Any) -> str:
    """A collective's next date as one line to paste: title, day, hour, place, address of the page left out."""
    found = queries.next_dates(collective=collective, limit=1)
    if not found:
        return ""
    row = found[0]
    day = date_format(row.local_start, "l j F Y, H:i" if row.knows_hour else "l j F Y" if row.knows_day else "F Y")
    return " · ".join(part for part in (row.event.title, day, row.place, row.address) if part)


@register.simple_tag
def clash_words(clash: Any) -> str:
    """A clash of a programme as a sentence."""
    return timetable.words_of(clash)


@register.inclusion_tag("events/waiting_invitations.html")
def invitations_waiting(user: Any) -> dict[str, Any]:
    """Events that this person's collectives are asked to host; nothing when there is nothing."""
    return {"invitations": queries.invitations_for(user)}
