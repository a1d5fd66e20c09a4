"""A programme, one small form for each thing in it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from events.forms.asking import AskingForm
from events.forms.fields import day_field, hour_field
from events.programme.frab import MOST_BYTES
from events.programme.models import LONGEST_SESSION, Programme, ProgrammeDay, Room, Session, Speaker
from events.recurrence import at_zone, wall_time
from safety.typography import TypesetFields

LENGTHS = (15, 20, 30, 45, 60, 75, 90, 105, 120, 150, 180)


class ProgrammeDayForm(AskingForm):
    """A day of the programme."""

    date = day_field(label=_("Day"))
    opens = hour_field(label=_("Begins at"), initial="10:00")
    closes = hour_field(
        label=_("Ends at"), initial="23:00", help_text=_("An hour before the beginning means the night after.")
    )

    field_order = ("date", "past_ok", "opens", "closes")

    def __init__(self, data: Any = None, *, programme: Programme, thing: ProgrammeDay | None = None) -> None:
        super().__init__(data, initial=self._of(programme, thing))
        self.programme, self.thing = programme, thing
        del self.fields["next_day"]  # the help says already what an early hour means

    @staticmethod
    def _of(programme: Programme, day: ProgrammeDay | None) -> dict[str, Any]:
        zone = programme.event.zone
        if day is not None:
            opens, closes = wall_time(day.opens_at, zone), wall_time(day.closes_at, zone)
            return {"date": day.date, "opens": opens.time(), "closes": closes.time()}
        last = programme.days.last()
        return {"date": last.date + timedelta(days=1) if last else programme.event.local_start.date()}

    def clean_date(self) -> Any:
        chosen = self.cleaned_data["date"]
        others = self.programme.days.exclude(pk=self.thing.pk if self.thing else None)
        if others.filter(date=chosen).exists():
            raise forms.ValidationError(_("This day is already in the programme. Change it there, or choose another."))
        return chosen

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        day, event = data.get("date"), self.programme.event
        if day and day != self.initial.get("date") and day < event.local_start.date():
            self.ask_about_past(day, today=timezone.localdate(timezone=event.zone))
        data.pop("past_ok", None)  # an answer, nothing of the day's own
        return data


class RoomForm(forms.Form):
    """A room: its name and its column."""

    name = forms.CharField(label=_("Name of the room"), max_length=120)
    position = forms.IntegerField(
        label=_("Column"), required=False, min_value=1, max_value=60, help_text=_("Leave empty to put it last.")
    )

    def __init__(self, data: Any = None, *, programme: Programme, thing: Room | None = None) -> None:
        super().__init__(data, initial={"name": thing.name, "position": thing.position} if thing else None)
        self.programme, self.thing = programme, thing

    def clean_name(self) -> str:
        name = " ".join(self.cleaned_data["name"].split())
        if self.programme.rooms.exclude(pk=self.thing.pk if self.thing else None).filter(name=name).exists():
            raise forms.ValidationError(_("There is a room of this name already. Choose another one."))
        return name


class SpeakerForm(forms.Form):
    """A name."""

    name = forms.CharField(
        label=_("Name"),
        max_length=200,
        help_text=_("As they want to be announced: a first name, a pseudonym, a collective. Nothing more is kept."),
    )

    def __init__(self, data: Any = None, *, programme: Programme, thing: Speaker | None = None) -> None:
        super().__init__(data, initial={"name": thing.name} if thing else None)


class SessionForm(TypesetFields, forms.Form):
    """A session: what, when, where, by whom."""

    TYPESET = ("title", "subtitle", "abstract", "description")

    title = forms.CharField(label=_("Title"), max_length=300)
    kind = forms.ChoiceField(label=_("Kind"), choices=Session.Kind.choices)
    day = forms.ModelChoiceField(label=_("Day"), queryset=ProgrammeDay.objects.none(), empty_label=None)
    hour = hour_field(label=_("Begins at"))
    minutes = forms.IntegerField(
        label=_("Length in minutes"),
        min_value=1,
        max_value=LONGEST_SESSION,
        initial=60,
        widget=forms.NumberInput(attrs={"list": "lengths", "inputmode": "numeric"}),
    )
    room = forms.ModelChoiceField(label=_("Room"), queryset=Room.objects.none(), empty_label=None)
    speakers = forms.ModelMultipleChoiceField(
        label=_("Who speaks"),
        queryset=Speaker.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    new_speakers = forms.CharField(
        label=_("Others who speak, one name a line"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("As they want to be announced: a first name, a pseudonym, a collective. Nothing more is kept."),
    )
    language = forms.CharField(label=_("Language"), max_length=40, required=False)
    no_photo = forms.BooleanField(label=_("No photos"), required=False)
    no_recording = forms.BooleanField(label=_("No recording"), required=False)
    abstract = forms.CharField(
        label=_("In short"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 4}), strip=False
    )
    subtitle = forms.CharField(label=_("Subtitle"), max_length=300, required=False)
    track = forms.CharField(label=_("Thread"), max_length=120, required=False)
    description = forms.CharField(
        label=_("More to read"),
        required=False,
        max_length=60_000,
        widget=forms.Textarea(attrs={"rows": 6}),
        strip=False,
    )

    COPIED = ("title", "kind", "day", "room", "minutes", "language", "no_photo", "no_recording", "abstract", "subtitle")
    COPIED += ("track", "description")

    def __init__(self, data: Any = None, *, programme: Programme, thing: Session | None = None) -> None:
        super().__init__(data, initial=self._of(thing))
        self.programme = programme
        self.fields["day"].queryset = programme.days.all()  # type: ignore[attr-defined]
        self.fields["room"].queryset = programme.rooms.all()  # type: ignore[attr-defined]
        self.fields["speakers"].queryset = programme.speakers.all()  # type: ignore[attr-defined]
        self.fields["day"].label_from_instance = _day_name  # type: ignore[attr-defined]
        self.lengths = LENGTHS

    @classmethod
    def _of(cls, session: Session | None) -> dict[str, Any] | None:
        if session is None:
            return None
        initial = {name: getattr(session, name) for name in cls.COPIED}
        return initial | {"hour": session.local_start.time(), "speakers": [person.pk for person in session.people]}

    def clean_new_speakers(self) -> list[str]:
        names = [" ".join(line.split()) for line in self.cleaned_data["new_speakers"].splitlines()]
        if any(len(name) > 200 for name in names):
            raise forms.ValidationError(_("A name is too long. Write one name a line, 200 letters at most."))
        return list(dict.fromkeys(name for name in names if name))

    def session_fields(self) -> dict[str, Any]:
        """What services.save_session takes. An hour before the day opens belongs to the night after, if it is open."""
        data = self.cleaned_data
        day, zone = data["day"], self.programme.event.zone
        start = datetime.combine(day.date, data["hour"])
        night = start + timedelta(days=1)
        if start < wall_time(day.opens_at, zone) and night < wall_time(day.closes_at, zone):
            start = night
        fields = {name: data[name] for name in self.COPIED}
        return fields | {
            "starts_at": at_zone(start, zone),
            "speakers": data["speakers"],
            "new_speakers": data["new_speakers"],
        }


class ScheduleForm(forms.Form):
    """A schedule.xml to take over."""

    file = forms.FileField(label=_("schedule.xml"), help_text=_("At most 3 MB."))

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError(_("This file is too large for a programme: at most 3 MB."))
        return file


def _day_name(day: ProgrammeDay) -> str:
    return date_format(day.date, "l j F")
