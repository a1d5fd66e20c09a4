"""A stranger's event."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from campaign.models import Collective
from engine.doors import Door
from events.forms.events import EventForm
from events.models import Proposal
from events.recurrence import OWN_RULE, PRESETS
from intake.forms import ShownForm


class TrustForm(forms.Form):
    """Moderators name a collective whose proposals appear at once."""

    name = forms.CharField(label=_("Name of the collective"), max_length=120)
    collective: Collective | None = None

    def clean_name(self) -> str:
        name = self.cleaned_data["name"]
        self.collective = Collective.objects.approved().filter(Q(name__iexact=name) | Q(slug=slugify(name))).first()
        if self.collective is None:
            raise forms.ValidationError(_("No collective of the directory has this name. Write it as its page does."))
        return name


class ProposalForm(ShownForm, EventForm):
    """A stranger's event. No cookie is set, so a signed token stands for the form having been shown by us."""

    SALT = "events.proposal"
    DOOR = Door("proposal", free=5, seconds=3600)
    needs_work = True  # what comes with it may appear at once

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

    MAIN = ("title", "kind", "day", "hour", "end_hour")
    LAST = ("collective", "note")

    def __init__(self, data: Any = None, **options: Any) -> None:
        super().__init__(data, **options)
        self.fields["collective"].queryset = Collective.objects.approved()
        self.fields["rhythm"].choices = [choice for choice in PRESETS if choice[0] != OWN_RULE]
        for name in ("own_rule", *self.REGISTRATION):  # who comes is the hosts' affair
            del self.fields[name]


class CorrectionForm(ProposalForm):
    """The same, on its author's private page: its address is the permission, and for whom it is stays."""

    def __init__(self, data: Any = None, **options: Any) -> None:
        super().__init__(data, **options)
        for name in ("collective", "token", "website", "work"):
            del self.fields[name]

    @classmethod
    def of_proposal(cls, proposal: Proposal, data: Any = None) -> CorrectionForm:
        """The form filled with what the proposal says now."""
        form = cls.of(proposal.event, data)
        form.initial["note"] = proposal.note
        return form
