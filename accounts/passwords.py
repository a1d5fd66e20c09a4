"""New passwords: typed once, shown when one likes, and kept in the form when something else was to be put right.

What is kept goes back to who typed it and nowhere else: these pages are stored by no cache (never_cache), and nothing
that is posted is logged (config/settings/logs.py).
"""

from __future__ import annotations

from typing import Any

from allauth.account.forms import ChangePasswordForm as AllauthChangePasswordForm
from allauth.account.forms import ReauthenticateForm as AllauthReauthenticateForm
from allauth.account.forms import ResetPasswordKeyForm as AllauthResetPasswordKeyForm
from allauth.account.forms import SetPasswordForm as AllauthSetPasswordForm
from django import forms
from django.forms.utils import ErrorDict
from django.utils.translation import gettext_lazy as _

RULES = _("At least ten characters. Not digits alone, not your name, none of the passwords that everybody tries first.")
SHOW = "show"  # the button that shows the password, or hides it again; scripts do it without asking the server


class NewPasswordInput(forms.PasswordInput):
    """A field for a password that is being chosen, with a button to show it."""

    template_name = "components/password.html"

    def __init__(self) -> None:
        super().__init__(attrs={"autocomplete": "new-password"}, render_value=True)

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """See Django."""
        return super().get_context(name, value, attrs) | {"is_shown": self.input_type == "text"}


class NewPasswordForm(forms.Form):
    """Beside a form of which `password1` is a new password: nobody types it twice."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.pop("password2", None)
        field, old = self.fields["password1"], self.fields.get("oldpassword")
        field.widget, field.help_text = NewPasswordInput(), RULES
        if old is not None:
            old.widget.render_value, old.help_text = True, ""
        if self.is_looked_at:
            self._errors = ErrorDict()
            field.widget.input_type = "text" if self.data[SHOW] else "password"
            field.widget.attrs["autofocus"] = True
        for each in self.fields.values():
            each.widget.attrs.pop("placeholder", None)

    @property
    def is_looked_at(self) -> bool:
        """Whether it was sent to see the password, and is not judged yet."""
        return self.is_bound and SHOW in self.data

    def is_valid(self) -> bool:
        """See Django."""
        return not self.is_looked_at and super().is_valid()


class ChangePasswordForm(NewPasswordForm, AllauthChangePasswordForm):
    """Another password, by the one there is."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["oldpassword"].label = _("Your password until now")
        self.fields["password1"].label = _("New password")


class PasswordAgainForm(AllauthReauthenticateForm):
    """One's password before something dear."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["password"]
        field.label, field.help_text = _("Password"), ""
        field.widget.attrs.pop("placeholder", None)


class SetPasswordForm(NewPasswordForm, AllauthSetPasswordForm):
    """A first password, for an account that has none."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password1"].label = _("Password")


class ResetPasswordKeyForm(NewPasswordForm, AllauthResetPasswordKeyForm):
    """Another password, by the link of a mail."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password1"].label = _("New password")
