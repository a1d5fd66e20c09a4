"""The list behind the pages of projects, and what other rooms show of them."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass, replace
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from accounts.waiting import number_for
from campaign.models import Collective, Membership
from campaign.rules import may_moderate, organised_by
from engine.part_cache import cached, cached_rows
from engine.prepared_queries import prepared
from places.models import Commune
from places.queries import matching
from safety.letters import plain_letters
from surveillance.links import REPORT
from surveillance.models import Company, Line, Project, ProjectKind, Report

WORDS_AT_MOST = 8
COMPANIES_AT_MOST = 200
FOUND_AT_MOST = 10  # by the site's search
LOOKED_AT = 5  # times as many projects as are shown, so that the kinds differ


@dataclass(frozen=True)
class Filters:
    """What the address of the list narrows it to."""

    text: str = ""
    place: str = ""
    kind: str = ""
    status: str = ""
    company: str = ""  # its slug

    @property
    def any(self) -> bool:
        return any((self.text, self.place, self.kind, self.status, self.company))


def projects(filters: Filters) -> QuerySet[Project]:
    """Published projects that answer the filters, the latest told first, in a constant number of queries."""
    return _narrowed(Project.objects.published(), filters).for_lists().order_by("-updated_at", "-pk")


def counts_by_status(filters: Filters) -> dict[str, int]:
    """How many projects answer the filters but that of the status, by status; without one under ""."""
    found = _narrowed(Project.objects.published(), replace(filters, status=""))
    return dict(found.order_by().values_list("status").annotate(Count("pk")))


def counts_by_kind(filters: Filters) -> dict[str, int]:
    """How many projects answer the filters but that of the kind, by kind; one of two kinds counts for both."""
    found = _narrowed(Project.objects.published(), replace(filters, kind=""))
    kinds = ProjectKind.objects.filter(project__in=found.values("pk"))
    return dict(kinds.order_by().values_list("kind").annotate(Count("pk")))


def placed(filters: Filters) -> list[tuple[str, str]]:
    """The commune and the status of each project that answers the filters, once for each of its communes."""
    tied = Project.communes.through.objects.filter(
        project__in=_narrowed(Project.objects.published(), filters).values("pk")
    )
    return list(tied.order_by("commune", "project").values_list("commune", "project__status"))


def timeline(filters: Filters) -> QuerySet[Line]:
    """The lines of those projects, all stories in one, the latest first."""
    found = Line.objects.filter(project__in=_narrowed(Project.objects.published(), filters).values("pk"))
    return found.select_related("project").prefetch_related("project__communes").order_by("-sorted_on", "-date", "-pk")


def _words(text: str) -> list[str]:
    return plain_letters(text).split()[:WORDS_AT_MOST]


def _holding(found: Any, words: list[str]) -> Any:
    for word in words:
        found = found.filter(search_text__contains=word)
    return found


def _narrowed(found: Any, filters: Filters) -> Any:
    found = _holding(found, _words(filters.text))
    if filters.place:
        found = found.filter(Exists(_places(matching(filters.place))))
    if filters.kind:
        found = found.filter(Exists(ProjectKind.objects.filter(project=OuterRef("pk"), kind=filters.kind)))
    if filters.status:
        found = found.filter(status=filters.status)
    if filters.company:
        found = found.filter(
            Exists(Project.companies.through.objects.filter(project=OuterRef("pk"), company__slug=filters.company))
        )
    return found


def _places(communes: QuerySet[Commune]) -> QuerySet[Any]:
    """The rows that tie a project to one of these communes or to one of their arrondissements."""
    tied = Project.communes.through.objects.filter(project=OuterRef("pk"))
    bare = communes.order_by().values("pk")
    return tied.filter(Q(commune__in=bare) | Q(commune__parent__in=bare))


def projects_of(*, commune: Commune | None = None, collective: Collective | None = None) -> QuerySet[Project]:
    """Published projects of a commune, or of the commune of a collective; a city and its arrondissements are one."""
    where = commune or (collective.commune if collective else None)
    if where is None:
        return Project.objects.none()
    family = Q(pk=where.pk) | Q(parent=where.pk)
    if where.parent_id:
        family |= Q(pk=where.parent_id)
    tied = Project.communes.through.objects.filter(
        project=OuterRef("pk"), commune__in=Commune.objects.filter(family).values("pk")
    )
    return Project.objects.published().filter(Exists(tied)).for_lists().order_by("-updated_at", "-pk")


def first_projects_of(commune: Commune, limit: int) -> list[Project]:
    """The same, as many as that: for pages about something else, which show everybody the same ones."""
    name = ("surveillance:projects", commune.pk, limit)
    return cached_rows(name, lambda: projects_of(commune=commune)[:limit], weight=limit)


def told_last(limit: int) -> list[Project]:
    """Published projects told of last, as many as that, of each kind one before a second; the same for everybody."""

    def read() -> list[Project]:
        told = Project.objects.published().prefetch_related("communes", "kinds", "lines").order_by("-updated_at", "-pk")
        met: Counter[str] = Counter()
        rounds: list[tuple[int, int, Project]] = []
        for project in told[: limit * LOOKED_AT]:
            rounds.append((met[project.kind_shown], len(rounds), project))
            met[project.kind_shown] += 1
        return [project for _round, _place, project in sorted(rounds, key=lambda one: one[:2])[:limit]]

    return cached_rows(("surveillance:told-last", limit), read, weight=limit)


def count_published() -> int:
    """How many projects are documented."""
    return cached("surveillance:published", Project.objects.published().count)


def story(project: Project) -> list[Line]:
    """A project's lines, the latest first."""
    return list(project.lines.all())


def companies_listed() -> QuerySet[Company]:
    """Companies that a published project names."""
    named = Project.companies.through.objects.filter(company=OuterRef("pk"), project__published_at__isnull=False)
    return Company.objects.filter(Exists(named))[:COMPANIES_AT_MOST]


def is_known_company(slug: str) -> bool:
    """Whether a company has this address."""
    return Company.objects.filter(slug=slug).exists()


def search_projects(text: str) -> list[Project]:
    """The published projects told last whose names, places, companies and story hold every word of `text`."""
    words = _words(text)
    return _projects_holding(words=words) if words else []


@prepared
def _projects_holding(*, words: list[str]) -> QuerySet[Project]:
    found = _holding(Project.objects.published(), words).prefetch_related("communes", "kinds")
    return found.order_by("-updated_at", "-pk")[:FOUND_AT_MOST]


def reports_for(user: Any) -> QuerySet[Report]:
    """What waits for this person's decision, the oldest first."""
    if not user.is_authenticated:
        return Report.objects.none()
    waiting = Report.objects.waiting().decidable_by(user).select_related("project")
    return waiting.prefetch_related("project__communes", "project__kinds", "project__companies", "project__lines")


def report_of_token(token: str) -> Report | None:
    """The report that a private link opens, with its project. Links of before 0.2.0 have a digest alone."""
    reports = Report.objects.select_related("project")
    digest = hashlib.sha256(token.encode()).hexdigest()
    return REPORT.row_of(token, reports) or reports.filter(token_digest=digest).first()


def organisers_for(report: Report) -> QuerySet[Any]:
    """The organisers to whom a report falls: those of `may_document`, without the campaign's moderators."""
    communes = report.project.communes.values("pk")
    near = (
        Q(collective__commune__in=communes)
        | Q(collective__commune__parent__in=communes)
        | Q(collective__commune__arrondissements__in=communes)
    )
    organising = Membership.objects.filter(near, role=Membership.Role.ORGANISER, collective__approved_at__isnull=False)
    return get_user_model().objects.filter(pk__in=organising.values("user"), is_active=True)


def count_reports(user: Any) -> int | None:
    """How many reports wait for this person, for the head of every page; None when none can come to them."""
    return number_for(user, reports_for) if decides_something(user) else None


def decides_something(user: Any) -> bool:
    """Whether reports can come to this person at all: they run an approved collective, or moderate the campaign."""
    if not user.is_authenticated or not user.is_active:
        return False
    if may_moderate(user):
        return True
    organised = organised_by(user)
    return bool(organised) and Collective.objects.approved().filter(pk__in=organised).exists()
