"""What was said and decided."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from events.models import Minutes
from events.models.minutes import LONGEST_DECISIONS, LONGEST_MINUTES
from safety.typography import TypesetFields


class MinutesForm(TypesetFields, forms.Form):
    """Minutes as one types them on the way home."""

    TYPESET = ("decisions", "text")

    decisions = forms.CharField(
        label=_("Decisions"),
        required=False,
        max_length=LONGEST_DECISIONS,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("One a line, with who does it and until when. Markdown works: “- ” begins a point of a list."),
    )
    text = forms.CharField(
        label=_("What was said"),
        required=False,
        max_length=LONGEST_MINUTES,
        widget=forms.Textarea(attrs={"rows": 12}),
        help_text=_("Name nobody who has not agreed to it; “someone” is enough for those who were not there."),
    )
    audience = forms.ChoiceField(
        label=_("Who reads them"),
        choices=Minutes.Audience.choices,
        widget=forms.RadioSelect,
        initial=Minutes.Audience.MEMBERS,
        help_text=_("Members of the collectives that host this date, or everybody who opens its page."),
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.errors and not data.get("text") and not data.get("decisions"):
            self.add_error("text", _("Write something in one of the two fields, or go back without saving."))
        return data

    @classmethod
    def of(cls, minutes: Minutes | None, data: Any = None) -> MinutesForm:
        """The form with what the minutes say now."""
        names = ("text", "decisions", "audience")
        return cls(data, initial={name: getattr(minutes, name) for name in names} if minutes else None)
