"""What allauth asks us: who a visitor is (a hash), how secrets are stored (encrypted), what happens after sign-up."""

from __future__ import annotations

import base64
import logging
import time
from smtplib import SMTPException
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlencode

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records, record_authentication
from allauth.account.utils import get_next_redirect_url
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from wagtail.models import Site

from accounts.models import User
from safety.throttle import visitor_address

logger = logging.getLogger(__name__)


def campaign_label(request: HttpRequest) -> str:
    """The campaign's own name, which its settings write to the Wagtail site; the host until it has one."""
    site = Site.find_for_request(request)
    return (site.site_name if site else "") or request.get_host()


class AccountAdapter(DefaultAccountAdapter):
    """Accounts by pseudonym; no address of a visitor is read, kept or sent."""

    def get_client_ip(self, request: HttpRequest) -> str:
        """A name for the visitor that changes daily; allauth only needs it to count attempts."""
        return visitor_address(request)

    def get_http_user_agent(self, request: HttpRequest) -> str:
        """Nothing: the browser's name is not ours to keep or mail."""
        return ""

    def save_user(self, request: HttpRequest, user: User, form: Any, commit: bool = True) -> User:
        """Keep the public name together with the login name, and the language the person reads."""
        user.public_name = form.cleaned_data.get("public_name", "")
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
        if signup and not user.email:
            onward = redirect_url or get_next_redirect_url(request)
            redirect_url = reverse("account_recovery_phrase")
            if onward:
                redirect_url += "?" + urlencode({"next": onward})
        return super().post_login(request, user, signup=signup, redirect_url=redirect_url, **kwargs)

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Asking the password again a minute after signing in would only teach people to type it anywhere."""
        required = super().is_reauthentication_required(app=app, **kwargs)
        request = context.request
        if required and app in {"allauth.mfa", "accounts"}:
            records = get_authentication_records(request, request.user)
            return not records or time.time() - records[-1]["at"] > app_settings.REAUTHENTICATION_TIMEOUT
        return required

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """A mail server that does not answer must not lose what the person was doing."""
        try:
            site = SimpleNamespace(name=campaign_label(self.request), domain=self.request.get_host())
            super().send_mail(template_prefix, email, {"current_site": site, **context})
        except (OSError, SMTPException):
            logger.exception("A mail could not be sent (%s).", template_prefix)
            messages.warning(
                self.request, _("The e-mail could not be sent: our mail server does not answer. Try again later.")
            )


def _cipher() -> MultiFernet:
    """Keys derived from SECRET_KEY, which is not in the database; older keys still read what they wrote."""
    keys = []
    for secret in [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]:
        derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"accounts: second factors").derive(
            secret.encode()
        )
        keys.append(Fernet(base64.urlsafe_b64encode(derived)))
    return MultiFernet(keys)


class MFAAdapter(DefaultMFAAdapter):
    """Second factors whose secrets a copy of the database does not give away."""

    def encrypt(self, text: str) -> str:
        """What is stored instead of a TOTP secret or a recovery seed."""
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """The secret again."""
        return _cipher().decrypt(encrypted_text.encode()).decode()

    def _get_site_name(self) -> str:
        """What authenticator apps and passkeys show: allauth would take the address."""
        return campaign_label(context.request)

    def get_totp_label(self, user: User) -> str:
        """The login name: the authenticator app is the person's own, and the public name may change."""
        return user.get_username()

    def _get_user_identifier(self, user: User) -> str:
        return user.get_username()
