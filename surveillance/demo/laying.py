"""Laying the demonstration; done again, it restores what was changed."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone

from campaign.demo.facts import SOURCES
from campaign.demo.typesetting import typeset
from places.models import Commune
from surveillance import services
from surveillance.demo.figures import FIGURES
from surveillance.demo.projects import REPORTED, STORIES, Story
from surveillance.models import Change, Figure, Project
from surveillance.validators import read_partial_date

CAMPAIGN_SITE = "https://technopolice.fr/"
# The campaign's own articles and overview can be looked up; a broadcast and a printed file have no address here.
ONLINE = ("feed", "article")


def _source(word: str) -> dict[str, str]:
    return {
        "source": typeset(SOURCES[word][0].rstrip(".")),
        "source_url": CAMPAIGN_SITE if word in ONLINE else "",
    }


@transaction.atomic
def load() -> str:
    """Lay or restore projects and figures; return what was done, in a few words."""
    for story in STORIES:
        _lay_story(story)
    _lay_figures()
    _lay_report()
    return f"{len(STORIES)} projects, {len(FIGURES)} figures"


def _lay_story(story: Story) -> None:
    fields: dict[str, Any] = {
        "name": typeset(story.name),
        "other_names": typeset(story.other_names),
        "area": typeset(story.area),
        "summary": typeset(story.summary),
        "devices": story.devices,
        "funder": "",
    }
    if story.cost:
        euros, year, word = story.cost
        told = _source(word)
        fields |= {"cost_eur": euros, "cost_year": year}
        fields |= {"cost_source": told["source"], "cost_source_url": told["source_url"]}
    tied: dict[str, Any] = {
        "communes": list(Commune.objects.filter(pk__in=story.insee)),
        "companies": story.companies,
        "kinds": story.kinds,
    }
    project = Project.objects.filter(slug=story.slug).first()
    if project is None:
        project = services.create_project(by=None, slug=story.slug, **tied, **fields)
    else:
        project = services.change_project(project, by=None, **tied, **fields)
        project.lines.all().delete()
        Project.objects.filter(pk=project.pk).update(published_at=project.published_at or timezone.now())
    for line in story.lines:
        services.add_line(
            project,
            by=None,
            when=read_partial_date(line.when),
            status=line.status,
            text=typeset(line.text),
            **_source(line.source),
        )
    # Its history begins with the demonstration: laying it again is no change of anybody's.
    Change._base_manager.filter(project=project).exclude(act=Change.Act.CREATED).delete()


def _lay_figures() -> None:
    communes = {row[0] for row in FIGURES}
    Figure.objects.filter(commune__in=communes, created_by=None).delete()
    for insee, what, value, quality, year, word, remark in FIGURES:
        services.record_figure(
            commune=Commune.objects.get(pk=insee),
            by=None,
            what=what,
            value=value,
            quality=quality,
            year=year,
            note=typeset(remark),
            **_source(word),
        )
    Change._base_manager.filter(commune__in=communes, by=None).delete()


def _lay_report() -> None:
    if Project.objects.filter(name=REPORTED["name"]).exists():
        return
    services.report_project(
        name=REPORTED["name"],
        summary=typeset(REPORTED["summary"]),
        kinds=["cameras"],
        communes=[Commune.objects.get(pk=REPORTED["insee"])],
        line={
            "when": read_partial_date(str(timezone.localdate().year)),
            "status": "planned",
            "text": REPORTED["text"],
            "source": REPORTED["source"],
        },
    )
