"""A dated line with its source."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from surveillance.forms.fields import PartialDateField
from surveillance.models import Line
from surveillance.models.projects import Status


class LineForm(forms.Form):
    """What happened, when, and who says so: made for a telephone."""

    when = PartialDateField(label=_("When?"))
    status = forms.ChoiceField(
        label=_("Where does the project stand since?"),
        required=False,
        choices=[("", _("no change: a fact only")), *Status.choices],
    )
    text = forms.CharField(
        label=_("What happened?"), required=False, max_length=400, widget=forms.Textarea(attrs={"rows": 3})
    )
    source = forms.CharField(
        label=_("Source"),
        max_length=200,
        help_text=_("The document, paper or person that says so: “Council minutes of 12 May 2022”."),
        error_messages={"required": _("Say where this comes from: a line without source cannot be relied upon.")},
    )
    source_url = forms.URLField(label=_("Address of the source"), required=False, max_length=500, assume_scheme="https")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not data.get("status") and not data.get("text") and "text" not in self.errors:
            self.add_error("text", _("Choose where the project stands, or say what happened."))
        return data

    @staticmethod
    def initial_of(line: Line) -> dict[str, Any]:
        """What the form shows of a line that is to be corrected."""
        return {
            "when": line.when,
            "status": line.status,
            "text": line.text,
            "source": line.source,
            "source_url": line.source_url,
        }
