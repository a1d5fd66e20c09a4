"""A change of one date; cancelling all."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from events.forms.fields import day_field, hour_field
from events.models import Occurrence


class DateChangeForm(forms.Form):
    """What happens to one date of an event."""

    RESTORE, SKIP, CANCEL, MOVE = "restore", "skip", "cancel", "move"

    action = forms.ChoiceField(
        label=_("What happens"),
        widget=forms.RadioSelect,
        choices=[
            (MOVE, _("It changes: another day, hour or place, or words of its own")),
            (CANCEL, _("It is cancelled (shown as cancelled, with the reason)")),
            (SKIP, _("It is left out (a holiday, for example: nobody expected it)")),
            (RESTORE, _("It takes place as the rhythm says")),
        ],
    )
    day = day_field(label=_("New day"), required=False)
    hour = hour_field(label=_("New hour"), required=False)
    end_hour = hour_field(
        label=_("Ends at"), required=False, help_text=_("Leave empty and it lasts as long as the others.")
    )
    place = forms.CharField(
        label=_("New place"), max_length=160, required=False, help_text=_("Leave empty when the place stays.")
    )
    address = forms.CharField(label=_("New address"), max_length=200, required=False)
    reason = forms.CharField(
        label=_("Reason"), max_length=200, required=False, help_text=_("Shown to all, in a few words.")
    )
    title = forms.CharField(
        label=_("Title of this date"), max_length=160, required=False, help_text=_("Leave empty to keep the usual one.")
    )
    note = forms.CharField(
        label=_("What is particular this time"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("A film, a guest, something to bring."),
    )

    def __init__(self, data: Any = None, *, occurrence: Occurrence) -> None:
        start = occurrence.local_start
        initial = {
            "action": self.MOVE,
            "day": start.date(),
            "hour": start.time() if occurrence.knows_hour else None,
            "place": occurrence.own_place or occurrence.own_secret_place,
            "address": occurrence.own_address,
            "reason": occurrence.reason,
            "title": occurrence.own_title,
            "note": occurrence.note,
        }
        end, length = occurrence.local_end, occurrence.event.local_length
        if end and occurrence.knows_hour and end - start != length:
            initial["end_hour"] = end.time()
        super().__init__(data, initial=initial)
        self.occurrence = occurrence
        if not occurrence.knows_hour:
            del self.fields["hour"], self.fields["end_hour"]
        if not occurrence.knows_day:
            field = self.fields["day"]
            field.label, field.help_text = _("New month"), _("Any day of it.")
        if occurrence.event.secret_place:
            self.fields["place"].help_text = _("Told only to those who registered, like the place of the event.")
        if not occurrence.event.recurrence:
            field = self.fields["action"]
            field.choices = [choice for choice in field.choices if choice[0] != self.SKIP]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("action") == self.MOVE:
            if "day" in data and not data["day"]:
                self.add_error("day", _("Give the day it moves to."))
            if "hour" in self.fields and "hour" in data and data["hour"] is None:
                self.add_error("hour", _("Give the hour it begins."))
        return data

    @property
    def local_start(self) -> datetime:
        """The new wall time."""
        day = self.cleaned_data["day"]
        day = day if self.occurrence.knows_day else day.replace(day=1)
        return datetime.combine(day, self.cleaned_data.get("hour") or time.min)

    @property
    def local_end(self) -> datetime | None:
        """The wall time at which it ends, when it has an end of its own; in the small hours it is the next day."""
        hour = self.cleaned_data.get("end_hour")
        if hour is None:
            return None
        end = datetime.combine(self.cleaned_data["day"], hour)
        return end if end > self.local_start else end + timedelta(days=1)


class CancelForm(forms.Form):
    """Cancelling all that is still to come."""

    reason = forms.CharField(label=_("Reason"), max_length=200, help_text=_("Shown to all, in a few words."))
