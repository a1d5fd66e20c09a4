"""Addresses of other people's apps as they hang here: none signs anybody in, and powers want a second factor.

Only allauth signs people in. Django's and Wagtail's own doors (three sign-in pages, two of them in the administrations,
and Wagtail's way back from a lost password) would ask no second factor, count no attempts and leave no trace in the
list of one's sessions.
"""

from __future__ import annotations

from typing import Any

from django.contrib.admin import AdminSite
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, URLResolver, path, reverse
from django.views.generic import RedirectView
from wagtail.utils.urlpatterns import decorate_urlpatterns

from accounts.access import powers_need_factor
from accounts.exceptions import SecondFactorNeeded
from accounts.rules import lacks_only_the_factor
from campaign.views.cms import seen_pages_only

Pattern = URLPattern | URLResolver
_to_ours = RedirectView.as_view(pattern_name="account_login", query_string=True)


def frontend(patterns: list[Pattern]) -> list[Pattern]:
    """Wagtail's pages without its sign-in page, whose address leads to ours, and without what asks for a password."""
    kept = [one for one in _without_passwords(patterns) if getattr(one, "name", None) != "wagtailcore_login"]
    return [path("_util/login/", _to_ours, name="wagtailcore_login"), *kept]


def _without_passwords(patterns: list[Pattern]) -> list[Pattern]:
    """A page or collection that asked for one would say that it exists (campaign/closed.py), by its number even."""
    return [one for one in patterns if not str(getattr(one, "name", "")).endswith("_authenticate_with_password")]


def backend(patterns: list[Pattern]) -> list[Pattern]:
    """Wagtail's administration without its sign-in page and its way back from a lost password."""
    out = ("wagtailadmin_login", "wagtailadmin_error_test")  # the second fails on purpose
    kept = [one for one in patterns if getattr(one, "name", None) not in out and not _resets(one)]
    ours: list[Pattern] = [path("login/", _to_ours, name="wagtailadmin_login")]
    return ours + list(decorate_urlpatterns(decorate_urlpatterns(kept, seen_pages_only), powers_need_factor))


def _resets(pattern: Pattern) -> bool:
    inside = getattr(pattern, "url_patterns", None) or []
    return any(getattr(one, "name", None) == "wagtailadmin_password_reset" for one in inside)


class DjangoAdmin(AdminSite):
    """Django's administration, for sessions that used a second factor; it signs nobody in."""

    def has_permission(self, request: HttpRequest) -> bool:
        """Whether this person is of the staff, and came with what it takes. Raises SecondFactorNeeded."""
        if lacks_only_the_factor(request.user):
            raise SecondFactorNeeded
        return super().has_permission(request)

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Ours."""
        query = request.META.get("QUERY_STRING", "")
        return redirect(reverse("account_login") + (f"?{query}" if query else ""))
