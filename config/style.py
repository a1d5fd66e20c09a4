"""The living style page: every component as it is, for those who write templates."""

from __future__ import annotations

import datetime

from django import forms
from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone


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
            "dates": [today + datetime.timedelta(days=days) for days in (3, 17, 45)],
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
            "crumbs": [("Accueil", "/"), ("Collectifs", "/collectifs/"), ("Collectif de démonstration", "")],
        },
    )
