"""An event in the fewest fields a phone can ask for."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from events.exceptions import BrokenRule
from events.forms.asking import AskingForm, ends_next_day
from events.forms.attendance import RegistrationFields
from events.forms.fields import PositionField, day_field, hour_field, zone_field
from events.models import Event
from events.recurrence import (
    ONCE,
    OWN_RULE,
    PRESETS,
    Rhythm,
    at_zone,
    check_first,
    parse_rule,
    preset_of_rule,
    rule_of_preset,
    wall_time,
)
from events.rule_words import rhythms_from
from events.validators import zone_named, zone_of_departement
from places.forms import CommuneField
from safety.typography import TypesetFields


class EventForm(TypesetFields, AskingForm, RegistrationFields):
    """An event in the fewest fields a phone can ask for. `event_fields()` is what services.announce takes."""

    TYPESET = ("title", "summary", "body")

    title = forms.CharField(
        label=_("Title"), max_length=160, help_text=_("For example “Monthly meeting, open to all”.")
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=Event.Kind.choices, initial=Event.Kind.MEETING)
    day = day_field(label=_("First date"))
    hour = hour_field(
        label=_("Starts at"), required=False, help_text=_("Leave empty when the hour is still to be told.")
    )
    end_hour = hour_field(label=_("Ends at"), required=False)
    last_day = day_field(
        label=_("Last day"), required=False, help_text=_("Only for an event of several days, like a festival.")
    )
    month_only = forms.BooleanField(
        label=_("Only the month is known"), required=False, help_text=_("Of the first date, its month alone is shown.")
    )
    time_zone = zone_field(
        label=_("Time zone"), required=False, help_text=_("Leave empty: the hours are those of the commune's clocks.")
    )
    rhythm = forms.ChoiceField(label=_("Repeats"), choices=PRESETS, required=False)
    own_rule = forms.CharField(
        label=_("RRULE"), max_length=200, required=False, help_text=_("For example FREQ=MONTHLY;INTERVAL=2;BYDAY=2TH.")
    )
    ends_on = day_field(
        label=_("Until"), required=False, help_text=_("Leave empty and it goes on; dates are written 18 months ahead.")
    )
    count = forms.IntegerField(
        label=_("Or how many dates"),
        required=False,
        min_value=1,
        max_value=999,
        help_text=_("In all, the first included."),
    )
    commune = CommuneField()
    place = forms.CharField(label=_("Place"), max_length=160, required=False, help_text=_("A bar, a library, a hall."))
    address = forms.CharField(label=_("Address"), max_length=200, required=False)
    position = PositionField(
        label=_("Position"),
        required=False,
        help_text=_("Where the place is hard to find: 43.2967, 5.3764, or the address of a map, pasted."),
    )
    meeting_point = forms.CharField(
        label=_("Meeting point, in words"), max_length=200, required=False, help_text=_("“Under the elevated line.”")
    )
    summary = forms.CharField(
        label=_("What it is about"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 4})
    )
    body = forms.CharField(
        label=_("Full text"),
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("For what needs titles, lists or links; Markdown works."),
    )
    link = forms.URLField(label=_("Link"), required=False, assume_scheme="https")
    wheelchair = forms.ChoiceField(
        label=_("By wheelchair"), required=False, choices=[("", _("not said")), *Event.Wheelchair.choices]
    )
    transport = forms.CharField(
        label=_("How to come"), max_length=200, required=False, help_text=_("Metro, bus, parking for bicycles.")
    )
    languages = forms.CharField(
        label=_("Languages"), max_length=120, required=False, help_text=_("Spoken, signed, translated.")
    )
    childcare = forms.CharField(label=_("Childcare"), max_length=120, required=False)
    admission = forms.ChoiceField(
        label=_("Entry"), required=False, choices=[("", _("not said")), *Event.Admission.choices]
    )
    price = forms.CharField(
        label=_("Price, in words"), max_length=80, required=False, help_text=_("For example “5 €, 2 € reduced”.")
    )
    no_photo = forms.BooleanField(label=_("We ask people to take no photos"), required=False)

    # How the form is laid out: what most people fill, what repeats, and the rest folded away.
    MAIN = ("title", "kind", "day", "hour", "end_hour")
    REPEATS = ("rhythm", "own_rule", "ends_on", "count")
    WHERE = ("commune", "place", "address")
    WORDS = ("summary", "body", "link")
    WHEN_EXACTLY = ("last_day", "month_only", "time_zone")
    WHERE_EXACTLY = ("meeting_point", "position", "transport")
    FOR_WHOM = ("wheelchair", "languages", "childcare", "admission", "price", "no_photo")
    COPIED = (
        *("title", "kind", "commune", "place", "address", "meeting_point", "summary", "body", "link", "no_photo"),
        *("wheelchair", "transport", "languages", "childcare", "admission", "price"),
    )

    chosen_rhythm = Rhythm()

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        try:
            day = self.fields["day"].clean(self["day"].value())
        except ValidationError:
            return
        if "rhythm" in self.fields:
            said = dict(rhythms_from(day))
            self.fields["rhythm"].choices = [(preset, said.get(preset, label)) for preset, label in PRESETS]

    @classmethod
    def of(cls, event: Event, data: Any = None) -> EventForm:
        """The form filled with what an event says now."""
        return cls(data, initial=_initial_of(event))

    def folds(self) -> list[dict[str, Any]]:
        """The folded parts of the form: what each is called, its fields, whether something in it wants to be seen."""
        parts = [
            (_("Several days, month only, time zone"), self.WHEN_EXACTLY),
            (_("Meeting point, position, how to come"), self.WHERE_EXACTLY),
            (_("Access, languages, children, price, photos"), self.FOR_WHOM),
            (_("Full text and link"), self.WORDS[1:]),
        ]
        return [
            {"name": name, "fields": fields, "open": any(field.errors or field.value() for field in fields)}
            for name, fields in (
                (name, [self[field] for field in fields if field in self.fields]) for name, fields in parts
            )
            if fields
        ]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("secret_place") and data.get("position"):
            self.add_error(
                "position", _("Everybody sees this position. Empty it, since the place is told only to some.")
            )
        if data.get("month_only"):
            if data.get("rhythm"):
                self.add_error("rhythm", _("What is known only by its month cannot repeat. Choose one of the two."))
            data |= {"hour": None, "end_hour": None, "last_day": None}
        if data.get("end_hour") and not data.get("hour"):
            self.add_error("hour", _("Give the hour it starts, or leave both hours empty."))
        day, last_day = data.get("day"), data.get("last_day")
        if day and last_day and last_day < day:
            self.add_error("last_day", _("The last day lies before the first one. Correct one of them."))
        if day and data.get("rhythm"):
            self._clean_rhythm(data, day)
        self._clean_night(data)
        self._ask_what_is_unlikely(data, day)
        return data

    def _ask_what_is_unlikely(self, data: dict[str, Any], day: date | None) -> None:
        last_day = data.get("last_day") or day
        if day and last_day and day <= last_day and day != self.initial.get("day"):
            if data.get("month_only"):
                last_day = (day.replace(day=1) + timedelta(days=31)).replace(day=1) - timedelta(days=1)
            self.ask_about_past(last_day, today=self._today(data))
        if data.get("hour") and data.get("end_hour") and last_day == day:
            self.ask_about_next_day(data["hour"], data["end_hour"])

    def _today(self, data: dict[str, Any]) -> date:
        commune = data.get("commune")
        name = data.get("time_zone") or (zone_of_departement(commune.departement_code) if commune else "")
        return timezone.localdate(timezone=zone_named(name) if name else None)

    def _clean_night(self, data: dict[str, Any]) -> None:
        """In the night that clocks go forward, what is later on the clock can be earlier."""
        if self.errors or not data.get("commune"):
            return
        columns = self.event_fields()
        if data.get("hour") and columns["ends_at"] and columns["ends_at"] <= columns["starts_at"]:
            self.add_error(
                "end_hour" if data.get("end_hour") else "hour",
                _(
                    "At the hour you chose, the clocks change that night. Give hours at which the end comes after the "
                    "beginning."
                ),
            )

    def _clean_rhythm(self, data: dict[str, Any], day: date) -> None:
        until, count = data.get("ends_on"), data.get("count")
        if until and count:
            self.add_error("count", _("Give the last day or the number of dates, not both."))
            return
        try:
            if data["rhythm"] == OWN_RULE:
                pasted = parse_rule(data.get("own_rule", ""))
                rule = pasted.rule
                if not (until or count):
                    until, count = pasted.until, pasted.count
            else:
                rule = rule_of_preset(data["rhythm"], day)
            if until and until < day:
                self.add_error("ends_on", _("The last day lies before the first date. Correct one of them."))
                return
            self.chosen_rhythm = Rhythm(rule, until, count)
            check_first(self.chosen_rhythm, datetime.combine(day, data.get("hour") or time.min))
        except BrokenRule as error:
            self.add_error("own_rule" if data["rhythm"] == OWN_RULE else "rhythm", str(error))

    @property
    def first_local(self) -> datetime:
        """The first start on the wall clock."""
        return datetime.combine(self.cleaned_data["day"], self.cleaned_data["hour"] or time.min)

    def event_fields(self) -> dict[str, Any]:
        """The columns of Event that this input means."""
        data = self.cleaned_data
        zone_name = data.get("time_zone") or zone_of_departement(data["commune"].departement_code)
        first = self.first_local
        if data["month_only"]:
            first = first.replace(day=1)
            precision = Event.Precision.MONTH
        else:
            precision = Event.Precision.DAY if data["hour"] is None else Event.Precision.HOUR
        last_day = data["last_day"] or data["day"]
        end: datetime | None = None
        if data["hour"] is None:
            end = datetime.combine(last_day, time.min) if data["last_day"] else None
        elif data["end_hour"]:
            end = datetime.combine(last_day, data["end_hour"])
            end += timedelta(days=1) if end <= first else timedelta()  # it goes past midnight
        elif data["last_day"]:
            end = datetime.combine(last_day, time(23, 59))
        zone = zone_named(zone_name)
        latitude, longitude = data.get("position") or (None, None)
        return {name: data[name] for name in self.COPIED if name in data} | {
            "precision": precision,
            "latitude": latitude,
            "longitude": longitude,
            "starts_at": at_zone(first, zone),
            "ends_at": at_zone(end, zone) if end else None,
            "recurrence": self.chosen_rhythm.rule,
            "ends_on": self.chosen_rhythm.until,
            "count": self.chosen_rhythm.count,
            "time_zone": zone_name,
            **self.registration_columns(),
        }


def _is_evening(start: datetime, end: datetime) -> bool:
    """Whether the two hours alone say that it ends the next day."""
    return ends_next_day(start, end.time())


def _initial_of(event: Event) -> dict[str, Any]:
    initial = {name: getattr(event, name) for name in (*EventForm.COPIED, "ends_on")} | EventForm.registration_of(event)
    if event.latitude is not None:
        initial["position"] = (event.latitude, event.longitude)
    if event.time_zone != zone_of_departement(event.commune.departement_code):
        initial["time_zone"] = event.time_zone
    initial["month_only"] = event.precision == Event.Precision.MONTH
    start = event.local_start
    end = wall_time(event.ends_at, event.zone) if event.ends_at else None
    preset = preset_of_rule(event.recurrence, start.date())
    initial |= {"day": start.date(), "rhythm": preset, "own_rule": event.recurrence if preset == OWN_RULE else ""}
    if preset != ONCE:
        initial["count"] = event.count
    if event.precision == Event.Precision.HOUR:
        initial["hour"] = start.time()
        initial["end_hour"] = end.time() if end else None
    if (
        end
        and end.date() != start.date()
        and (event.precision == Event.Precision.DAY or end - start >= timedelta(days=1) or not _is_evening(start, end))
    ):
        initial["last_day"] = end.date()
    return initial
