"""Second factors that nobody shuts on their owner.

allauth lets five wrong codes of one account pass in five minutes, then none: whoever has somebody's password could keep
them outside for ever. A code of six digits does need that limit. Past it two codes in a row are asked for, of which a
guess is right once in 300,000 million times; a passkey, which nobody guesses, is limited by nothing.
"""

from __future__ import annotations

from typing import Any, ClassVar

from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm, BaseAuthenticateForm, ReauthenticateForm
from allauth.mfa.base.internal.flows import check_rate_limit
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.totp.internal import auth as totp
from allauth.mfa.utils import decrypt
from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    AuthenticateWebAuthnForm,
    EditWebAuthnForm,
    LoginWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from allauth.mfa.webauthn.internal.flows import auth as webauthn
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.resealing import SEALED, is_lost

LOST = gettext_lazy(
    "This server can no longer read your code’s secret: its own key was changed. A passkey still works. Without one, "
    "write to those who run the site: once they know that it is you they take it away, and you set up a new one."
)
LONGEST_NAME = 60  # characters of what one calls a key


class _InOurWords:
    """A form of allauth, with labels of ours and no placeholders that repeat them."""

    WORDS: ClassVar[dict[str, tuple[Any, Any]]] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, (label, help_text) in self.WORDS.items():
            field = self.fields[name]  # type: ignore[attr-defined]
            field.label, field.help_text = label, help_text
            field.widget.attrs.pop("placeholder", None)


class _NumericCode(_InOurWords):
    """A form for the six digits alone."""

    WORDS: ClassVar = {"code": (gettext_lazy("Code"), gettext_lazy("The six digits that your application shows now."))}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs["inputmode"] = "numeric"  # type: ignore[attr-defined]


def follow_each_other(secret: str, first: str, second: str) -> bool:
    """Whether these are two codes in a row, the second of them valid now."""
    return any(
        (first, second) == tuple(totp.format_hotp_value(totp.hotp_value(secret, counter)) for counter in (now - 1, now))
        for now in totp.yield_hotp_counters_from_time()
    )


class _TwoWhenManyWereWrong(_InOurWords, BaseAuthenticateForm):
    """One code; two in a row, with a space, when others try codes for this account."""

    WORDS: ClassVar = {"code": (gettext_lazy("Code"), "")}

    def clean_code(self) -> str:
        """See allauth."""
        try:
            return str(super().clean_code()) if not self._lost else self._one_that_opens()
        except ValidationError as refusal:
            if refusal.code != "too_many_login_attempts":
                raise
        return self._two_codes(self.cleaned_data["code"].split())

    @cached_property
    def _lost(self) -> list[int]:
        return [factor.pk for factor in Authenticator.objects.filter(user=self.user) if is_lost(factor)]

    def _one_that_opens(self) -> str:
        """allauth would stop at the first factor that it cannot read."""
        forget_tries = check_rate_limit(self.user)
        code = str(self.cleaned_data["code"])
        for found in Authenticator.objects.filter(user=self.user, type__in=SEALED).exclude(pk__in=self._lost):
            if found.wrap().validate_code(code):
                found.user = self.user
                self.authenticator = found
                forget_tries()
                return code
        raise ValidationError(LOST)

    def _two_codes(self, typed: list[str]) -> str:
        if len(typed) == 2:
            mine = Authenticator.objects.filter(user=self.user, type=Authenticator.Type.TOTP)
            for found in mine.exclude(pk__in=self._lost):
                if follow_each_other(decrypt(found.data["secret"]), *typed) and found.wrap()._mark_code_used(typed[1]):
                    found.user = self.user
                    self.authenticator = found
                    return typed[1]
        raise ValidationError(
            _(
                "Many wrong codes were tried for this account. Type two codes in a row, with a space between them: "
                "the one that your application shows now, then the next one. A passkey works too."
            )
        )


class CodeForm(_TwoWhenManyWereWrong, AuthenticateForm):
    """The code at sign-in."""


class CodeAgainForm(_TwoWhenManyWereWrong, ReauthenticateForm):
    """The code before something dear."""


class NewApplicationForm(_NumericCode, ActivateTOTPForm):
    """The first code of an application."""


_NAME_OF_KEY = (
    gettext_lazy("Name of this passkey"),
    gettext_lazy("To know it again: only you see it."),
)


class _NamesKey(_InOurWords):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        name: Any = self.fields["name"]  # type: ignore[attr-defined]
        name.max_length = name.widget.attrs["maxlength"] = LONGEST_NAME
        name.validators.append(MaxLengthValidator(LONGEST_NAME))


# What the library that reads passkeys raises of one that no browser made.
_BROKEN = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)


class NewPasskeyForm(_NamesKey, AddWebAuthnForm):
    """A passkey that is added."""

    WORDS: ClassVar = {
        "name": _NAME_OF_KEY,
        "passwordless": (
            gettext_lazy("Sign in with it alone, without the password"),
            gettext_lazy("Your device then asks for its own code, your finger or your face."),
        ),
    }

    def clean(self) -> dict[str, Any]:
        """See allauth."""
        try:
            return super().clean()  # type: ignore[no-any-return]
        except _BROKEN as error:
            raise get_adapter().validation_error("incorrect_code") from error


class PasskeyNameForm(_NamesKey, EditWebAuthnForm):
    """What one calls a passkey."""

    WORDS: ClassVar = {"name": _NAME_OF_KEY}


class _MadeByABrowser:
    """A form whose passkey may be anything: what cannot be read is refused like one that is not right."""

    def clean_credential(self) -> Authenticator:
        """See allauth."""
        try:
            return self._read_credential()
        except _BROKEN as error:
            raise get_adapter().validation_error("incorrect_code") from error

    def _read_credential(self) -> Authenticator:
        return super().clean_credential()  # type: ignore[misc,no-any-return]


class PasskeySignInForm(_MadeByABrowser, LoginWebAuthnForm):
    """The passkey instead of name and password."""


class PasskeyForm(_MadeByABrowser, AuthenticateWebAuthnForm):
    """The passkey at sign-in, as often as one likes: it signs, and there is nothing to guess."""

    def _read_credential(self) -> Authenticator:
        credential = self.cleaned_data["credential"]
        webauthn.parse_authentication_response(credential)
        return webauthn.complete_authentication(self.user, credential)


class PasskeyAgainForm(PasskeyForm, ReauthenticateWebAuthnForm):
    """The passkey before something dear."""
