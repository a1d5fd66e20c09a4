"""allauth's pages that anybody reaches, at doors of ours: sign-in, sign-up, the mail for a new password."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, cast

from allauth.account.app_settings import EmailVerificationMethod
from allauth.account.internal.flows.login import perform_login
from allauth.account.models import Login
from allauth.account.views import LoginView, PasswordResetView, SignupView
from allauth.mfa.webauthn.views import LoginWebAuthnView
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _

from accounts import kept_words
from accounts.exceptions import HashingBusy
from accounts.models import User
from engine import idempotency

SENT_AGAIN = 600  # seconds in which a form that was sent twice is taken for one


class _AtADoor:
    """Say by the status whether a form was sent away for now, all its words kept."""

    def form_invalid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_invalid(form)  # type: ignore[misc]
        if form.refusal_status:
            response.status_code = form.refusal_status
        return response


class SignIn(_AtADoor, LoginView):  # type: ignore[misc]
    """By login name and password. Words that were sent without a session go along (accounts/kept_words.py)."""

    def form_valid(self, form: Any) -> HttpResponse:
        kept_words.take_along(self.request)
        response: HttpResponse = super().form_valid(form)
        return response

    def form_invalid(self, form: Any) -> HttpResponse:
        if kept_words.opened(typed := self.request.POST.get("typed")):
            self.request.kept_words = typed
        return super().form_invalid(form)


class PasskeySignIn(LoginWebAuthnView):  # type: ignore[misc]
    """By a passkey, from the same page, with the same words."""

    def form_valid(self, form: Any) -> HttpResponse:
        kept_words.take_along(self.request)
        return cast(HttpResponse, super().form_valid(form))

    def form_invalid(self, form: Any) -> HttpResponse:
        typed = self.request.POST.get("typed")
        response = cast(HttpResponse, super().form_invalid(form))
        if not kept_words.opened(typed):
            return response
        return sign_in_page_with(self.request, typed, onward=kept_words.address())


class SignUp(_AtADoor, SignupView):  # type: ignore[misc]
    """A new account. The same form sent twice makes one, and leads into it twice."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self._key = idempotency.key_of(request, without=["work"])
        made = cache.get(self._made) if request.POST.get("token") else None
        user = User.objects.filter(pk=made, is_active=True).first() if made else None
        if user is not None:
            none = EmailVerificationMethod.NONE  # the first time sent the mail
            login = Login(user=user, signup=True, redirect_url=self.get_success_url(), email_verification=none)
            return cast(HttpResponse, perform_login(request, login))
        return cast(HttpResponse, super().post(request, *args, **kwargs))

    def form_valid(self, form: Any) -> HttpResponse:
        if idempotency.begin(self._key) is idempotency.Standing.BEGUN:
            form.add_error(None, _("Your account is being made. Wait a moment, then press again: it is made once."))
            return self.form_invalid(form)
        try:
            response: HttpResponse = super().form_valid(form)
            cache.set(self._made, self.user.pk, SENT_AGAIN)
        except HashingBusy:
            form.overload()
            return self.form_invalid(form)
        finally:
            idempotency.finish(self._key, done=False)
        return response

    @property
    def _made(self) -> str:
        return f"signed-up:{self._key.hex}"


class AskForPassword(_AtADoor, PasswordResetView):  # type: ignore[misc]
    """A mail with the way to a new password."""


class SayWhenHashingIsBusy:
    """Answer 503 where a signed-in person's password waited for its turn in vain; other pages say it themselves."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """See Django."""
        if not isinstance(exception, HashingBusy):
            return None
        response = render(request, "account/busy.html", status=503)
        response["Retry-After"] = "30"
        return response


def sign_in_page(request: HttpRequest, words: kept_words.Words) -> HttpResponse:
    """The page to sign in with, which has the words with it."""
    if kept_words.may_stay(request.path):
        return sign_in_page_with(request, kept_words.seal(words), onward=kept_words.address())
    return sign_in_page_with(request, "", shown=kept_words.long_words(words), onward=request.path)


def sign_in_page_with(request: HttpRequest, sealed: str, *, shown: Sequence[str] = (), onward: str) -> HttpResponse:
    """The same, with words that are sealed, or shown to be copied, on the way to `onward`."""
    method, query = request.method, request.GET
    asked = QueryDict(mutable=True)
    request.kept_words, request.shown_words = sealed, shown  # type: ignore[attr-defined]
    asked["next"] = onward
    request.method, request.GET = "GET", asked  # type: ignore[assignment]
    try:
        response = SignIn.as_view()(request)
        if hasattr(response, "render"):
            response.render()
    finally:
        request.method, request.GET = method, query
    response.status_code = 401 if response.status_code == 200 else response.status_code
    return response  # type: ignore[no-any-return]
