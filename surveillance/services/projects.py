"""Opening a project, changing it, attaching documents."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.core.files.base import File
from django.db import transaction
from django.utils import timezone
from wagtail.models import Collection

from campaign.models import CampaignDocument
from campaign.slugs import free_slug
from places.models import Commune
from surveillance.models import Change, Company, Project, ProjectKind
from surveillance.services.history import Details, note, settle
from surveillance.validators import RESERVED_SLUGS

PLAIN_FIELDS = (
    "name",
    "other_names",
    "area",
    "devices",
    "funder",
    "cost_eur",
    "cost_year",
    "cost_source",
    "cost_source_url",
    "summary",
)


def _slug_of(name: str, model: Any = Project) -> str:
    return free_slug(name, model.objects.all(), otherwise="projet", reserved=RESERVED_SLUGS)


def companies_named(names: Iterable[str]) -> list[Company]:
    """The companies of these names, whatever their capitals; new ones are kept."""
    found: dict[int, Company] = {}
    for name in names:
        company = Company.objects.filter(name__iexact=name).first()
        if company is None:
            company = Company.objects.create(name=name, slug=_slug_of(name, Company))
        found[company.pk] = company
    return list(found.values())


@transaction.atomic
def create_project(
    *,
    by: Any,
    communes: Sequence[Commune] = (),
    kinds: Iterable[str] = (),
    companies: Iterable[str] = (),
    slug: str = "",
    publish: bool = True,
    **fields: Any,
) -> Project:
    """Keep a new project; `companies` are names. Lines are added to it afterwards."""
    project = Project.objects.create(
        slug=slug or _slug_of(fields["name"]),
        published_at=timezone.now() if publish else None,
        created_by=by,
        **fields,
    )
    project.communes.set(communes)
    project.companies.set(companies_named(companies))
    _set_kinds(project, kinds)
    settle(project)
    note(project, Change.Act.CREATED if publish else Change.Act.REPORTED, by=by)
    return project


@transaction.atomic
def change_project(
    project: Project,
    *,
    by: Any,
    communes: Sequence[Commune],
    kinds: Iterable[str],
    companies: Iterable[str],
    **fields: Any,
) -> Project:
    """Write what was changed and, when anything was, what it was before."""
    project = Project.objects.select_for_update().get(pk=project.pk)
    before = words_of(project)
    for field in PLAIN_FIELDS:
        if field in fields:
            setattr(project, field, fields[field])
    project.save()
    project.communes.set(communes)
    project.companies.set(companies_named(companies))
    _set_kinds(project, kinds)
    # Read anew: what was prefetched tells of before.
    project = Project.objects.get(pk=project.pk)
    after = words_of(project)
    changed: Details = [[field, before[field], after[field]] for field in before if before[field] != after[field]]
    if changed:
        note(project, Change.Act.CHANGED, by=by, details=changed)
        settle(project)
    return project


def _set_kinds(project: Project, kinds: Iterable[str]) -> None:
    wanted = set(kinds)
    project.kinds.exclude(kind__in=wanted).delete()
    known = set(project.kinds.values_list("kind", flat=True))
    ProjectKind.objects.bulk_create(ProjectKind(project=project, kind=kind) for kind in sorted(wanted - known))


def words_of(project: Project) -> dict[str, str]:
    """Every field a person may change, as text, for the history."""
    words = {field: str(getattr(project, field) or "") for field in PLAIN_FIELDS}
    words["communes"] = ", ".join(commune.label for commune in project.communes.order_by("insee"))
    words["companies"] = ", ".join(project.companies.order_by("name").values_list("name", flat=True))
    words["kinds"] = ", ".join(project.kinds.order_by("kind").values_list("kind", flat=True))
    return words


@transaction.atomic
def attach_document(project: Project, *, by: Any, title: str, source: str, file: File[bytes]) -> CampaignDocument:
    """Keep a file that the cleaner has let through, and show it with the project."""
    collection = Collection.get_first_root_node() or Collection.add_root(name="Root")
    document = CampaignDocument(title=title, source=source, collection=collection, uploaded_by_user=by)
    document.file = file
    document.file_size = file.size
    document.save()
    project.documents.add(document)
    note(project, Change.Act.DOCUMENT_ADDED, by=by, details=[["documents", "", title]])
    settle(project)
    return document


@transaction.atomic
def detach_document(project: Project, document: CampaignDocument, *, by: Any) -> None:
    """Show a document with the project no longer; it stays among the documents of the site."""
    project.documents.remove(document)
    note(project, Change.Act.DOCUMENT_REMOVED, by=by, details=[["documents", document.title, ""]])
    settle(project)
