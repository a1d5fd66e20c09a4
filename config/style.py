"""The living style page: every component as it is, for those who write templates."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms
from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from campaign.cartography import project
from campaign.models import CampaignImage
from campaign.plates.drawing import EVENT_KINDS, PROJECT_KINDS


class _ExampleForm(forms.Form):
    """One field of each sort, as a refused form shows them."""

    name = forms.CharField(label="Nom du collectif", help_text="Celui que les gens connaissent déjà.")
    commune = forms.ChoiceField(label="Commune", choices=[("", "Choisissez…"), ("13055", "Marseille")])
    date = forms.DateField(label="Date", required=False, widget=forms.DateInput(attrs={"type": "date"}))
    words = forms.CharField(label="Présentation", required=False, widget=forms.Textarea(attrs={"rows": 4}))
    kind = forms.ChoiceField(
        label="Sorte de date",
        choices=[("meeting", "Réunion"), ("cartopartie", "Cartopartie")],
        widget=forms.RadioSelect,
    )
    file = forms.FileField(label="Affiche", required=False, help_text="PNG, JPEG ou PDF, 10 Mo au plus.")
    agreed = forms.BooleanField(label="La réunion est ouverte à tout le monde")


_SOON = 7  # days, as in the agenda: what is near has the marker's colour


def _pictures() -> dict[str, Any]:
    """Each motif with a key of its own, names that have signs, and the treatments of photographs."""
    return {
        "event_kinds": list(EVENT_KINDS),
        "project_kinds": list(PROJECT_KINDS),
        "signed": ("collective:1", "collective:2", "Lanterne", "Merle", "Cache-objectif"),
        "treatments": CampaignImage.Treatment.values,
        "marseille": project(latitude=43.3, longitude=5.4),
    }


def style_page(request: HttpRequest) -> HttpResponse:
    """Show every component, light and dark; only where we develop or to the staff."""
    if not (settings.DEBUG or request.user.is_staff):
        raise Http404
    today = timezone.localdate()
    return render(
        request,
        "components/style.html",
        {
            "form": _ExampleForm(),
            "refused": _ExampleForm({"name": "", "words": "Nous nous retrouvons chaque mois."}),
            "page_obj": Paginator(range(95), 10).get_page(4),
            "dates": [(today + datetime.timedelta(days=days), days <= _SOON) for days in (3, 17, 45)],
            "tokens": (
                "paper",
                "surface",
                "sunken",
                "ink",
                "ink-soft",
                "line-soft",
                "accent",
                "marker",
                "success",
                "warning",
                "danger",
            ),
            **_pictures(),
            "crumbs": [("Accueil", "/"), ("Collectifs", "/collectifs/"), ("Collectif de démonstration", "")],
        },
    )
