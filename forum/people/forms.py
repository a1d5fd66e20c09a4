"""Input of people about themselves, and of who writes a letter."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from campaign.models import Membership
from forum.models import PublicProfile


class PublicProfileForm(forms.Form):
    """One's words, and which roles and collectives everybody may know of. Nothing is ticked beforehand."""

    words = forms.CharField(
        label=_("A few words about you"),
        max_length=PublicProfile.LONGEST,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("In Markdown. Whoever reads your messages can read this: write nothing that says who you are."),
    )
    shown = forms.ModelMultipleChoiceField(
        label=_("Collectives that your profile names"),
        queryset=Membership.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Where you organise one, your messages also bear a badge with its name."),
    )
    shows_moderator = forms.BooleanField(
        label=_("My messages bear the badge of the campaign’s moderators"), required=False
    )

    takes_letters = forms.BooleanField(
        label=_("Members can write to me"),
        required=False,
        help_text=_("By a form on this page that passes their words on as a mail. They do not learn your address."),
    )

    def __init__(self, *args: Any, memberships: Any, moderates: bool, has_address: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["shown"].queryset = memberships  # type: ignore[attr-defined]
        self.fields["shown"].label_from_instance = (  # type: ignore[attr-defined]
            lambda membership: f"{membership.collective} · {membership.get_role_display()}"
        )
        if not memberships:
            del self.fields["shown"]
        if not moderates:
            del self.fields["shows_moderator"]
        if not has_address:
            self.fields["takes_letters"].disabled = True
            self.fields["takes_letters"].help_text = _("For this, give an e-mail address and confirm it first.")


class LetterForm(forms.Form):
    """A letter that the site passes on."""

    message = forms.CharField(label=_("Your message"), max_length=5000, widget=forms.Textarea(attrs={"rows": 8}))
    token = forms.CharField(  # tells one form from another: sent twice it is one letter
        widget=forms.HiddenInput,
        error_messages={
            "required": _("This form was open for too long, or did not come from this page. Send it once more.")
        },
    )
