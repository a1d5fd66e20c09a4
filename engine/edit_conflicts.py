"""Two people at one thing: who would save over a change that they have not seen is shown both first.

A form that changes something carries a stamp of the state it was filled from (`with_stamp`). The state is compared
while the row is held (`unchanged`); when it is another one, the form is shown again with what was typed, what stands
there now beside it (`tell_both`, drawn by templates/components/form_errors.html), and the stamp of that: the second
press saves. A form without a stamp, from before there were any, is saved as it is.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, TypeVar

from django import forms
from django.db import transaction
from django.utils.translation import gettext as _

State = Mapping[str, Any]
_Form = TypeVar("_Form", bound=forms.BaseForm)


class ChangedMeanwhile(Exception):
    """Somebody changed it, or took it away, after the form was opened."""


def state_of(row: Any, *, without: tuple[str, ...] = ()) -> dict[str, Any]:
    """Every column of a row but those that change by themselves."""
    return {
        field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields if field.name not in without
    }


def stamp(state: State) -> str:
    """What stands for a state in a form: equal for equal states."""
    return hashlib.sha256(repr(sorted(state.items())).encode(errors="surrogatepass")).hexdigest()[:32]


def with_stamp(form: _Form, state: State) -> _Form:
    """The form with the stamp of the state that it is filled from."""
    form.fields["seen"] = forms.CharField(required=False, max_length=64, initial=stamp(state), widget=forms.HiddenInput)
    return form


@contextmanager
def unchanged(row: Any, form: forms.BaseForm, state: Callable[[Any], State]) -> Iterator[None]:
    """Hold a row while something is done to it. Raises ChangedMeanwhile when it is not as who fills the form saw it."""
    seen = form.cleaned_data.pop("seen", "")
    with transaction.atomic():
        now = type(row)._base_manager.select_for_update().filter(pk=row.pk).first()
        if now is None or (seen and stamp(state(now)) != seen):
            raise ChangedMeanwhile
        yield


def tell_both(form: Any, now: forms.BaseForm, state: State, *, more: Mapping[str, str] | None = None) -> bool:
    """Put beside what was typed what stands there now (`now`, the form as it would be opened; `more` that it does not
    show). False when that is the same: then there is nothing to ask.
    """
    says_now = [*(more or {}).items()]
    for name in form.fields:
        if name in now.fields and not form[name].is_hidden and (words := _words(now[name])) != _words(form[name]):
            says_now.append((str(form[name].label), words))
    form.says_now = says_now
    form.data = form.data.copy()
    form.data["seen"] = stamp(state)
    form.add_error(None, _("Somebody changed this while you did. Compare, then save again: nothing is lost."))
    return bool(says_now)


def _words(field: forms.BoundField) -> str:
    """The value of a field as a person reads it."""
    value, widget = field.value(), field.field.widget
    if isinstance(widget, forms.CheckboxInput):
        return _("yes") if value not in (None, "", False, "False", "false", "0") else _("no")
    choices = dict(_flat(getattr(field.field, "choices", ())))
    if choices:
        chosen = value if isinstance(value, list | tuple | set) else [value]
        return ", ".join(str(choices.get(str(one), one)) for one in chosen if one not in (None, ""))
    if hasattr(widget, "format_value") and not isinstance(value, tuple):
        value = widget.format_value(value)
    if isinstance(value, tuple):  # a commune as it was typed, and the one that was chosen
        value = value[0]
    return str(getattr(value, "label", value) or "").replace("\r\n", "\n").strip()


def _flat(choices: Any) -> Iterator[tuple[str, Any]]:
    for value, label in choices:
        if isinstance(label, list | tuple):
            yield from _flat(label)
        else:
            yield str(value), label
