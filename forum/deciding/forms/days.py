"""Days that people type, as moments."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django import forms
from django.utils import timezone


def midnight_after(day: date) -> datetime:
    """The end of a day, by the site's clock."""
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))


def last_day_field(*, label: str, help_text: str, required: bool = True) -> forms.DateField:
    """The last day of something, by the browser's own calendar or typed."""
    return forms.DateField(
        label=label,
        required=required,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d", "%d/%m/%Y"],
        help_text=help_text,
    )
