"""The figures of a commune, for those who document it."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from places.models import Commune
from surveillance import services
from surveillance.forms import FigureForm
from surveillance.models import Change, Figure
from surveillance.rules import may_document

CHANGES_SHOWN = 30


@login_required
def commune_figures(request: HttpRequest, insee: str) -> HttpResponse:
    """All figures of a commune, one to add, each to remove."""
    commune = get_object_or_404(Commune.objects.select_related("parent"), pk=insee)
    if not may_document(request.user, [commune]):
        raise Http404
    form = FigureForm(request.POST if request.method == "POST" and "remove" not in request.POST else None)
    if request.method == "POST":
        if "remove" in request.POST:
            key = request.POST["remove"]
            figure = get_object_or_404(Figure, commune=commune, pk=key if key.isdecimal() else 0)
            services.remove_figure(figure, by=request.user)
            messages.success(request, _("The figure is removed; the history keeps it."))
            return redirect("surveillance:figures", insee=insee)
        if form.is_valid():
            services.record_figure(commune=commune, by=request.user, **form.cleaned_data)
            messages.success(request, _("The figure is on the commune's page."))
            return redirect("surveillance:figures", insee=insee)
    context = {
        "commune": commune,
        "form": form,
        "figures": Figure.objects.filter(commune=commune),
        "changes": Change.objects.filter(commune=commune).select_related("by")[:CHANGES_SHOWN],
    }
    return render(request, "surveillance/figures.html", context, status=422 if form.errors else 200)
