"""What every form refuses, whichever room or library it belongs to: signs that nothing can hold, years out of reach.

A limit is told, never cut: browsers would take the end of a pasted text away in silence (`maxlength`).

Django's own fields take line feeds in a text of one line, control signs and the year 9999; each breaks something later
that has no form to say so (a calendar, a feed, a day after the last one there is). Browsers take line feeds out of
texts of one line themselves (HTML, 4.10.5.1.2), so here they become spaces.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.lookups import In
from django.utils.translation import gettext_lazy as _

from safety.addresses import runs_something, validate_web_address

EARLIEST, LATEST = 1900, 2199
_BREAKS = re.compile(r"[\r\n\v\f\x1c-\x1e\x85\u2028\u2029]+")
_NEVER = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_LONG = (forms.Textarea, forms.HiddenInput, forms.PasswordInput)

_text = forms.CharField.to_python
_attributes = forms.Widget.build_attrs
_json = forms.JSONField.to_python
_day, _moment = forms.DateField.to_python, forms.DateTimeField.to_python


def _clean_text(self: forms.CharField, value: Any) -> Any:
    text = _text(self, value)
    if not isinstance(text, str):
        return text
    if not isinstance(self.widget, _LONG):
        text = _BREAKS.sub(" ", text)
        text = text.strip() if self.strip else text
    if _NEVER.search(text.replace("\0", "")):  # NUL has a sentence of Django's own
        raise ValidationError(
            _("This text holds a sign that cannot be kept or shown. Remove it, or type the text again here."),
            code="unstorable",
        )
    return text


def _name_limit(self: forms.Widget, *attributes: Any, **more: Any) -> dict[str, Any]:
    """Name the limit for a counter: with `maxlength` a browser cuts what is pasted, and says nothing."""
    named = _attributes(self, *attributes, **more)
    if (most := named.pop("maxlength", None)) is not None and not isinstance(self, forms.PasswordInput):
        named["data-limit"] = most
    return named


def _near(value: date | datetime | None) -> Any:
    if value is not None and not EARLIEST <= value.year <= LATEST:
        raise ValidationError(_("Days run from 1900 to 2199. Check the year."), code="year")
    return value


def _clean_day(self: forms.DateField, value: Any) -> Any:
    return _near(_day(self, value))


def _clean_moment(self: forms.DateTimeField, value: Any) -> Any:
    try:
        return _near(_moment(self, value))
    except OverflowError:
        raise ValidationError(_("Days run from 1900 to 2199. Check the year."), code="year") from None


def _clean_json(self: forms.JSONField, value: Any) -> Any:
    try:
        return _json(self, value)
    except (ValueError, RecursionError):  # numbers of thousands of digits, lists within lists within lists
        raise ValidationError(self.error_messages["invalid"], code="invalid", params={"value": ""}) from None


def _shown(self: models.URLField[Any, Any], value: Any, *_: Any) -> Any:
    return "" if runs_something(value) else value


class InReach(In):
    """Among these numbers; those that the column cannot hold are none of its rows, as Django says for one alone."""

    def process_rhs(self, compiler: Any, connection: Any) -> Any:
        if self.rhs_is_direct_value():
            kind = self.lhs.output_field.get_internal_type()
            least, most = connection.ops.integer_field_range(kind)
            self.rhs = [one for one in self.rhs if not isinstance(one, int) or (least or one) <= one <= (most or one)]
        return super().process_rhs(compiler, connection)


def guard_numbers() -> None:
    """Make lists of numbers that somebody typed find nothing where no database could look for them."""
    models.IntegerField.register_lookup(InReach)


def guard_forms() -> None:
    """Make every field of every form ask this as well, and every address in a form or a model lead to the web."""
    for kind in (forms.URLField, models.URLField):
        if validate_web_address not in kind.default_validators:
            kind.default_validators = [*kind.default_validators, validate_web_address]
    models.URLField.from_db_value = _shown  # type: ignore[attr-defined]  # rows may be older than this check
    forms.CharField.to_python = _clean_text  # type: ignore[method-assign]
    forms.Widget.build_attrs = _name_limit  # type: ignore[method-assign]
    forms.JSONField.to_python = _clean_json  # type: ignore[method-assign]
    forms.DateField.to_python = _clean_day  # type: ignore[method-assign]
    forms.DateTimeField.to_python = _clean_moment  # type: ignore[method-assign]
