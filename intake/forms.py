"""Forms of people without account, and those by which others decide about what they handed in."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core import signing
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from engine.door_forms import FareForm
from engine.doors import DAY

MOST = 200  # rows that one request decides


class ShownForm(FareForm):
    """No session stands behind such a form, so its signed token stands for its having been shown by us."""

    SALT = "safety.shown"

    website = forms.CharField(required=False, widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}))

    @property
    def looks_automatic(self) -> bool:
        """Whether the field that people do not see was filled."""
        return bool(self.cleaned_data.get("website"))

    def clean_token(self) -> str:
        try:
            signing.loads(self.cleaned_data["token"], salt=self.SALT, max_age=DAY)
        except signing.BadSignature:
            raise forms.ValidationError(
                _("This form was open for too long, or did not come from this page. Send it once more.")
            ) from None
        return self.cleaned_data["token"]


class DeclineForm(forms.Form):
    """Why something is declined: who sent it reads this by their private link."""

    reason = forms.CharField(
        label=_("Why it is declined"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Whoever sent it reads this."),
        error_messages={"required": _("Give a reason: whoever took the trouble deserves one.")},
    )


class SeveralForm(forms.Form):
    """One reason for all that is declined at once; none is needed for what is accepted.

    A page lists its rows in hidden fields `listed`; each row has a box `row`, and one box, `every`, stands for all that
    the page listed: never for what came since.
    """

    reason = forms.CharField(
        label=_("Why they are declined"),
        help_text=_("Whoever sent one of them reads this."),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, declines: bool = False, chosen: list[int] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.chosen = chosen or []
        self.fields["reason"].required = declines

    def clean(self) -> dict[str, Any]:
        """Refuse a click that chose nothing."""
        if not self.chosen:
            raise ValidationError(_("Nothing is ticked. Tick what you decide about."))
        return dict(self.cleaned_data)


def ticked(data: QueryDict) -> list[int]:
    """The numbers of the rows that were chosen, each once, in the order of the page; what is no number is none."""
    chosen = data.getlist("listed" if "every" in data else "row")
    return list(dict.fromkeys(int(one) for one in chosen if one.isdecimal() and one.isascii() and len(one) < 10))[:MOST]
