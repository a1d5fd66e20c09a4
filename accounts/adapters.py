"""What allauth asks us: who a visitor is (a hash), how secrets are stored (encrypted), what happens after sign-up."""

from __future__ import annotations

import logging
import time
from smtplib import SMTPException
from types import SimpleNamespace
from typing import Any, ClassVar
from urllib.parse import urlencode

import segno
from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records, record_authentication
from allauth.account.models import EmailAddress
from allauth.account.utils import get_next_redirect_url
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import InvalidToken
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from wagtail.models import Site

from accounts.exceptions import SecretLost
from accounts.models import User
from accounts.powers import ask_for_own_factor
from accounts.tokens import cipher, seal
from engine.throttle import allow

logger = logging.getLogger(__name__)

# What allauth's mails would say of the account: an address and a pseudonym in one mail are one person.
_NAMING = {"user", "username", "uid", "key"}
CONFIRMATIONS_AN_HOUR = 5  # mails to one address, whoever typed it
RESET, CONFIRM = "accounts: reset links", "accounts: confirmation links"


def has_another_owner(email: str, user: Any) -> bool:
    """Whether somebody else has proved that this address is theirs."""
    return EmailAddress.objects.filter(email__iexact=email, verified=True).exclude(user=user).exists()


def campaign_label(request: HttpRequest) -> str:
    """The campaign's own name, which its settings write to the Wagtail site; the host until it has one."""
    site = Site.find_for_request(request)
    return (site.site_name if site else "") or request.get_host()


class AccountAdapter(DefaultAccountAdapter):
    """Accounts by pseudonym; no address of a visitor is read, kept or sent."""

    error_messages: ClassVar = DefaultAccountAdapter.error_messages | {
        "account_inactive": gettext_lazy("This account is closed."),
        "duplicate_email": gettext_lazy("You gave this address already."),
        "enter_current_password": gettext_lazy("This is not the password you have. Type it once more."),
        "incorrect_code": gettext_lazy("This code is not right. Type the one that is shown now."),
        "incorrect_password": gettext_lazy("This is not the password of your account. Type it once more."),
        "max_email_addresses": gettext_lazy("You have %d addresses: take one out before you add another."),
        "rate_limited": gettext_lazy("That was often. Wait a few minutes, then try again."),
        "too_many_login_attempts": gettext_lazy("Many wrong codes were tried. Wait five minutes, then try again."),
        "username_password_mismatch": gettext_lazy("This name and this password do not belong together. Check both."),
    }

    def get_client_ip(self, request: HttpRequest) -> str:
        """Nobody's: the address that means none."""
        return "::"

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Nothing: allauth would shut a name out after a few wrong passwords, its owner too (accounts/doors.py)."""

    def get_http_user_agent(self, request: HttpRequest) -> str:
        """Nothing: the browser's name is not ours to keep or mail."""
        return ""

    def is_safe_url(self, url: str | None) -> bool:
        """Whether one may be led there: an address of ours, whatever it carries (accounts/access.py, own_address)."""
        is_path = bool(url) and str(url).startswith("/")
        return bool(super().is_safe_url(str(url).partition("?")[0] if is_path else url))

    def save_user(self, request: HttpRequest, user: User, form: Any, commit: bool = True) -> User:
        """Keep the public name, which opens the account together with the password, and the language of who reads."""
        user.public_name, user.name_opens = form.cleaned_data.get("public_name", ""), True
        user.language = get_language() or settings.LANGUAGE_CODE
        return super().save_user(request, user, form, commit)

    def post_login(
        self, request: HttpRequest, user: Any, *, signup: bool, redirect_url: str | None, **kwargs: Any
    ) -> Any:
        """People who sign up without e-mail are shown their only way back first, wherever they were going.

        Choosing a password counts as having given it: what asks for it again leaves newcomers alone for some minutes.
        """
        if signup:
            record_authentication(request, user, method="password")
            told = {"name": user.public_name, "login": user.get_username()}
            messages.success(request, _("You sign in as %(name)s. Your login name %(login)s works too.") % told)
        if signup and not user.email:
            onward = redirect_url or get_next_redirect_url(request)
            redirect_url = reverse("account_recovery_phrase")
            if onward:
                redirect_url += "?" + urlencode({"next": onward})
        return super().post_login(request, user, signup=signup, redirect_url=redirect_url, **kwargs)

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Asking the password again a minute after signing in would only teach people to type it anywhere.

        Raises SecondFactorNeeded where factors are managed: who knows a password alone must not take the account's
        factor away, add one of their own beside it or read its recovery codes. A recovery code is enough: it is for
        those who lost the rest.
        """
        if app == "allauth.mfa":
            ask_for_own_factor(context.request)
        required = super().is_reauthentication_required(app=app, **kwargs)
        request = context.request
        if required and app in {"allauth.mfa", "accounts"}:
            records = get_authentication_records(request, request.user)
            return not records or time.time() - records[-1]["at"] > app_settings.REAUTHENTICATION_TIMEOUT
        return required

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """The ways to say again who one is, in our words."""
        said = {
            "reauthenticate": _("With my password"),
            "mfa_reauthenticate": _("With a code"),
            "mfa_reauthenticate:webauthn": _("With a passkey"),
        }
        return [way | {"description": said[way["id"]]} for way in super().get_reauthentication_methods(user)]

    def send_confirmation_mail(self, request: HttpRequest, emailconfirmation: Any, signup: bool) -> None:
        """Ask whether an address is the person's. Of an address that is somebody's already, its owner is told instead:
        as many mails as else, and nothing that the one who typed it could tell apart.
        """
        address = emailconfirmation.email_address
        if not allow(action="confirmation-mail", who=address.email.lower(), limit=CONFIRMATIONS_AN_HOUR, seconds=3600):
            return
        if has_another_owner(address.email, address.user):
            self.send_account_already_exists_mail(address.email)
        else:
            super().send_confirmation_mail(request, emailconfirmation, signup)

    def get_email_confirmation_url(self, request: HttpRequest, emailconfirmation: Any) -> str:
        """The link that confirms an address; allauth's own would hold its number."""
        path = reverse("account_confirm_email", args=[seal(emailconfirmation.key, purpose=CONFIRM)])
        return request.build_absolute_uri(path)

    def get_reset_password_from_key_url(self, key: str) -> str:
        """The link to a new password; allauth's own would hold the account's number."""
        number, _dash, token = key.partition("-")
        opaque = seal(number, purpose=RESET).encode().hex()  # its address takes letters and digits alone
        path = reverse("account_reset_password_from_key", kwargs={"uidb36": opaque, "key": token})
        return self.request.build_absolute_uri(path)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """A mail server that does not answer must not lose what the person was doing."""
        try:
            site = SimpleNamespace(name=campaign_label(self.request), domain=self.request.get_host())
            told = {key: value for key, value in context.items() if key not in _NAMING}
            super().send_mail(template_prefix, email, {"current_site": site, **told})
        except (OSError, SMTPException):
            logger.exception("A mail could not be sent (%s).", template_prefix)
            messages.warning(
                self.request, _("The e-mail could not be sent: our mail server does not answer. Try again later.")
            )


FACTORS = "accounts: second factors"


class MFAAdapter(DefaultMFAAdapter):
    """Second factors whose secrets a copy of the database does not give away."""

    error_messages: ClassVar = DefaultMFAAdapter.error_messages | {
        "cannot_generate_recovery_codes": gettext_lazy("Recovery codes come with a second factor: set one up first."),
        "incorrect_code": AccountAdapter.error_messages["incorrect_code"],
    }

    def build_totp_svg(self, url: str) -> str:
        """The picture that an application reads, part of the page: our policy forbids allauth's (`data:`)."""
        code = segno.make(url, error="m", micro=False)
        return mark_safe(code.svg_inline(border=4, omitsize=True, dark="#000", light="#fff"))  # noqa: S308  (by segno)

    def generate_authenticator_name(self, user: Any, type: Any) -> str:
        """What a new passkey is called until its owner calls it something else."""
        return _("Passkey %(number)s") % {"number": Authenticator.objects.filter(user=user, type=type).count() + 1}

    def encrypt(self, text: str) -> str:
        """What is stored instead of a TOTP secret or a recovery seed."""
        return cipher(FACTORS).encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """The secret again. Raises SecretLost when no key of ours opens it."""
        try:
            return cipher(FACTORS).decrypt(encrypted_text.encode()).decode()
        except InvalidToken:
            raise SecretLost from None

    def _get_site_name(self) -> str:
        """What authenticator apps and passkeys show: allauth would take the address."""
        return campaign_label(context.request)

    def get_totp_label(self, user: User) -> str:
        """The login name: the authenticator app is the person's own, and the public name may change."""
        return user.get_username()

    def _get_user_identifier(self, user: User) -> str:
        return user.get_username()
