"""What surrounds every page: the campaign's settings, the main navigation, the language switch.

Nothing here touches the session, so that a visitor's page sets no cookie and may be cached.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache, lru_cache
from types import SimpleNamespace
from typing import Any

from django import template
from django.conf import settings
from django.db import DatabaseError
from django.urls import NoReverseMatch, get_urlconf, reverse, translate_url
from django.utils.encoding import escape_uri_path, iri_to_uri
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from wagtail.models import Page, Site

from campaign.models import SiteSettings

register = template.Library()

# What a page shows when no settings can be read: a database that is away must not take the error page with it.
_UNNAMED = SimpleNamespace(campaign_name="", tagline="", support_link="", mail="", is_demo=False)

_NAVIGATION = (
    ("campaign:collectives", lambda: _("Collectives")),
    ("surveillance:projects", lambda: _("Projects")),
    ("events:agenda", lambda: _("Agenda")),
    ("campaign:articles", lambda: _("Articles")),
    ("forum:index", lambda: _("Forum")),
    ("campaign:toolbox", lambda: _("Act")),
    ("leaks:drop", lambda: _("Send a document")),
)
# What the menu offers behind the main entries.
_FURTHER = (
    ("campaign:communes", lambda: _("Your commune")),
    ("campaign:start_collective", lambda: _("Start a collective")),
    ("surveillance:report", lambda: _("Report a project")),
    ("events:propose", lambda: _("Propose a date")),
    ("about", lambda: _("About")),
)
_LEGAL = (
    ("privacy", lambda: _("Privacy")),
    ("legal_notice", lambda: _("Legal notice")),
    ("accessibility", lambda: _("Accessibility")),
)
# The foot of every page: name of a column, its heading, what it leads to.
_COLUMNS = (
    (
        "meet",
        lambda: _("Get together"),
        ("campaign:collectives", "events:agenda", "forum:index", "campaign:start_collective"),
    ),
    (
        "know",
        lambda: _("Find out"),
        ("campaign:communes", "surveillance:projects", "campaign:articles", "campaign:toolbox"),
    ),
    ("act", lambda: _("Act"), ("leaks:drop", "surveillance:report", "events:propose")),
    ("site", lambda: _("This site"), ("about", "privacy", "legal_notice", "accessibility")),
)
# Wagtail serves these; they have an address and no name.
_PAGE_ADDRESSES = {"campaign:articles": "articles/", "campaign:collectives": "collectifs/", "campaign:toolbox": "agir/"}


@register.simple_tag(takes_context=True)
def campaign_settings(context: dict[str, Any]) -> Any:
    """The campaign's settings of this site, or empty ones."""
    request = context.get("request")
    if request is None:
        return _UNNAMED
    try:
        return SiteSettings.for_request(request)
    except (Site.DoesNotExist, SiteSettings.DoesNotExist, DatabaseError):
        return _UNNAMED


def _home() -> str:
    try:
        return reverse("wagtail_serve", args=[""])
    except NoReverseMatch:
        return "/"


@register.simple_tag
def home_address() -> str:
    """The home page in the language being read."""
    return _home()


@cache
def _all_addresses(_urlconf: str | None, _language: str | None) -> dict[str, str]:
    """Address, by name, of all that head and foot lead to and that answers on this installation, in one language."""
    found = {}
    for name, _label in (*_NAVIGATION, *_FURTHER, *_LEGAL):
        try:
            found[name] = reverse(name)
        except NoReverseMatch:
            if name in _PAGE_ADDRESSES:
                found[name] = _home() + _PAGE_ADDRESSES[name]
    return found


def _addresses(names: Iterable[str]) -> list[tuple[str, str]]:
    """Name and address of those of these that answer here, in the language being read."""
    known = _all_addresses(get_urlconf() or settings.ROOT_URLCONF, get_language())
    return [(name, known[name]) for name in names if name in known]


@register.simple_tag(takes_context=True)
def section(context: dict[str, Any]) -> str:
    """Which of the main entries is being read, "=" behind its name on its own page: what `navigation` varies by."""
    here = context["request"].path if context.get("request") is not None else ""
    entries = _addresses(dict(_NAVIGATION))
    return " ".join(f"{name}{'=' * (here == url)}" for name, url in entries if here.startswith(url))


def _current(here: str, url: str) -> str:
    """What `aria-current` says of an entry."""
    return "page" if here == url else "true" if here.startswith(url) else ""


@register.simple_tag(takes_context=True)
def navigation(context: dict[str, Any]) -> list[dict[str, Any]]:
    """The main entries that answer on this installation, the one being read marked."""
    request = context.get("request")
    here = request.path if request is not None else ""
    labels = dict(_NAVIGATION)
    return [
        {"name": name, "url": url, "label": labels[name](), "current": _current(here, url)}
        for name, url in _addresses(labels)
    ]


@register.simple_tag
def further_links() -> list[dict[str, str]]:
    """What the menu offers behind the main entries, as far as it answers on this installation."""
    labels = dict(_FURTHER)
    return [{"url": url, "label": labels[name]()} for name, url in _addresses(labels)]


@register.simple_tag
def foot_columns() -> list[dict[str, Any]]:
    """The columns of the foot of every page, those that lead somewhere."""
    # The toolbox is "Act" among the main entries; under a heading of that name it says what it is.
    labels = dict((*_NAVIGATION, *_FURTHER, *_LEGAL)) | {"campaign:toolbox": lambda: _("Toolbox")}
    columns = [
        {
            "name": name,
            "title": title(),
            "links": [{"url": url, "label": labels[one]()} for one, url in _addresses(names)],
        }
        for name, title, names in _COLUMNS
    ]
    return [column for column in columns if column["links"]]


def _address_in(context: dict[str, Any], language: str) -> str:
    """This page in another language; a page that is not translated leads to that language's home."""
    request = context["request"]
    page = context.get("page")
    # Only Wagtail's own addresses follow the page tree; every other view answers at the same path in each language.
    if isinstance(page, Page) and page.pk and request.resolver_match.url_name == "wagtail_serve":
        # Where a page says nothing of its own about its address, the row of the page tree is all that is needed.
        plain = type(page).get_url_parts is Page.get_url_parts
        faces = (Page if plain else type(page)).objects.filter(translation_key=page.translation_key)
        translation = faces.live().public().filter(locale__language_code=language).exclude(pk=page.pk).first()
        if translation is not None:
            return translation.get_url(request) or translation.url
        with override(language):
            return _home()
    query = request.META.get("QUERY_STRING", "")
    address = _translated(request.path, language, get_language(), get_urlconf() or settings.ROOT_URLCONF)
    return f"{address}?{iri_to_uri(query)}" if query else address


@lru_cache(maxsize=2000)
def _translated(path: str, language: str, _current: str | None, _urlconf: str) -> str:
    """A path in another language. Addresses depend on nothing that changes while the server runs."""
    return translate_url(escape_uri_path(path), language)


@register.simple_tag(takes_context=True)
def language_switch(context: dict[str, Any]) -> list[dict[str, Any]]:
    """The other languages of this page as plain links: no form, no cookie."""
    request = context.get("request")
    if request is None or getattr(request, "resolver_match", None) is None:
        return []
    current = context.get("LANGUAGE_CODE") or settings.LANGUAGE_CODE
    return [
        {"code": code, "name": name, "url": _address_in(context, code)}
        for code, name in settings.LANGUAGES
        if code != current
    ]
