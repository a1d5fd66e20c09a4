"""Somebody reports a project, without account and without cookie; those who document the commune decide."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext_lazy
from django.views.decorators.http import require_POST

from intake.exceptions import Overtaken
from intake.forms import DeclineForm, SeveralForm
from intake.views import Reception, Verdict, open_form, private_link
from places.queries import commune_of_code
from safety.words import apart
from surveillance import queries, services
from surveillance.forms import ReportForm
from surveillance.links import REPORT
from surveillance.models import Report

SEVERAL = Verdict(
    accept=services.accept_report,
    decline=services.decline_report,
    accepted=ngettext_lazy("%(number)d project is public now.", "%(number)d projects are public now.", "number"),
    declined=ngettext_lazy("%(number)d report is declined.", "%(number)d reports are declined.", "number"),
)


@open_form
def report(request: HttpRequest) -> HttpResponse:
    """The form, and what becomes of it."""

    def show(form: ReportForm, status: int = 200) -> HttpResponse:
        return render(request, "surveillance/report_form.html", {"form": form}, status=status)

    if request.method != "POST":
        return show(ReportForm(initial={"commune": commune_of_code(request.GET.get("commune", ""))}))
    form = ReportForm(request.POST)

    def keep(key: uuid.UUID) -> HttpResponse:
        words = {"line": form.line_fields(), "note": form.cleaned_data["note"]}
        kept = services.report_project(key=key, **words, **form.project_fields())
        return redirect("surveillance:follow", token=REPORT.token_of(kept))

    return Reception(show, thanks=lambda: redirect("surveillance:reported")).receive(request, form, take=keep)


def reported(request: HttpRequest) -> HttpResponse:
    """Thanks, for those who get no link of their own."""
    return render(request, "surveillance/reported.html")


@private_link
def follow(request: HttpRequest, token: str) -> HttpResponse:
    """What became of a report, for whoever holds its private link."""
    found = queries.report_of_token(token)
    if found is None:
        raise Http404
    context = {"report": found, "address": request.build_absolute_uri()}
    return render(request, "surveillance/report_followed.html", context)


@login_required
def queue(request: HttpRequest) -> HttpResponse:
    """What waits for this person; 404 for those to whom nothing comes."""
    reports = list(queries.reports_for(request.user))
    if not reports and not queries.decides_something(request.user):
        raise Http404
    return render(request, "surveillance/reports.html", {"reports": reports, "several": SeveralForm()})


@login_required
@require_POST
def decide_several(request: HttpRequest) -> HttpResponse:
    """Accept the ticked reports, or decline them with one reason. What is decided already is left as it is."""
    if not queries.decides_something(request.user):
        raise Http404
    waiting = queries.reports_for(request.user)
    form = SEVERAL.on_ticked(request, waiting)
    if not form.is_valid():
        context = {"reports": list(waiting), "several": form}
        return render(request, "surveillance/reports.html", context, status=422)
    return redirect("surveillance:reports")


@login_required
@require_POST
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Accept a report, or decline it with a reason."""
    decidable = Report.objects.decidable_by(request.user).select_related("project")
    found = get_object_or_404(decidable, pk=pk)
    try:
        if "accept" in request.POST:
            project = services.accept_report(found, by=request.user)
            messages.success(request, _("“%(name)s” is public now.") % {"name": apart(project)})
            return redirect(project)
        form = DeclineForm(request.POST)
        if not form.is_valid():
            context = {"reports": [found], "refused": form}
            return render(request, "surveillance/reports.html", context, status=422)
        services.decline_report(found, by=request.user, reason=form.cleaned_data["reason"])
        messages.success(request, _("Declined. It is erased in 30 days."))
    except Overtaken as refusal:
        messages.info(request, refusal.sentence)
    return redirect("surveillance:reports")
