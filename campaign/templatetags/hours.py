"""Days and hours in words, for every template of the site: campaign/hours.py."""

from __future__ import annotations

from datetime import date, datetime, time

from django import template

from campaign import hours

register = template.Library()


@register.filter(expects_localtime=True)
def hour(moment: datetime | time | None) -> str:
    """{{ moment|hour }}: « 19 h 30 »."""
    return hours.hour_words(moment) if moment is not None else ""


@register.filter(expects_localtime=True)
def moment(moment: datetime | None, day_format: str = "DATE_FORMAT") -> str:
    """{{ moment|moment }} or {{ moment|moment:"l j F" }}: the day and its hour."""
    return hours.moment_words(moment, day_format) if moment else ""


@register.filter(expects_localtime=True)
def near_day(moment: datetime) -> str:
    """{{ moment|near_day }}: « 15 décembre », with its year when it is another one."""
    return hours.near_day_words(moment.date())


@register.filter
def year_if_far(day: date) -> str:
    """{{ day|year_if_far }}: the year with a blank before it, where the day is not understood without; else nothing."""
    day = day.date() if isinstance(day, datetime) else day
    return f" {day.year}" if hours.is_far(day) else ""


@register.filter
def deadline(closes_at: datetime) -> str:
    """{{ closes_at|deadline }}: « jusqu’au 15 décembre inclus »."""
    return hours.deadline_words(closes_at)


@register.filter
def last_day(closes_at: datetime) -> str:
    """{{ closes_at|last_day }}: « 15 décembre »."""
    return hours.last_day_words(closes_at)


@register.simple_tag
def hours_between(start: datetime, end: datetime | None) -> str:
    """{% hours_between start end %}: « 19 h – 21 h »."""
    return hours.hours_words(start, end)
