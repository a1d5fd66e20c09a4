"""A collective's communiqués: read by all, written by its organisers."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from campaign import services
from campaign.forms import StatementForm
from campaign.models import Collective, Statement
from campaign.rules import may_edit, may_organise
from engine.edit_conflicts import ChangedMeanwhile, tell_both, unchanged, with_stamp


def _statement(request: HttpRequest, slug: str, pk: int) -> Statement:
    """A communiqué of a collective that the visitor may see."""
    seen = Collective.objects.visible_to(request.user)
    return get_object_or_404(
        Statement.objects.select_related("collective").filter(collective__in=seen), collective__slug=slug, pk=pk
    )


def statement_detail(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """One communiqué."""
    statement = _statement(request, slug, pk)
    context = {
        "statement": statement,
        "collective": statement.collective,
        "may_edit": request.user.is_authenticated and may_edit(request.user, statement.collective),
    }
    response = render(request, "campaign/statement_detail.html", context)
    if not statement.collective.is_approved:
        response["X-Robots-Tag"] = "noindex"
    return response


@login_required
def write_statement(request: HttpRequest, slug: str) -> HttpResponse:
    """An organiser publishes a communiqué."""
    collective = get_object_or_404(Collective, slug=slug)
    if not may_organise(request.user, collective):
        raise Http404
    form = StatementForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        statement = services.publish_statement(collective=collective, by=request.user, **form.cleaned_data)
        messages.success(request, _("It is published."))
        return redirect(statement)
    context = {"form": form, "collective": collective}
    return render(request, "campaign/statement_form.html", context, status=422 if form.is_bound else 200)


@login_required
def edit_statement(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """An organiser, or a moderator, corrects or erases a communiqué."""
    statement = _statement(request, slug, pk)
    if not may_edit(request.user, statement.collective):
        raise Http404
    if request.method == "POST" and "erase" in request.POST:
        services.erase_statement(statement=statement, by=request.user)
        messages.success(request, _("It is erased."))
        return redirect(statement.collective)
    form = StatementForm(request.POST if request.method == "POST" else None, instance=_statement(request, slug, pk))
    form = with_stamp(form, _says(statement))
    status = 422 if form.is_bound else 200
    if form.is_valid():
        try:
            with unchanged(statement, form, _says):
                services.change_statement(statement=statement, by=request.user, **form.cleaned_data)
        except ChangedMeanwhile:
            now = _statement(request, slug, pk)
            status = 409 if tell_both(form, StatementForm(instance=now), _says(now)) else 302
        if status != 409:
            messages.success(request, _("It is changed."))
            return redirect(statement)
    context = {"form": form, "collective": statement.collective, "statement": statement}
    return render(request, "campaign/statement_form.html", context, status=status)


def _says(statement: Statement) -> dict[str, str]:
    return {"title": statement.title, "text": statement.text}
