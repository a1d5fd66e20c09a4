"""Forms for those who document a commune: open a project, change it, its lines, its documents. 404 for others."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from engine.edit_conflicts import ChangedMeanwhile, tell_both, unchanged, with_stamp
from places.queries import commune_of_code
from surveillance import queries, services
from surveillance.forms import DocumentForm, LineForm, ProjectForm
from surveillance.models import Line, Project
from surveillance.rules import may_document


def _typed(request: HttpRequest) -> Any:
    """What was posted, also when nothing was filled in; None when the form is merely shown."""
    return request.POST if request.method == "POST" else None


def _status(form: Any) -> int:
    return 422 if form.is_bound and form.errors else 200


def _changeable(request: HttpRequest, slug: str) -> Project:
    return get_object_or_404(Project.objects.changeable_by(request.user), slug=slug)


@login_required
def add(request: HttpRequest) -> HttpResponse:
    """Open a project that is public at once."""
    if not queries.decides_something(request.user):
        raise Http404
    commune = commune_of_code(request.GET.get("commune", ""))
    form = ProjectForm(_typed(request), initial={"commune": commune})
    if request.method == "POST" and form.is_valid():
        if may_document(request.user, form.chosen_communes):
            project = services.create_project(by=request.user, **form.project_fields())
            messages.success(request, _("It is public. Now add its first line: where does it stand, since when?"))
            return redirect("surveillance:add_line", slug=project.slug)
        form.add_error(
            "commune", _("None of these communes is your collective's. Report the project: its own collective decides.")
        )
    return render(request, "surveillance/project_form.html", {"form": form, "project": None}, status=_status(form))


@login_required
def edit(request: HttpRequest, slug: str) -> HttpResponse:
    """Change a project, or correct a report before accepting it."""
    project = _changeable(request, slug)
    form = with_stamp(ProjectForm.of(project, _typed(request)), services.words_of(project))
    status = None
    if request.method == "POST" and form.is_valid():
        if may_document(request.user, form.chosen_communes):
            try:
                with unchanged(project, form, services.words_of):
                    services.change_project(project, by=request.user, **form.project_fields())
            except ChangedMeanwhile:
                now = _changeable(request, slug)
                status = 409 if tell_both(form, ProjectForm.of(now), services.words_of(now)) else None
            if status is None:
                messages.success(request, _("Changed. What it said before stays in its history."))
                return redirect(project)
        else:
            kept = _("Keep at least one commune of your collective, or you could not change it again.")
            form.add_error("commune", kept)
    context = {"form": form, "project": project}
    return render(request, "surveillance/project_form.html", context, status=status or _status(form))


@login_required
def add_line(request: HttpRequest, slug: str) -> HttpResponse:
    """Add a dated line."""
    project = _changeable(request, slug)
    form = LineForm(_typed(request))
    if request.method == "POST" and form.is_valid():
        services.add_line(project, by=request.user, **form.cleaned_data)
        messages.success(request, _("The line is added."))
        return redirect(project)
    context = {"form": form, "project": project, "line": None}
    return render(request, "surveillance/line_form.html", context, status=_status(form))


@login_required
def edit_line(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Correct a line, or remove it."""
    project = _changeable(request, slug)
    line = get_object_or_404(Line.objects.select_related("project"), project=project, pk=pk)
    if request.method == "POST" and "remove" in request.POST:
        services.remove_line(line, by=request.user)
        messages.success(request, _("The line is removed; the history keeps what it said."))
        return redirect(project)
    form = LineForm(_typed(request), initial=LineForm.initial_of(line))
    form, status = with_stamp(form, services.words_of_line(line)), None
    if request.method == "POST" and form.is_valid():
        try:
            with unchanged(line, form, services.words_of_line):
                services.change_line(line, by=request.user, **form.cleaned_data)
        except ChangedMeanwhile:
            now = get_object_or_404(Line, project=project, pk=pk)
            opened = LineForm(initial=LineForm.initial_of(now))
            status = 409 if tell_both(form, opened, services.words_of_line(now)) else None
        if status is None:
            messages.success(request, _("The line is corrected."))
            return redirect(project)
    context = {"form": form, "project": project, "line": line}
    return render(request, "surveillance/line_form.html", context, status=status or _status(form))


@login_required
def add_document(request: HttpRequest, slug: str) -> HttpResponse:
    """Attach a file, cleaned of what names its author."""
    project = _changeable(request, slug)
    form = DocumentForm(_typed(request), request.FILES if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        services.attach_document(project, by=request.user, **form.cleaned_data)
        messages.success(request, _("The document is attached."))
        return redirect(project)
    context = {"form": form, "project": project}
    return render(request, "surveillance/document_form.html", context, status=_status(form))


@login_required
@require_POST
def remove_document(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Show a document with the project no longer."""
    project = _changeable(request, slug)
    document = get_object_or_404(project.documents, pk=pk)
    services.detach_document(project, document, by=request.user)
    messages.success(request, _("The document is no longer attached."))
    return redirect(project)
