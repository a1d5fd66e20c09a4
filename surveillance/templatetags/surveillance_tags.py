"""What pages of other rooms show of this one, without importing it."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from accounts.waiting import read_for
from campaign.templatetags.plates import plate
from safety.html import render_markdown
from surveillance import queries
from surveillance.models import Project, ProjectKind
from surveillance.models.projects import Status
from surveillance.rules import may_document

register = template.Library()


@register.filter
def markdown(text: str) -> SafeString:
    """What somebody wrote, as safe HTML."""
    return render_markdown(text)


_OTHER_LABELS = {
    "kinds": _("kind"),
    "date": _("date"),
    "status": _("status"),
    "text": _("what happened"),
    "source": _("source"),
    "source_url": _("address of the source"),
    "figure": _("figure"),
}


@register.filter
def field_label(name: str) -> str:
    """What a field of the history is called on a form."""
    if name in _OTHER_LABELS:
        return str(_OTHER_LABELS[name])
    return str(Project._meta.get_field(name).verbose_name)


@register.filter
def value_label(value: str, field: str) -> str:
    """A value of the history as a page says it."""
    if field == "status":
        return str(dict(Status.choices).get(value, value))
    if field == "kinds":
        labels = dict(ProjectKind.Kind.choices)
        return ", ".join(str(labels.get(kind, kind)) for kind in value.split(", "))
    return value


@register.simple_tag
def project_plate(project: Project) -> SafeString:
    """Draw what a project is; of cameras as many as a source counts."""
    kind = project.kind_shown
    return plate(kind, project.pk, number=project.devices if kind == ProjectKind.Kind.CAMERAS else None)


@register.inclusion_tag("surveillance/projects_here.html")
def surveillance_projects(
    commune: Any = None, collective: Any = None, limit: int = 6, level: int = 3
) -> dict[str, Any]:
    """Projects of a commune or of a collective's commune: {% surveillance_projects commune=… limit=6 level=3 %}."""
    where = commune or (collective.commune if collective else None)
    found = queries.first_projects_of(where, limit + 1) if where else []
    return {"projects": found[:limit], "more": len(found) > limit, "commune": where, "level": level}


@register.simple_tag
def has_projects(commune: Any, limit: int = 6) -> bool:
    """Whether `surveillance_projects` of this commune and limit has something to show."""
    return bool(queries.first_projects_of(commune, limit + 1))


@register.inclusion_tag("surveillance/projects_in_the_news.html")
def projects_in_the_news(limit: int = 4) -> dict[str, Any]:
    """What watches us, the projects told of last with their pictures: {% projects_in_the_news limit=4 %}."""
    return {"projects": queries.told_last(limit), "number": queries.count_published()}


@register.inclusion_tag("surveillance/commune_figures.html", takes_context=True)
def commune_cameras(context: dict[str, Any], commune: Any) -> dict[str, Any]:
    """Cameras declared in a commune and what they cost a year: {% commune_cameras commune %}."""
    user = context.get("user")
    return {
        "known": queries.figures_of(commune),
        "commune": commune,
        "may_document": user is not None and may_document(user, [commune]),
    }


@register.inclusion_tag("surveillance/waiting_reports.html")
def reports_waiting(user: Any) -> dict[str, Any]:
    """Reports that wait for this person, for the page of everything that waits."""
    return {"reports": read_for(user, queries.reports_for)}
