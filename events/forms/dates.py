"""A change of one date; cancelling all."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from events.attached import Attached
from events.forms.asking import AskingForm
from events.forms.fields import day_field, hour_field
from events.models import Occurrence
from safety.typography import TypesetFields


class DateChangeForm(TypesetFields, AskingForm):
    """What happens to one date of an event."""

    TYPESET = ("reason", "title", "note")

    RESTORE, LIFT, SKIP, CANCEL, MOVE = "restore", "lift", "skip", "cancel", "move"

    action = forms.ChoiceField(
        label=_("What happens"),
        widget=forms.RadioSelect,
        choices=[
            (MOVE, _("It changes: another day, hour or place, or words of its own")),
            (CANCEL, _("It is cancelled (shown as cancelled, with the reason)")),
            (SKIP, _("It is left out (a holiday, for example: nobody expected it)")),
            (LIFT, _("It takes place after all, with what was arranged for it")),
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

    field_order = ("action", "day", "past_ok", "hour", "end_hour", "next_day")

    def __init__(self, data: Any = None, *, occurrence: Occurrence) -> None:
        start = occurrence.local_start if occurrence.is_over else occurrence.planned_start
        initial = {
            "action": self.CANCEL if occurrence.is_cancelled else self.MOVE,
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
            initial |= {"end_hour": end.time(), "next_day": end.date() != start.date()}
        super().__init__(data, initial=initial)
        self.occurrence = occurrence
        if not occurrence.knows_hour:
            del self.fields["hour"], self.fields["end_hour"], self.fields["next_day"]
        if not occurrence.knows_day:
            field = self.fields["day"]
            field.label, field.help_text = _("New month"), _("Any day of it.")
        if occurrence.event.secret_place:
            self.fields["place"].help_text = _("Told only to those who registered, like the place of the event.")
        unfit = {self.LIFT} if occurrence.is_taking_place else set()
        unfit |= set() if occurrence.event.recurrence else {self.SKIP}
        field = self.fields["action"]
        field.choices = [choice for choice in field.choices if choice[0] not in unfit]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("action") == self.MOVE:
            if "day" in data and not data["day"]:
                self.add_error("day", _("Give the day it moves to."))
            if "hour" in self.fields and "hour" in data and data["hour"] is None:
                self.add_error("hour", _("Give the hour it begins."))
            if data.get("day") and data["day"] != self.initial["day"] and self.occurrence.knows_day:
                self.ask_about_past(data["day"], today=timezone.localdate(timezone=self.occurrence.event.zone))
            if data.get("hour") and data.get("end_hour") and not self._keeps_end():
                self.ask_about_next_day(data["hour"], data["end_hour"])
        return data

    def _keeps_end(self) -> bool:
        """Whether the end is the own one that the date has already, perhaps some days later."""
        own = self.occurrence.own_end
        return own is not None and (datetime.min + own).time() == self.cleaned_data.get("end_hour")

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
        if self._keeps_end():
            return datetime.combine(self.cleaned_data["day"], time.min) + self.occurrence.own_end
        end = datetime.combine(self.cleaned_data["day"], hour)
        return end if end > self.local_start else end + timedelta(days=1)


class CarryForm(forms.Form):
    """Where what was arranged for dates goes that a changed event no longer has; and what is attached to it."""

    NOWHERE, STAY, MOVE = "none", "stay", "move"

    def __init__(
        self, data: Any = None, *, arranged: Iterable[Any], along: Iterable[tuple[Attached, timedelta]]
    ) -> None:
        super().__init__(data, prefix="carry")
        self.arranged = {f"{one.row.date}": one for one in arranged}
        for name, one in self.arranged.items():
            lost = _("to none: people are told that it does not take place") if one.people else _("to none: it is lost")
            days = [(day.isoformat(), date_format(day, "l j F Y")) for day in one.days]
            self.fields[name] = forms.ChoiceField(
                label=_("Goes to"),
                choices=[*days, (self.NOWHERE, lost)],
                initial=one.proposed.isoformat() if one.proposed else self.NOWHERE,
            )

        self.along = []
        for kind, shift in along:
            moves = ngettext("moves along by %(number)s day", "moves along by %(number)s days", abs(shift.days))
            choices = [(self.MOVE, moves % {"number": f"{shift.days:+d}"}), (self.STAY, _("stays at its days"))]
            self.fields[kind.name] = forms.ChoiceField(label=kind.label, choices=choices, initial=self.MOVE)
            self.along.append(kind.name)

    def lines(self) -> list[dict[str, Any]]:
        """Each date with its field."""
        return [{"one": one, "field": self[name]} for name, one in self.arranged.items()]

    def attached(self) -> list[forms.BoundField]:
        """The field of each kind of thing that would move along."""
        return [self[name] for name in self.along]

    @property
    def answers_all(self) -> bool:
        """Whether each of these dates was decided about: another organiser may have arranged one meanwhile."""
        return self.is_bound and all(self.add_prefix(name) in self.data for name in self.fields)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        taken: set[str] = set()
        for name, one in self.arranged.items():
            day = data.get(name)
            if not one.alone or day == self.NOWHERE:
                continue
            if day in taken:
                self.add_error(name, _("Another date goes to this day already. Choose another one for one of the two."))
            elif day:
                taken.add(day)
        return data

    def decided(self) -> dict[str, Any]:
        """What services.change takes: for each date its new day or none, and what stays where it is."""
        if not self.fields:
            return {}
        chosen = {name: self.cleaned_data[name] for name in self.arranged}
        return {
            "carried": {
                one.row.date: None if chosen[name] == self.NOWHERE else date.fromisoformat(chosen[name])
                for name, one in self.arranged.items()
            },
            "stays": {name for name in self.along if self.cleaned_data.get(name) == self.STAY},
        }


class CancelForm(TypesetFields, forms.Form):
    """Cancelling all that is still to come."""

    TYPESET = ("reason",)

    reason = forms.CharField(label=_("Reason"), max_length=200, help_text=_("Shown to all, in a few words."))
