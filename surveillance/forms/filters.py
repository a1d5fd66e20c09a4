"""The filters of the list, which stand in its address."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from safety.words import storable
from surveillance.models import ProjectKind
from surveillance.models.projects import Status
from surveillance.queries import Filters, companies_listed, is_known_company


class ProjectFilter(forms.Form):
    """What the list is narrowed to. The names are part of the addresses people keep."""

    q = forms.CharField(label=_("Words"), required=False, max_length=100)
    lieu = forms.CharField(label=_("Commune or postcode"), required=False, max_length=80)
    genre = forms.ChoiceField(
        label=_("Kind"), required=False, choices=[("", _("all kinds")), *ProjectKind.Kind.choices]
    )
    etat = forms.ChoiceField(label=_("Status"), required=False, choices=[("", _("all")), *Status.choices])
    entreprise = forms.CharField(label=_("Company"), required=False, max_length=120)

    NAMES = ("q", "lieu", "genre", "etat", "entreprise")

    def __init__(self, data: Any = None, **options: Any) -> None:
        super().__init__(data, **options)
        choices = [("", _("all companies")), *companies_listed().values_list("slug", "name")]
        chosen = storable(self.data.get("entreprise", ""))
        if chosen and chosen not in dict(choices):
            choices.append((chosen, chosen))
        self.fields["entreprise"].widget = forms.Select(choices=choices)

    def clean_entreprise(self) -> str:
        slug = self.cleaned_data["entreprise"]
        if slug and not is_known_company(slug):
            raise forms.ValidationError(_("No company has this name here. Choose one of the list."))
        return slug

    def filters(self) -> Filters:
        """What was asked, once valid."""
        data = self.cleaned_data
        return Filters(
            text=data["q"], place=data["lieu"], kind=data["genre"], status=data["etat"], company=data["entreprise"]
        )
