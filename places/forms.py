"""Choosing a commune in a form, without a script: type its name or postcode, choose among the matches.

    class EventForm(forms.ModelForm):
        commune = CommuneField()            # cleans to a `places.models.Commune`

The field posts `<name>` (what was typed) and, once several communes matched, `<name>_insee` (the one chosen).
A first submission with an unambiguous name is enough; an ambiguous one comes back as an error with the matches as
radio buttons, everything else of the form kept. `initial` may be a Commune or its INSEE code, so a ModelForm needs
nothing more.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from places.models import Commune
from places.queries import commune_of_code, matching, search_communes, the_one_meant

CHOICES_SHOWN = 12


class CommuneWidget(forms.Widget):
    """A text control, and under it the matches when what was typed could mean several communes."""

    template_name = "places/commune_widget.html"

    def value_from_datadict(self, data: Any, files: Any, name: str) -> tuple[str, str]:
        return str(data.get(name) or "").strip(), str(data.get(f"{name}_insee") or "").strip()

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return name not in data

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, None, attrs)
        if isinstance(value, Commune):
            typed, chosen = value.label, value.pk
        else:
            typed, chosen = value or ("", "")
        shows_choices = bool(typed) and the_one_meant(typed) is None
        context["widget"] |= {
            "typed": typed,
            "chosen": chosen,
            "choices": search_communes(typed, limit=CHOICES_SHOWN) if shows_choices else [],
        }
        return context


class CommuneField(forms.Field):
    """A commune typed by name or postcode; cleans to a Commune."""

    widget = CommuneWidget
    default_error_messages = {
        "required": _("Type the name or the postcode of the commune."),
        "unknown": _("No commune begins with “%(typed)s”. Check the spelling, or type its postcode."),
        "several": _("Several communes begin with “%(typed)s”. Choose yours in the list, or type more of its name."),
    }

    def __init__(self, **options: Any) -> None:
        options.setdefault("label", _("Commune"))
        options.setdefault("help_text", _("Name or postcode."))
        super().__init__(**options)

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, str) and value:
            return commune_of_code(value)
        return value

    def to_python(self, value: Any) -> Commune | None:
        typed, chosen = value or ("", "")
        if chosen:
            # A choice counts as long as it fits what is typed now; else the text was changed after the list was shown.
            commune = commune_of_code(chosen)
            if commune and (not typed or matching(typed).filter(pk=commune.pk).exists()):
                return commune
        if not typed:
            return None
        if commune := the_one_meant(typed):
            return commune
        code = "several" if matching(typed).exists() else "unknown"
        raise ValidationError(self.error_messages[code], code=code, params={"typed": typed})

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            commune = self.to_python(data)
        except ValidationError:
            return True
        return getattr(initial, "pk", initial) != getattr(commune, "pk", None)
