"""What Wagtail's screens, hung at /cms/, do not ask by themselves: whether one sees the pages that they would name.

Wagtail says of every page of the tree that it is there, with its title: its choosers, its reports, the refusals of
its bulk actions. Here an organiser sees their own pages and what is public; the others are missing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest
from wagtail.models import Page

from campaign.queries.pages import pages_seen_by, sees_every_page

View = Callable[..., Any]
# Arguments of addresses, and of queries, that are numbers of pages.
_IN_ADDRESS = ("page_id", "parent_page_id", "page_to_move_id", "destination_id")
_OF_PAGES = ("wagtailadmin_choose_page", "wagtailadmin_pages", "wagtailadmin_explore", "wagtail_bulk_action")
_LISTS_OF_ALL = ("page_types_usage", "type_use")


def seen_pages_only(view: View) -> View:
    """Let nobody have named to them, at `view`, a page that they do not see."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        user, place = request.user, request.resolver_match
        if user.is_authenticated and not user.is_superuser and place is not None:
            numbers = set(_numbers(kwargs.get(name) for name in _IN_ADDRESS))
            if place.view_name.startswith(_OF_PAGES):
                numbers |= set(_numbers([kwargs.get("pk"), *_asked(request)]))
            _ask(user, numbers)
            if (place.url_name or "").startswith(_LISTS_OF_ALL) and not sees_every_page(user):
                raise Http404
        return view(request, *args, **kwargs)

    return guarded


def _asked(request: HttpRequest) -> list[str]:
    names = ("id", "target_pages[]", "parent_page_id", "chosen_parent", "new_parent_page")
    return [number for query in (request.GET, request.POST) for name in names for number in query.getlist(name)]


def _numbers(values: Iterable[Any]) -> Iterable[int]:
    return (int(value) for value in values if str(value).isascii() and str(value).isdecimal() and len(str(value)) < 10)


def _ask(user: Any, numbers: set[int]) -> None:
    """Raises Http404 when one of these pages is there and is not this person's to see."""
    there = Page.objects.filter(pk__in=numbers)
    if numbers and there.count() != pages_seen_by(user, there).count():
        raise Http404
