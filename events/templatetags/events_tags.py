"""What pages of other rooms show of events, without importing this room."""

from __future__ import annotations

from typing import Any

from django import template

from events import queries

register = template.Library()


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
