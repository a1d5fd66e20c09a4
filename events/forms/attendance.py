"""Coming to a date: what organisers turn on, what a person says, what organisers write to those who come."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from engine.doors import Door
from events.models import Event
from intake.forms import ShownForm

_AT_ONCE = ""
PLACE_TOLD = [
    (_AT_ONCE, _("as soon as one has registered")),
    ("168", _("a week before it begins")),
    ("72", _("three days before it begins")),
    ("24", _("24 hours before it begins")),
    ("12", _("12 hours before it begins")),
    ("6", _("6 hours before it begins")),
    ("3", _("3 hours before it begins")),
    ("1", _("one hour before it begins")),
]


class RegistrationFields(forms.Form):
    """The part of an event's form about who comes; off unless somebody turns it on."""

    attendance = forms.BooleanField(
        label=_("People register beforehand"),
        required=False,
        help_text=_("With a nickname, without account. Most meetings need none: anybody may come."),
    )
    capacity = forms.IntegerField(
        label=_("How many places"),
        required=False,
        min_value=1,
        max_value=2000,
        help_text=_("Leave empty for no limit. Once full, a waiting list opens by itself."),
    )
    secret_place = forms.CharField(
        label=_("Place told only to those who registered"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("It appears on no public page, in no calendar and no search. Leave the address above empty."),
    )
    place_told = forms.ChoiceField(label=_("When they are told the place"), required=False, choices=PLACE_TOLD)

    REGISTRATION = ("attendance", "capacity", "secret_place", "place_told")

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if data.get("secret_place"):
            if not data.get("attendance"):
                self.add_error("attendance", _("Turn registration on: only those who register are told this place."))
            if data.get("address"):
                self.add_error(
                    "address", _("Everybody reads this address. Empty it, since the place is told only to some.")
                )
        elif data.get("capacity") and not data.get("attendance"):
            self.add_error("attendance", _("Turn registration on to limit the places, or leave their number empty."))
        return data

    @property
    def registration_is_open(self) -> bool:
        """Whether to show this part unfolded: something in it is filled or wrong."""
        return any(self[name].value() or self[name].errors for name in self.REGISTRATION if name in self.fields)

    def registration_columns(self) -> dict[str, Any]:
        """The columns of Event that this input means; none in forms without this part."""
        if "attendance" not in self.fields:
            return {}
        data = self.cleaned_data
        told = data["place_told"] if data["secret_place"] else _AT_ONCE
        return {
            "attendance": data["attendance"],
            "capacity": data["capacity"],
            "secret_place": data["secret_place"],
            "place_told_hours": int(told) if told else None,
        }

    @staticmethod
    def registration_of(event: Event) -> dict[str, Any]:
        """What an event says now."""
        return {
            "attendance": event.attendance,
            "capacity": event.capacity,
            "secret_place": event.secret_place,
            "place_told": _AT_ONCE if event.place_told_hours is None else str(event.place_told_hours),
        }


class _Person(forms.Form):
    nickname = forms.CharField(
        label=_("Nickname"),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=_("What the organisers call you by. Not your real name. Nobody else reads it."),
    )
    email = forms.EmailField(
        label=_("E-mail"),
        required=False,
        help_text=_("Only to be told the day before, and when something changes. Erased 30 days after the date."),
    )

    def clean_nickname(self) -> str:
        return " ".join(self.cleaned_data["nickname"].split())


class AttendForm(ShownForm, _Person):
    """A stranger who comes."""

    SALT = "events.attend"
    DOOR = Door("attend", free=30, seconds=3600)
    field_order = ("nickname", "email")


class ChangeAttendanceForm(_Person):
    """The same person, on their private page: its address is the permission."""


class MessageForm(forms.Form):
    """What organisers write to everybody who comes."""

    text = forms.CharField(
        label=_("Your message"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_(
            "Everybody who registered reads it on their private page; those who gave an address get it by mail. "
            "Nobody sees the addresses, you neither."
        ),
    )
