"""Pages that every site has whatever its editors do: about, legal notice, privacy, accessibility.

What the law asks for, and what the code does, is said here by templates; a page of that name in Wagtail adds the
campaign's own words above it.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from campaign.models import StandardPage
from config.keeping import what_is_kept


def _answer(request: HttpRequest, template: str, name: str, context: dict[str, Any] | None = None) -> HttpResponse:
    slug = request.path.strip("/").rpartition("/")[2]
    pages = StandardPage.objects.live().public().filter(slug=slug, locale__language_code=get_language())
    words = pages.order_by("depth", "pk").first()
    return render(
        request, f"config/{template}.html", {"words": words, "name": name, "legal": settings.LEGAL} | (context or {})
    )


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    """`/a-propos/`: what this site is, who does what here, and what it runs on."""
    return _answer(request, "about", _("About"))


@require_safe
def legal_notice(request: HttpRequest) -> HttpResponse:
    """`/mentions-legales/`: who publishes and who hosts, from the settings."""
    return _answer(request, "legal_notice", _("Legal notice"))


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """`/confidentialite/`: what is kept and how long, from the settings and rooms that rule it."""
    return _answer(request, "privacy", _("Privacy"), {"kept": what_is_kept()})


@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """`/accessibilite/`: what was checked, by what, and what is known not to work."""
    return _answer(request, "accessibility", _("Accessibility"))
