"""Free text for two sides of A5."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from engine.door_forms import FareForm

LONGEST_SIDE = 4000


class DrawingForm(FareForm):
    """What it takes to have something drawn that is not drawn yet, when many ask."""

    SALT = "events.drawing"


class TractForm(FareForm):
    """A tract: nothing of it is kept."""

    SALT = "events.tract"

    title = forms.CharField(label=_("Title"), max_length=120)
    front = forms.CharField(
        label=_("First side"),
        max_length=LONGEST_SIDE,
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text=_("Markdown works: “## ” begins a heading, “- ” a point of a list, two stars make it bold."),
    )
    back = forms.CharField(label=_("Second side"), max_length=LONGEST_SIDE, widget=forms.Textarea(attrs={"rows": 10}))
    foot = forms.CharField(
        label=_("Last line, in large"),
        max_length=160,
        required=False,
        help_text=_("Where and when to meet you, for example."),
    )
    address = forms.URLField(
        label=_("Address of a page"),
        required=False,
        max_length=200,
        assume_scheme="https",
        help_text=_("Printed with a QR code that leads there."),
    )
    two_up = forms.BooleanField(
        label=_("Twice on a sheet of A4, to be cut"),
        required=False,
        initial=True,
    )

    def words(self) -> dict[str, Any]:
        """What is printed."""
        return {name: value for name, value in self.cleaned_data.items() if name not in FareForm.base_fields}
