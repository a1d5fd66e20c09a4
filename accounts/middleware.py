"""Who asks, with which powers; and what becomes of a refusal when only the second factor is missing."""

from __future__ import annotations

from collections.abc import Callable

from asgiref.sync import sync_to_async
from django.contrib import messages
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.cache import add_never_cache_headers
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from accounts.access import send_to_set_up
from accounts.exceptions import SecondFactorNeeded, SecretLost
from accounts.powers import person_of
from accounts.rules import lacks_only_the_factor

_OF_ACCOUNTS = ("account_", "mfa_", "usersessions_")  # how the names of their addresses begin


class PeopleMiddleware(AuthenticationMiddleware):
    """Django's own, which would give everybody all their powers."""

    def process_request(self, request: HttpRequest) -> None:
        """See accounts/powers.py."""
        super().process_request(request)
        request.user = SimpleLazyObject(lambda: person_of(request.session))  # type: ignore[assignment]

        async def auser() -> object:
            return await sync_to_async(lambda: request.user)()

        request.auser = auser  # type: ignore[assignment]


class SecondFactorMiddleware:
    """Lead people to their second factor when a view refuses them what they could do with it.

    A view that finds nothing is taken for one that refuses: else the answer would tell the two apart to who has no more
    than a password. What nobody's powers open in the tree of pages stays missing.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Django calls this with whatever a view raises."""
        if isinstance(exception, SecondFactorNeeded):
            return send_to_set_up(request)
        if isinstance(exception, SecretLost):
            return _say_that_it_is_lost(request)
        if isinstance(exception, Http404 | PermissionDenied) and _is_page_of_powers(request):
            return send_to_set_up(request)
        return None


def _say_that_it_is_lost(request: HttpRequest) -> HttpResponse:
    """Whoever is in, by a passkey, puts a factor that the server cannot read away by themselves."""
    said = _("This server can no longer read these codes: its own key was changed. Make new ones.")
    messages.warning(request, said)
    return redirect("mfa_index")


def _is_page_of_powers(request: HttpRequest) -> bool:
    """Whether a person looks at a page of the site (no script asks, which would put ours into its own)."""
    looks = request.headers.get("Sec-Fetch-Dest", "document") == "document"
    place = request.resolver_match
    return looks and (place is None or place.url_name != "wagtail_serve") and lacks_only_the_factor(request.user)


def answer_like_the_site(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Pages about accounts, allauth's too, are stored nowhere: they hold secrets, and passwords being chosen.

    A form that is refused for what it says is answered 422, as everywhere; allauth would say 200.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        place = request.resolver_match
        if place is not None and (place.url_name or "").startswith(_OF_ACCOUNTS):
            add_never_cache_headers(response)
            if request.method == "POST" and response.status_code == 200 and _shows_errors(response):
                response.status_code = 422
        return response

    return middleware


def _shows_errors(response: HttpResponse) -> bool:
    shown = getattr(response, "context_data", None) or {}
    forms = (shown.get(name) for name in ("form", "webauthn_form"))
    return any(form is not None and form.is_bound and form.errors for form in forms)
