"""Input → clean values for the agenda's filters, an event, a change of one date, a stranger's proposal."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.core import signing
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from campaign.models import Collective
from events.exceptions import BrokenRule
from events.models import Event, Occurrence
from events.queries import Filters
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
from events.validators import zone_named, zone_of_departement
from places.forms import CommuneField

MOST_HOSTS_LISTED = 80


class DayInput(forms.DateInput):
    """The browser's own date picker; it wants ISO dates whatever the language."""

    input_type = "date"

    def __init__(self, **options: Any) -> None:
        super().__init__(format="%Y-%m-%d", **options)


class HourInput(forms.TimeInput):
    """The browser's own clock."""

    input_type = "time"

    def __init__(self, **options: Any) -> None:
        super().__init__(format="%H:%M", **options)


def _day(**options: Any) -> forms.DateField:
    return forms.DateField(widget=DayInput(), input_formats=["%Y-%m-%d", "%d/%m/%Y"], **options)


def _hour(**options: Any) -> forms.TimeField:
    return forms.TimeField(widget=HourInput(), input_formats=["%H:%M", "%Hh%M", "%Hh", "%H:%M:%S"], **options)


class AgendaFilter(forms.Form):
    """The filters of the agenda, in the address. The names are part of the addresses people keep."""

    collectif = forms.CharField(label=_("Collective"), required=False, max_length=120)
    genre = forms.ChoiceField(label=_("Kind"), required=False, choices=[("", _("all kinds")), *Event.Kind.choices])
    lieu = forms.CharField(label=_("Commune or postcode"), required=False, max_length=80)
    du = _day(label=_("From"), required=False)
    mois = forms.DateField(required=False, input_formats=["%Y-%m"], widget=forms.HiddenInput)
    vue = forms.ChoiceField(required=False, choices=[("", ""), ("mois", "")], widget=forms.HiddenInput)
    passe = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, **options: Any) -> None:
        super().__init__(data, **options)
        hosts = (
            Collective.objects.approved()
            .filter(events__occurrences__over_at__gt=timezone.now(), events__published_at__isnull=False)
            .distinct()
            .values_list("slug", "name")[:MOST_HOSTS_LISTED]
        )
        choices = [("", _("all collectives")), *hosts]
        chosen = self.data.get("collectif", "")
        if chosen and chosen not in dict(choices):
            choices += Collective.objects.approved().filter(slug=chosen).values_list("slug", "name")
        self.fields["collectif"].widget = forms.Select(choices=choices)

    def clean_collectif(self) -> Collective | None:
        slug = self.cleaned_data["collectif"]
        if not slug:
            return None
        found = Collective.objects.approved().filter(slug=slug).first()
        if found is None:
            raise forms.ValidationError(_("No collective has this name. Choose one of the list."))
        return found

    def filters(self) -> Filters:
        """What was asked, once valid."""
        data = self.cleaned_data
        return Filters(
            collective=data["collectif"], kind=data["genre"], place=data["lieu"], since=data["du"], past=data["passe"]
        )


class EventForm(forms.Form):
    """An event in the fewest fields a phone can ask for. `event_fields()` is what services.announce takes."""

    title = forms.CharField(
        label=_("Title"), max_length=160, help_text=_("For example “Monthly meeting, open to all”.")
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=Event.Kind.choices, initial=Event.Kind.MEETING)
    day = _day(label=_("First date"))
    hour = _hour(label=_("Starts at"), required=False, help_text=_("Leave empty when the hour is still to be told."))
    end_hour = _hour(label=_("Ends at"), required=False)
    last_day = _day(
        label=_("Last day"), required=False, help_text=_("Only for an event of several days, like a festival.")
    )
    rhythm = forms.ChoiceField(label=_("Repeats"), choices=PRESETS, required=False)
    own_rule = forms.CharField(
        label=_("RRULE"), max_length=200, required=False, help_text=_("For example FREQ=MONTHLY;INTERVAL=2;BYDAY=2TH.")
    )
    ends_on = _day(
        label=_("Until"), required=False, help_text=_("Leave empty and it goes on; dates are written 18 months ahead.")
    )
    commune = CommuneField()
    place = forms.CharField(label=_("Place"), max_length=160, required=False, help_text=_("A bar, a library, a hall."))
    address = forms.CharField(label=_("Address"), max_length=200, required=False)
    meeting_point = forms.CharField(label=_("Meeting point, in words"), max_length=200, required=False)
    summary = forms.CharField(
        label=_("What it is about"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 4})
    )
    link = forms.URLField(label=_("Link"), required=False, assume_scheme="https")
    no_photo = forms.BooleanField(label=_("We ask people to take no photos"), required=False)

    # How the form is laid out: what most people fill, what repeats, and the rest folded away.
    MAIN = ("title", "kind", "day", "hour", "end_hour")
    REPEATS = ("rhythm", "own_rule", "ends_on")
    WHERE = ("commune", "place", "address")
    MORE = ("summary", "meeting_point", "last_day", "link", "no_photo")

    chosen_rhythm = Rhythm()

    @classmethod
    def of(cls, event: Event, data: Any = None) -> EventForm:
        """The form filled with what an event says now."""
        return cls(data, initial=_initial_of(event))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("end_hour") and not data.get("hour"):
            self.add_error("hour", _("Give the hour it starts, or leave both hours empty."))
        day, last_day = data.get("day"), data.get("last_day")
        if day and last_day and last_day < day:
            self.add_error("last_day", _("The last day lies before the first one. Correct one of them."))
        if day and data.get("rhythm"):
            self._clean_rhythm(data, day)
        return data

    def _clean_rhythm(self, data: dict[str, Any], day: date) -> None:
        until, count = data.get("ends_on"), None
        try:
            if data["rhythm"] == OWN_RULE:
                pasted = parse_rule(data.get("own_rule", ""))
                rule, count = pasted.rule, pasted.count
                until = until or pasted.until
                count = None if until else count
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
        zone_name = zone_of_departement(data["commune"].departement_code)
        first = self.first_local
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
        copied = ("title", "kind", "commune", "place", "address", "meeting_point", "summary", "link", "no_photo")
        return {name: data[name] for name in copied} | {
            "precision": Event.Precision.DAY if data["hour"] is None else Event.Precision.HOUR,
            "starts_at": at_zone(first, zone),
            "ends_at": at_zone(end, zone) if end else None,
            "recurrence": self.chosen_rhythm.rule,
            "ends_on": self.chosen_rhythm.until,
            "count": self.chosen_rhythm.count,
            "time_zone": zone_name,
        }


def _initial_of(event: Event) -> dict[str, Any]:
    copied = ("title", "kind", "commune", "place", "address", "meeting_point", "summary", "link", "no_photo", "ends_on")
    initial = {name: getattr(event, name) for name in copied}
    start = event.local_start
    end = wall_time(event.ends_at, event.zone) if event.ends_at else None
    preset = preset_of_rule(event.recurrence, start.date())
    initial |= {"day": start.date(), "rhythm": preset, "own_rule": event.recurrence if preset == OWN_RULE else ""}
    if event.count and preset != ONCE:
        initial |= {"rhythm": OWN_RULE, "own_rule": f"{event.recurrence};COUNT={event.count}"}
    if event.precision == Event.Precision.HOUR:
        initial["hour"] = start.time()
        initial["end_hour"] = end.time() if end else None
    if (
        end
        and end.date() != start.date()
        and (event.precision == Event.Precision.DAY or end > start + timedelta(hours=15))
    ):
        initial["last_day"] = end.date()
    return initial


class DateChangeForm(forms.Form):
    """What happens to one date of an event."""

    RESTORE, SKIP, CANCEL, MOVE = "restore", "skip", "cancel", "move"

    action = forms.ChoiceField(
        label=_("What happens"),
        widget=forms.RadioSelect,
        choices=[
            (MOVE, _("It moves to another day, hour or place")),
            (CANCEL, _("It is cancelled (shown as cancelled, with the reason)")),
            (SKIP, _("It is left out (a holiday, for example: nobody expected it)")),
            (RESTORE, _("It takes place as the rhythm says")),
        ],
    )
    day = _day(label=_("New day"), required=False)
    hour = _hour(label=_("New hour"), required=False)
    place = forms.CharField(
        label=_("New place"), max_length=160, required=False, help_text=_("Leave empty when the place stays.")
    )
    address = forms.CharField(label=_("New address"), max_length=200, required=False)
    reason = forms.CharField(
        label=_("Reason"), max_length=200, required=False, help_text=_("Shown to all, in a few words.")
    )

    def __init__(self, data: Any = None, *, occurrence: Occurrence) -> None:
        start = occurrence.local_start
        initial = {
            "action": self.MOVE,
            "day": start.date(),
            "hour": start.time() if occurrence.knows_hour else None,
            "place": occurrence.own_place,
            "address": occurrence.own_address,
            "reason": occurrence.reason,
        }
        super().__init__(data, initial=initial)
        self.occurrence = occurrence
        if not occurrence.knows_hour:
            del self.fields["hour"]
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
        return datetime.combine(self.cleaned_data["day"], self.cleaned_data.get("hour") or time.min)


class CancelForm(forms.Form):
    """Cancelling all that is still to come."""

    reason = forms.CharField(label=_("Reason"), max_length=200, help_text=_("Shown to all, in a few words."))


class ProposalForm(EventForm):
    """A stranger's event. No cookie is set, so a signed token stands for the form having been shown by us."""

    SALT = "events.proposal"
    MAX_AGE = timedelta(days=1)

    collective = forms.ModelChoiceField(
        label=_("For which collective?"),
        queryset=Collective.objects.none(),
        required=False,
        to_field_name="slug",
        empty_label=_("none in particular: the campaign decides"),
    )
    note = forms.CharField(
        label=_("A word to those who decide"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Not published. Leave a way to reach you only if you wish."),
    )
    website = forms.CharField(required=False, widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}))
    token = forms.CharField(required=False, widget=forms.HiddenInput)

    MAIN = ("title", "kind", "day", "hour", "end_hour")
    LAST = ("collective", "note")

    def __init__(self, data: Any = None, **options: Any) -> None:
        super().__init__(data, **options)
        self.fields["collective"].queryset = Collective.objects.approved()
        self.fields["rhythm"].choices = [choice for choice in PRESETS if choice[0] != OWN_RULE]
        del self.fields["own_rule"]

    @classmethod
    def fresh_token(cls) -> str:
        """A token for a form being shown now."""
        return signing.dumps("shown", salt=cls.SALT)

    @property
    def looks_automatic(self) -> bool:
        """Whether the field that people do not see was filled."""
        return bool(self.cleaned_data.get("website"))

    def clean_token(self) -> str:
        try:
            signing.loads(self.cleaned_data["token"], salt=self.SALT, max_age=self.MAX_AGE)
        except signing.BadSignature:
            raise forms.ValidationError(
                _("This form was open for too long, or did not come from this page. Send it once more.")
            ) from None
        return self.cleaned_data["token"]
