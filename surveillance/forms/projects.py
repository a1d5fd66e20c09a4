"""A project as those who document it type it, and the documents that go with it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.core.files.base import File
from django.utils.translation import gettext_lazy as _

from campaign.uploads import cleaned_upload
from places.forms import CommuneField
from places.models import Commune
from surveillance.forms.fields import NamesField
from surveillance.models import Project, ProjectKind
from surveillance.validators import EARLIEST_YEAR

COMMUNES_OFFERED = 3
COMMUNES_AT_MOST = 30


class ProjectForm(forms.Form):
    """Everything of a project but its lines. Communes stand in fields of their own, `commune`, `commune_2`, …"""

    name = forms.CharField(
        label=_("What is it called?"),
        max_length=160,
        help_text=_("Its official name, or what it is: “Automated analysis of the cameras”."),
    )
    kinds = forms.MultipleChoiceField(
        label=_("What kind of surveillance?"),
        choices=ProjectKind.Kind.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one kind.")},
    )
    commune = CommuneField(label=_("In which commune?"), required=False)
    area = forms.CharField(
        label=_("Where exactly?"),
        required=False,
        max_length=160,
        help_text=_("A district, a school, a region: when the commune does not say it all."),
    )
    companies = NamesField(
        label=_("Companies"), required=False, max_length=600, help_text=_("Separated by commas, if you know them.")
    )
    summary = forms.CharField(
        label=_("What is it, in your own words?"),
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("What it does, where, what is known of it. Name no private person."),
    )
    other_names = forms.CharField(
        label=_("Other names"), required=False, max_length=200, help_text=_("Former or commercial names.")
    )
    devices = forms.IntegerField(
        label=_("How many devices?"),
        required=False,
        min_value=1,
        max_value=10**6,
        help_text=_("Cameras, microphones, loudspeakers: as a source counts them."),
    )
    funder = forms.CharField(label=_("Who pays?"), required=False, max_length=200)
    cost_eur = forms.IntegerField(label=_("Cost in euros"), required=False, min_value=0, max_value=10**12)
    cost_year = forms.IntegerField(
        label=_("Year of that cost"), required=False, min_value=EARLIEST_YEAR, max_value=2100
    )
    cost_source = forms.CharField(label=_("Source of that cost"), required=False, max_length=200)
    cost_source_url = forms.URLField(
        label=_("Address of that source"), required=False, max_length=500, assume_scheme="https"
    )

    MORE = ("other_names", "devices", "funder", "cost_eur", "cost_year", "cost_source", "cost_source_url")

    def __init__(self, data: Any = None, **options: Any) -> None:
        super().__init__(data, **options)
        told = [name for name in (*self.initial, *self.data) if name.startswith("commune_")]
        numbers = [int(name[8:]) for name in told if name[8:].isdigit()]
        offered = min(max([COMMUNES_OFFERED, *numbers]), COMMUNES_AT_MOST)
        self.commune_names = ["commune", *(f"commune_{number}" for number in range(2, offered + 1))]
        for name in self.commune_names[1:]:
            self.fields[name] = CommuneField(label=_("Another commune"), required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        wrong = {name for name in (*self.commune_names, "area") if name in self.errors}
        if not wrong and not self.chosen_communes and not data.get("area"):
            self.add_error("commune", _("Name a commune, or say below where it is."))
        if data.get("cost_eur") is not None and not {"cost_year", "cost_source"} & set(self.errors):
            for name in ("cost_year", "cost_source"):
                if not data.get(name):
                    self.add_error(name, _("A cost needs its year and its source."))
        return data

    @property
    def chosen_communes(self) -> list[Commune]:
        """The communes named, each once."""
        named = [self.cleaned_data.get(name) for name in self.commune_names]
        return list({commune.pk: commune for commune in named if commune}.values())

    def project_fields(self) -> dict[str, Any]:
        """What the services take."""
        own = ("name", "kinds", "area", "companies", "summary", *self.MORE)
        return {name: self.cleaned_data[name] for name in own if name in self.cleaned_data} | {
            "communes": self.chosen_communes
        }

    @property
    def more_communes(self) -> Iterator[forms.BoundField]:
        """The fields for the second commune and those after it."""
        return (self[name] for name in self.commune_names[1:])

    @property
    def has_more_communes(self) -> bool:
        """Whether one of them says something already."""
        return any(
            self[name].value() and any(self[name].value()) for name in self.commune_names[1:] if self.is_bound
        ) or (not self.is_bound and any(self.initial.get(name) for name in self.commune_names[1:]))

    @classmethod
    def of(cls, project: Project, data: Any = None) -> ProjectForm:
        """The form filled with a project, with room for two communes more."""
        own = list(project.communes.order_by("insee"))
        initial: dict[str, Any] = {name: getattr(project, name) for name in ("name", "area", "summary", *cls.MORE)}
        initial["kinds"] = [row.kind for row in project.kinds.all()]
        initial["companies"] = [company.name for company in project.companies.all()]
        for number, commune in enumerate(own, 1):
            initial["commune" if number == 1 else f"commune_{number}"] = commune
        for number in (len(own) + 1, len(own) + 2):
            initial.setdefault("commune" if number == 1 else f"commune_{number}", None)
        return cls(data, initial=initial)


class DocumentForm(forms.Form):
    """A file that goes with a project: a contract, a deliberation, an answer of the town hall."""

    title = forms.CharField(label=_("What is it?"), max_length=160, help_text=_("“Contract of 12 May 2022”."))
    source = forms.CharField(
        label=_("Where does it come from?"),
        max_length=200,
        help_text=_("An administration, a court, a request. Never a person who must stay unknown."),
    )
    file = forms.FileField(
        label=_("File"), help_text=_("PDF, office file, picture. What names its author inside is taken out.")
    )

    def clean_file(self) -> File:
        return cleaned_upload(self.cleaned_data["file"], pictures_only=False)
