"""What people type about collectives."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core import signing
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from campaign.models import Collective, MembershipRequest
from places.forms import CommuneField
from places.models import Commune

_SALT = "campaign.start-collective"
_KEPT_FOR_SECONDS = 7 * 24 * 3600


class StartCollectiveForm(forms.Form):
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
        help_text=_("If you have a date and a place in mind. You can announce it in the agenda afterwards."),
    )

    def sealed(self) -> str:
        """What was typed, signed and small enough for an address."""
        words = {name: self.cleaned_data[name] for name in ("name", "introduction", "meeting_words")}
        return signing.dumps(words | {"commune": self.cleaned_data["commune"].pk}, salt=_SALT, compress=True)

    @staticmethod
    def opened(sealed: str) -> dict[str, Any] | None:
        """What `sealed` holds, the commune as a row; None when it was changed, is too old or names no commune."""
        try:
            words = signing.loads(sealed, salt=_SALT, max_age=_KEPT_FOR_SECONDS)
        except signing.BadSignature:
            return None
        commune = Commune.objects.filter(pk=words.get("commune")).first()
        return words | {"commune": commune} if commune else None


class CollectiveForm(forms.ModelForm):
    """What an organiser keeps up to date, on a phone if need be."""

    class Meta:
        model = Collective
        fields = ["name", "status", "introduction", "meeting_words", "how_to_join", "website"]
        widgets = {
            "introduction": forms.Textarea(attrs={"rows": 6}),
            "how_to_join": forms.Textarea(attrs={"rows": 4}),
        }

    def clean_website(self) -> str:
        website = self.cleaned_data["website"]
        if website and not website.startswith(("https://", "http://")):
            raise ValidationError(_("Give an address that begins with https://."))
        return website


class JoinForm(forms.ModelForm):
    """A few words to the organisers."""

    class Meta:
        model = MembershipRequest
        fields = ["words"]
        widgets = {"words": forms.Textarea(attrs={"rows": 4})}
