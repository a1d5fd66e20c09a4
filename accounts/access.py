"""Doors that open to a second factor only, and the way to one."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from accounts.exceptions import SecondFactorNeeded
from accounts.rules import lacks_only_the_factor, may_use_powers

View = Callable[..., Any]


def own_address(request: HttpRequest, address: str) -> str:
    """An address if it is one of ours, without scheme and host; else nothing.

    Asked twice: a path of two strokes is a host, once the one before it is gone. What follows the path may be long: it
    carries what somebody typed, and Django takes no long address for one's own.
    """
    whole, mark, query = address.partition("?")
    if not url_has_allowed_host_and_scheme(whole, allowed_hosts={request.get_host()}):
        return ""
    path = urlsplit(whole)._replace(scheme="", netloc="").geturl()
    return path + mark + query if url_has_allowed_host_and_scheme(path, allowed_hosts=None) else ""


def comes_from_here(request: HttpRequest) -> bool:
    """Whether the browser says that a page of ours sent this."""
    site, origin = request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin")
    if site is not None:
        return site == "same-origin"
    return origin == f"{request.scheme}://{request.get_host()}"


def _where_one_was(request: HttpRequest) -> str:
    """This page or, for what was sent, the page it was sent from."""
    if request.method in ("GET", "HEAD"):
        return request.get_full_path()
    return own_address(request, request.headers.get("Referer", ""))


def send_to_set_up(request: HttpRequest) -> HttpResponse:
    """The page that explains why a second factor is needed here, and comes back to where one was afterwards."""
    query = urlencode({"next": _where_one_was(request)})
    return HttpResponseRedirect(f"{reverse('account_second_factor')}?{query}")


def second_factor_required(view: View) -> View:
    """Let only sessions that used a second factor reach `view`; send the others to where they get or use one."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path(), reverse("account_login"))
        if not may_use_powers(request.user):
            return send_to_set_up(request)
        return view(request, *args, **kwargs)

    return guarded


def powers_need_factor(view: View) -> View:
    """Let nobody use part of their rights at `view` who holds powers that their session may not use."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if lacks_only_the_factor(request.user):
            raise SecondFactorNeeded
        return view(request, *args, **kwargs)

    return guarded
