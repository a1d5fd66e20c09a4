"""Who enters the desk, and what all its pages show: what is wrong with the keys, what this person has not seen."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from leaks.exceptions import NoConversation
from leaks.key_list import read_list
from leaks.models import Notice
from leaks.queries import may_read, undecided

View = Callable[..., HttpResponseBase]
_SEEN = "leaks_desk_seen_at"


def recipients_only(view: View) -> View:
    """Recipients alone, for whom a short session runs; the second factor is asked for where the desk is hung."""

    @never_cache
    @sensitive_post_parameters()
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        # A superuser is no recipient, so no permission is asked: only the table counts.
        if not may_read(name_of(request)):
            raise Http404
        if not _is_recent(request):
            return _confirm(request)
        request.session[_SEEN] = int(time.time())
        try:
            return view(request, *args, **kwargs)
        except NoConversation:  # its source erased it a moment ago
            raise Http404 from None

    return guarded


def decided_first(view: View) -> View:
    """While something has been unread for too long, the others stay shut: it must be read, extended or erased."""

    @wraps(view)
    def guarded(request: HttpRequest, pk: str, **kwargs: Any) -> HttpResponseBase:
        waiting = undecided(name_of(request))
        if waiting.exists() and not waiting.filter(pk=pk).exists():
            return redirect("desk:queue")  # which says why
        return view(request, pk, **kwargs)

    return guarded


def name_of(request: HttpRequest) -> str:
    """The account's name, empty when nobody is signed in."""
    user = request.user
    return str(user.get_username()) if user.is_authenticated else ""


def desk_page(request: HttpRequest, template: str, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    """A page of the desk, with what stands on all of them."""
    found, name = read_list(), name_of(request)
    mine = [notice for notice in found.notices if notice.name == name]
    shared = {
        "key_list": found,
        "key_notices": [notice for notice in mine if notice.kind == Notice.Kind.KEYS],
        "erased_notices": [notice for notice in mine if notice.kind == Notice.Kind.ERASED],
    }
    return render(request, f"leaks/desk/{template}.html", shared | context, status=status)


def _is_recent(request: HttpRequest) -> bool:
    """Whether this person was at the desk, or proved who they are, within the last half hour."""
    records = request.session.get("account_authentication_methods", [])
    moments = [record.get("at", 0) for record in records] + [request.session.get(_SEEN, 0)]
    return bool(time.time() - max(moments) < settings.LEAKS_DESK_MINUTES * 60)


def _confirm(request: HttpRequest) -> HttpResponse:
    back = request.get_full_path() if request.method == "GET" else reverse("desk:queue")
    return HttpResponseRedirect(f"{reverse('account_reauthenticate')}?{urlencode({'next': back})}")
