"""A figure of a commune."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from surveillance.models import Figure
from surveillance.validators import EARLIEST_YEAR


class FigureForm(forms.ModelForm):
    """How many cameras, or what they cost: never without year and source."""

    class Meta:
        model = Figure
        fields = ["what", "value", "quality", "year", "note", "source", "source_url"]
        error_messages = {"source": {"required": _("Say where this comes from: a figure without source is a rumour.")}}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["year"].min_value = EARLIEST_YEAR
        self.fields["year"].validators += forms.IntegerField(min_value=EARLIEST_YEAR, max_value=2100).validators
        self.fields["source_url"].assume_scheme = "https"

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("quality") == Figure.Quality.REMOVED and data.get("what") != Figure.What.CAMERAS:
            self.add_error("quality", _("Only cameras can be removed. Choose another kind of figure."))
        return data
