"""What people type about collectives."""

from __future__ import annotations

from datetime import date, time
from typing import Any

from django import forms
from django.core import signing
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.validators import tidy_name, validate_spelling
from campaign.models import Collective, Membership, MembershipRequest, Statement, TakeOver
from campaign.queries.directory import bears_name_of_another
from campaign.signals import FirstMeeting
from engine.doors import Door
from intake.forms import ShownForm
from places.forms import CommuneField
from places.models import Commune
from safety.typography import TypesetFields

_SALT = "campaign.start-collective"
_KEPT_FOR_SECONDS = 7 * 24 * 3600
_LAST_YEAR = 2099  # as for every event: a year mistyped is said, not reckoned with


def clean_collective_name(name: str, *, but: int | None = None) -> str:
    """A tidy name that reads as it is spelt, unlike that of any approved collective other than `but` (its key)."""
    name = tidy_name(name)
    validate_spelling(name)
    if bears_name_of_another(name, but=but):
        raise ValidationError(_("Another collective bears this name, or one that looks like it. Add the place."))
    return name


class _DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class _HourInput(forms.TimeInput):
    input_type = "time"

    def __init__(self) -> None:
        super().__init__(format="%H:%M")


class StartCollectiveForm(TypesetFields, forms.Form):
    """The first words of a collective, carried signed from page to page until an account stands behind them."""

    commune = CommuneField(label=_("Where?"), help_text=_("Name or postcode of your commune."))
    name = forms.CharField(
        label=_("Name of the collective"),
        max_length=120,
        help_text=_("It can change later. A plain one will do: the name of the commune, of the district."),
    )
    introduction = forms.CharField(
        label=_("Why?"),
        max_length=1500,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("What happens where you live and what you want to do about it. Everyone will read it."),
        error_messages={"required": _("Say in a sentence or two why you start it: it is what makes others join.")},
    )
    meeting_words = forms.CharField(
        label=_("First meeting"),
        required=False,
        max_length=300,
        help_text=_("In your own words, if you have something in mind: “one evening next week, at the library”."),
    )
    first_day = forms.DateField(
        label=_("Its day, if you know it"),
        required=False,
        widget=_DayInput(),
        help_text=_("It gets its own address and calendar file at once, to share."),
    )
    first_hour = forms.TimeField(label=_("Its hour"), required=False, widget=_HourInput())
    first_place = forms.CharField(
        label=_("Its place"), required=False, max_length=160, help_text=_("A bar, a library, under the bridge.")
    )

    TYPESET = ("introduction", "meeting_words")
    MAIN = ("commune", "name", "introduction")
    MEETING = ("meeting_words", "first_day", "first_hour", "first_place")

    def clean_name(self) -> str:
        return clean_collective_name(self.cleaned_data["name"])

    def clean_first_day(self) -> date | None:
        day = self.cleaned_data["first_day"]
        if day and day < timezone.localdate():
            raise ValidationError(_("This day is past. Choose today or a later one."))
        if day and day.year > _LAST_YEAR:
            raise ValidationError(_("Days run from 1970 to 2099. Check the year."))
        return day

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if (data.get("first_hour") or data.get("first_place")) and not data.get("first_day"):
            if "first_day" not in self.errors:
                self.add_error("first_day", _("Give the day too, or leave hour and place empty."))
        return data

    def main_fields(self) -> list[forms.BoundField]:
        """The questions everybody answers."""
        return [self[name] for name in self.MAIN]

    def meeting_fields(self) -> list[forms.BoundField]:
        """The questions about a first meeting, all optional."""
        return [self[name] for name in self.MEETING]

    def sealed(self) -> str:
        """What was typed, signed and small enough for an address."""
        data = self.cleaned_data
        words = {name: data[name] for name in ("name", "introduction", "meeting_words", "first_place")}
        words["first_day"] = data["first_day"].isoformat() if data["first_day"] else ""
        words["first_hour"] = data["first_hour"].strftime("%H:%M") if data["first_hour"] else ""
        return signing.dumps(words | {"commune": data["commune"].pk}, salt=_SALT, compress=True)

    @staticmethod
    def opened(sealed: str) -> dict[str, Any] | None:
        """What `sealed` holds, the commune as a row; None when it was changed, is too old or names no commune."""
        try:
            words = signing.loads(sealed, salt=_SALT, max_age=_KEPT_FOR_SECONDS)
        except signing.BadSignature:
            return None
        commune = Commune.objects.filter(pk=words.get("commune")).first()
        day, hour = words.get("first_day"), words.get("first_hour")
        words["first_day"] = date.fromisoformat(day) if day else None
        words["first_hour"] = time.fromisoformat(hour) if hour else None
        words.setdefault("first_place", "")
        return words | {"commune": commune} if commune else None

    @staticmethod
    def to_start(words: dict[str, Any], *, rhythm: str = "") -> dict[str, Any]:
        """What the service wants of opened words: the first meeting as one thing, or None without a day."""
        kept = {name: words[name] for name in ("commune", "name", "introduction", "meeting_words")}
        day = words["first_day"]
        meeting = FirstMeeting(day, words["first_hour"], words["first_place"], rhythm) if day else None
        return kept | {"first_meeting": meeting}


class CollectiveForm(TypesetFields, forms.ModelForm):
    """What an organiser keeps up to date, on a phone if need be."""

    TYPESET = ("introduction", "meeting_words", "how_to_join", "press_contact")

    class Meta:
        model = Collective
        fields = [
            "name",
            "status",
            "introduction",
            "meeting_words",
            "how_to_join",
            "website",
            "mailing_list",
            "feed",
            "press_contact",
            "contact_email",
        ]
        widgets = {
            "introduction": forms.Textarea(attrs={"rows": 6}),
            "how_to_join": forms.Textarea(attrs={"rows": 4}),
            "press_contact": forms.Textarea(attrs={"rows": 3}),
        }

    def clean_name(self) -> str:
        """A name that stays as it is stays allowed."""
        name: str = self.cleaned_data["name"]
        return name if name == self.initial.get("name") else clean_collective_name(name, but=self.instance.pk)


class ListingForm(CollectiveForm):
    """An ally, or a place where a collective is wanted: what a moderator puts into the directory."""

    commune = CommuneField()
    status = forms.ChoiceField(
        label=_("Status"),
        choices=[(Collective.Status.ALLY, _("ally")), (Collective.Status.WANTED, _("wanted"))],
    )

    class Meta(CollectiveForm.Meta):
        fields = ["name", "commune", "status", "introduction", "website", "mailing_list", "feed"]


class JoinForm(forms.ModelForm):
    """A few words to the organisers."""

    class Meta:
        model = MembershipRequest
        fields = ["words"]
        widgets = {"words": forms.Textarea(attrs={"rows": 4})}


class InviteForm(forms.Form):
    """Whom a link lets in, how many, how long; the service knows what goes together."""

    role = forms.ChoiceField(
        label=_("As what"),
        choices=[
            (Membership.Role.MEMBER, _("member")),
            (Membership.Role.ORGANISER, _("organiser, beside you: one person, seven days at most")),
        ],
        initial=Membership.Role.MEMBER,
        widget=forms.RadioSelect,
    )
    uses = forms.TypedChoiceField(
        label=_("For how many people"), coerce=int, choices=[(number, number) for number in (1, 5, 20)], initial=1
    )
    days = forms.TypedChoiceField(
        label=_("For how many days"), coerce=int, choices=[(number, number) for number in (1, 7, 30)], initial=7
    )


class TakeOverForm(forms.ModelForm):
    """What somebody says who asks to take over a lost account."""

    class Meta:
        model = TakeOver
        fields = ["lost_name", "words"]
        widgets = {"words": forms.Textarea(attrs={"rows": 5})}


class ReasonForm(forms.Form):
    """Why not: whoever is declined is told."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("They read it word for word: say what to change, if anything could."),
        error_messages={"required": _("Say why: the people who are declined are told.")},
    )


class StatementForm(TypesetFields, forms.ModelForm):
    """A communiqué."""

    TYPESET = ("title", "text")

    class Meta:
        model = Statement
        fields = ["title", "text"]
        widgets = {"text": forms.Textarea(attrs={"rows": 14})}


class ContactForm(ShownForm):
    """A message to a collective whose address stays hidden."""

    SALT = "campaign.contact"
    DOOR = Door("contact", free=4, seconds=3600)

    sender = forms.EmailField(
        label=_("Your e-mail address"), help_text=_("So that they can answer. This site does not keep it.")
    )
    message = forms.CharField(label=_("Your message"), max_length=5000, widget=forms.Textarea(attrs={"rows": 8}))

    def words(self) -> dict[str, str]:
        """What is passed on."""
        return {name: self.cleaned_data[name] for name in ("sender", "message")}


RADII = ((0, _("this commune only")), (10, "10 km"), (20, "20 km"), (50, "50 km"), (100, "100 km"))


class WatchForm(ShownForm):
    """Where, how far, and where to write to."""

    SALT = "campaign.watch"
    DOOR = Door("watch", free=6, seconds=3600)

    commune = CommuneField(label=_("Around which commune?"))
    radius_km = forms.TypedChoiceField(label=_("How far?"), choices=RADII, coerce=int, initial=20)
    email = forms.EmailField(
        label=_("Your e-mail address"),
        help_text=_("Used for this alone, shown to nobody, erased when you leave."),
    )

    def watched(self) -> dict[str, Any]:
        """The columns of Watch that this input means."""
        return {name: self.cleaned_data[name] for name in ("email", "commune", "radius_km")}
