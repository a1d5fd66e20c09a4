"""A stranger's report."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from engine.doors import Door
from intake.forms import ShownForm
from surveillance.forms.fields import PartialDateField
from surveillance.forms.projects import ProjectForm
from surveillance.models.projects import Status


class ReportForm(ShownForm, ProjectForm):
    """A project as somebody without account tells it, with its first line."""

    SALT = "surveillance.report"
    DOOR = Door("report", free=5, seconds=3600)
    MORE = ()

    status = forms.ChoiceField(
        label=_("How far is it?"), required=False, choices=[("", _("I do not know")), *Status.choices]
    )
    when = PartialDateField(
        label=_("Since when, or when did you learn of it?"), help_text=_("A year is enough: 2022, 04/2022, 22/04/2022.")
    )
    text = forms.CharField(label=_("What happened then?"), required=False, max_length=400)
    source = forms.CharField(
        label=_("How do you know?"),
        max_length=200,
        help_text=_("“Council minutes”, “local paper”, “seen in the street”. Do not name yourself."),
        error_messages={"required": _("Say where this comes from: nobody can check it otherwise.")},
    )
    source_url = forms.URLField(
        label=_("Address of an article or document"), required=False, max_length=500, assume_scheme="https"
    )
    note = forms.CharField(
        label=_("A word to those who decide"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Not published, and erased once they have decided."),
    )

    def __init__(self, data: Any = None, **options: Any) -> None:
        super().__init__(data, **options)
        for name in ProjectForm.MORE:
            del self.fields[name]
        self.fields["when"].initial = timezone.localdate().strftime("%m/%Y")

    def line_fields(self) -> dict[str, Any]:
        """The first line: where the project stands or, when that is unknown, that it was reported."""
        data = self.cleaned_data
        text = data["text"] or ("" if data["status"] else data["name"])
        return {name: data[name] for name in ("when", "status", "source", "source_url")} | {"text": text}
