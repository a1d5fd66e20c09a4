"""Doors that open to a second factor only."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from accounts.rules import has_second_factor

View = Callable[..., Any]


def send_to_set_up(request: HttpRequest) -> HttpResponse:
    """The page that explains why a second factor is needed here, and comes back to this address afterwards."""
    query = urlencode({"next": request.get_full_path()})
    return HttpResponseRedirect(f"{reverse('account_second_factor')}?{query}")


def second_factor_required(view: View) -> View:
    """Let only signed-in people with a second factor reach `view`; send the others to where they get one."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path(), reverse("account_login"))
        if not has_second_factor(request.user):
            return send_to_set_up(request)
        return view(request, *args, **kwargs)

    return guarded
