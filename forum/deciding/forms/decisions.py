"""Input of those who decide."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from forum.deciding.forms.days import last_day_field, midnight_after
from forum.models import Voice


class DecisionForm(forms.Form):
    """A question to decide, and until when."""

    LONGEST = timedelta(days=90)

    question = forms.CharField(
        label=_("What is to be decided"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One sentence that one can agree or disagree with. It cannot be changed once voices are given."),
    )
    last_day = last_day_field(
        label=_("Last day to answer"), help_text=_("Until midnight. Leave people the time of a meeting.")
    )
    nameless = forms.BooleanField(
        label=_("Without names"),
        required=False,
        help_text=_("The result shows no names, and who said what is forgotten when it closes."),
    )

    def clean_last_day(self) -> date:
        """Not today, and not in a year."""
        day: date = self.cleaned_data["last_day"]
        today = timezone.localdate()
        if not today < day <= today + self.LONGEST:
            raise forms.ValidationError(_("Choose a day between tomorrow and three months from now."))
        return day

    @property
    def closes_at(self) -> datetime:
        """Midnight after the last day, by the site's clock."""
        return midnight_after(self.cleaned_data["last_day"])


class VoiceForm(forms.Form):
    """One's answer. Who blocks says why."""

    choice = forms.ChoiceField(label=_("My answer"), choices=Voice.Choice.choices, widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("Reason"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Needed to block; welcome otherwise. The others read it."),
    )

    def clean(self) -> dict[str, Any]:
        """A block without a reason helps nobody."""
        data = super().clean() or {}
        if data.get("choice") == Voice.Choice.BLOCK and not data.get("reason", "").strip():
            self.add_error("reason", _("Say why you block, so that the others can find another way."))
        return data


class WithdrawForm(forms.Form):
    """Taking a question back."""

    reason = forms.CharField(label=_("Reason"), max_length=200)
