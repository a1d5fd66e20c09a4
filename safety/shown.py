"""Forms of people without account and without cookie."""

from __future__ import annotations

from datetime import timedelta

from django import forms
from django.core import signing
from django.utils.translation import gettext_lazy as _

from safety import once


class ShownForm(forms.Form):
    """No session stands behind such a form, so a signed token stands for its having been shown by us."""

    SALT = "safety.shown"
    MAX_AGE = timedelta(days=1)

    website = forms.CharField(required=False, widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}))
    token = forms.CharField(required=False, widget=forms.HiddenInput)

    @classmethod
    def fresh_token(cls) -> str:
        """A token for a form being shown now, and for no other."""
        return once.fresh_token(salt=cls.SALT)

    @property
    def looks_automatic(self) -> bool:
        """Whether the field that people do not see was filled."""
        return bool(self.cleaned_data.get("website"))

    def clean_token(self) -> str:
        try:
            signing.loads(self.cleaned_data["token"], salt=self.SALT, max_age=self.MAX_AGE)
        except signing.BadSignature:
            raise forms.ValidationError(
                _("This form was open for too long, or did not come from this page. Send it once more.")
            ) from None
        return self.cleaned_data["token"]
