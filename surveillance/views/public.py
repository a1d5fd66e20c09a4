"""Projects as everybody reads them: the list, all stories in one, a project, its history. No cookie is set."""

from __future__ import annotations

from itertools import groupby
from typing import NamedTuple

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.http import urlencode

from surveillance import queries
from surveillance.forms import ProjectFilter
from surveillance.models import Project, Report
from surveillance.project_map import drawing, spots
from surveillance.rules import may_change
from surveillance.schema_org import project_data

PROJECTS_A_PAGE = 24
LINES_A_PAGE = 50
CHANGES_SHOWN = 100


def _kept(form: ProjectFilter) -> str:
    """The filters of this address, for a link to the same things seen otherwise."""
    kept = {name: form.data[name] for name in ProjectFilter.NAMES if form.data.get(name)}
    return f"?{urlencode(kept)}" if kept else ""


class Choice(NamedTuple):
    """A way to narrow the list by one press, and how many projects it would leave."""

    label: str
    number: int
    query: str
    current: bool


def _choices(form: ProjectFilter, name: str, counted: dict[str, int]) -> list[Choice]:
    """The values of a filter that some project has, as links that keep the other filters; the chosen one, and all."""
    chosen = form.cleaned_data[name]
    others = {key: form.data[key] for key in ProjectFilter.NAMES if form.data.get(key) and key != name}
    labels = [(value, label) for value, label in form.fields[name].choices if value]
    found = [(value, label) for value, label in labels if counted.get(value) or value == chosen]
    return [
        Choice(str(label), counted.get(value, 0), f"?{urlencode(others | {name: value})}", value == chosen)
        for value, label in found
    ]


def _narrowing(form: ProjectFilter) -> dict[str, object]:
    """What the filters above a list show, besides the form; `unfolded` when a field of the form says something."""
    filters = form.filters()
    return {
        "kept": _kept(form),
        "narrowed": filters.any,
        "unfolded": any((filters.text, filters.place, filters.company)),
        "statuses": _choices(form, "etat", queries.counts_by_status(filters)),
        "kinds": _choices(form, "genre", queries.counts_by_kind(filters)),
    }


def project_list(request: HttpRequest) -> HttpResponse:
    """All projects, narrowed by the filters in the address."""
    form = ProjectFilter(request.GET)
    context = {"form": form, "kept": _kept(form), "unfolded": True}
    if not form.is_valid():
        return render(request, "surveillance/project_list.html", context, status=400)
    page = Paginator(queries.projects(form.filters()), PROJECTS_A_PAGE).get_page(request.GET.get("page"))
    context |= {"page_obj": page, "projects": page.object_list} | _narrowing(form)
    return render(request, "surveillance/project_list.html", context)


def project_map(request: HttpRequest) -> HttpResponse:
    """Where the projects are, narrowed by the same filters."""
    form = ProjectFilter(request.GET)
    context = {"form": form, "kept": _kept(form), "unfolded": True}
    if not form.is_valid():
        return render(request, "surveillance/project_map.html", context, status=400)
    kept = {name: form.data[name] for name in ProjectFilter.NAMES if form.data.get(name) and name != "lieu"}
    places = spots(form.filters(), kept)
    context |= {"places": places, "drawing": drawing(places)} | _narrowing(form)
    return render(request, "surveillance/project_map.html", context)


def timeline(request: HttpRequest) -> HttpResponse:
    """The lines of all projects year by year, narrowed by the same filters."""
    form = ProjectFilter(request.GET)
    context = {"form": form, "kept": _kept(form), "unfolded": True}
    if not form.is_valid():
        return render(request, "surveillance/timeline.html", context, status=400)
    page = Paginator(queries.timeline(form.filters()), LINES_A_PAGE).get_page(request.GET.get("page"))
    years = [(year, list(lines)) for year, lines in groupby(page.object_list, key=lambda line: line.date.year)]
    context |= {"page_obj": page, "years": years} | _narrowing(form)
    return render(request, "surveillance/timeline.html", context)


def _project(request: HttpRequest, slug: str) -> Project:
    projects = Project.objects.visible_to(request.user).for_lists()
    return get_object_or_404(projects, slug=slug)


def project_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """A project; one that nobody has accepted yet shows itself only to those who may decide."""
    project = _project(request, slug)
    changeable = may_change(request.user, project)
    context = {
        "project": project,
        "lines": queries.story(project),
        "documents": project.documents.select_related("collection").order_by("title"),
        "may_change": changeable,
        "report": _waiting_report(project) if changeable else None,
        "data": project_data(project) if project.published_at else "",
    }
    return render(request, "surveillance/project_detail.html", context)


def _waiting_report(project: Project) -> Report | None:
    return Report.objects.waiting().filter(project=project).first()


def project_history(request: HttpRequest, slug: str) -> HttpResponse:
    """What was changed and when; by whom is told to those who may change it too."""
    project = _project(request, slug)
    changes = project.changes.select_related("by")[:CHANGES_SHOWN]
    context = {"project": project, "changes": changes, "may_change": may_change(request.user, project)}
    return render(request, "surveillance/project_history.html", context)
