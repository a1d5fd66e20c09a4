"""Dates of which only the year is known, several communes, names separated by commas."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from surveillance.validators import PartialDate, read_partial_date

NAMES_AT_MOST = 10


class PartialDateField(forms.CharField):
    """A year, a month or a day as people write it; cleans to a `PartialDate`."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("help_text", _("A year is enough: 2022, 04/2022, 22/04/2022."))
        super().__init__(max_length=30, **options)

    def prepare_value(self, value: Any) -> Any:
        return str(value) if isinstance(value, PartialDate) else value

    def clean(self, value: Any) -> PartialDate | None:
        text = super().clean(value)
        return read_partial_date(text) if text else None


class NamesField(forms.CharField):
    """Names separated by commas; cleans to a list without doubles."""

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> list[str]:
        names = [" ".join(name.split()) for name in super().clean(value).split(",")]
        kept = list({name.casefold(): name for name in names if name}.values())
        if len(kept) > NAMES_AT_MOST or any(len(name) > 120 for name in kept):
            raise forms.ValidationError(_("Ten names at most, of 120 letters at most. Put commas between them."))
        return kept
