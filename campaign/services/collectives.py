"""Starting a collective, approving it, keeping its words up to date."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Locale

from campaign.exceptions import TooManyWaiting
from campaign.models import Collective, CollectiveIndexPage, CollectivePage, Membership
from campaign.services.members import fill_organisers_group
from campaign.services.tree import translate_page
from campaign.signals import collective_approved
from places.models import Commune
from places.names import without_accents

WAITING_AT_MOST = 3
# Addresses that mean something else under /collectifs/.
RESERVED_SLUGS = frozenset({"lancer", "en-attente", "agenda", "feed", "carte"})


def free_slug(name: str) -> str:
    """An address made of a name that no other collective has."""
    base = slugify(without_accents(name))[:100].strip("-") or "collectif"
    taken = set(Collective.objects.filter(slug__startswith=base).values_list("slug", flat=True)) | RESERVED_SLUGS
    slug, number = base, 1
    while slug in taken:
        number += 1
        slug = f"{base}-{number}"
    return slug


@transaction.atomic
def start_collective(*, user: Any, commune: Commune, name: str, introduction: str, meeting_words: str) -> Collective:
    """Keep a new collective, unlisted until a moderator approves it; whoever starts it runs it."""
    if Collective.objects.waiting().filter(created_by=user).count() >= WAITING_AT_MOST:
        raise TooManyWaiting
    collective = Collective.objects.create(
        name=name,
        slug=free_slug(name),
        commune=commune,
        status=Collective.Status.FORMING,
        status_as_of=timezone.localdate().strftime("%Y-%m"),
        introduction=introduction,
        meeting_words=meeting_words,
        created_by=user,
    )
    Membership.objects.create(user=user, collective=collective, role=Membership.Role.ORGANISER)
    return collective


def _publish_pages(collective: Collective) -> list[CollectivePage]:
    """The collective's face in every language whose directory exists."""
    french = Locale.objects.get(language_code="fr")
    index = CollectiveIndexPage.objects.filter(locale=french).first()
    if index is None:
        return []
    page = CollectivePage.objects.filter(collective=collective, locale=french).first()
    if page is None:
        page = index.add_child(
            instance=CollectivePage(title=collective.name, slug=collective.slug, collective=collective, locale=french)
        )
    pages = [page]
    for translated_index in index.get_translations():
        pages.append(translate_page(page=page, locale=translated_index.locale, words={}))
    return pages


def _open_backstage(collective: Collective, pages: list[CollectivePage]) -> None:
    """A group for its organisers, with rights over its own pages, pictures and documents and nobody else's."""
    group = collective.organisers_group or Group.objects.create(name=f"collectif: {collective.slug}"[:150])
    group.permissions.add(Permission.objects.get(content_type__app_label="wagtailadmin", codename="access_admin"))
    page_rights = Permission.objects.filter(
        content_type__app_label="wagtailcore", codename__in=["add_page", "change_page", "publish_page"]
    )
    for page in pages:
        for permission in page_rights:
            GroupPagePermission.objects.get_or_create(group=group, page=page, permission=permission)
    collection = collective.media_collection
    if collection is None:
        root = Collection.get_first_root_node() or Collection.add_root(name="Root")
        collection = root.add_child(name=collective.name)
    media_rights = Permission.objects.filter(
        content_type__app_label="campaign",
        codename__in=[
            f"{verb}_{noun}" for verb in ("add", "change", "choose") for noun in ("campaignimage", "campaigndocument")
        ],
    )
    for permission in media_rights:
        GroupCollectionPermission.objects.get_or_create(group=group, collection=collection, permission=permission)
    collective.organisers_group, collective.media_collection = group, collection
    collective.save(update_fields=["organisers_group", "media_collection"])
    fill_organisers_group(collective)


@transaction.atomic
def approve_collective(*, collective: Collective) -> Collective:
    """List a collective: its pages, its organisers' rights, and the signal for the upper rooms. Safe to repeat."""
    collective = Collective.objects.select_for_update().get(pk=collective.pk)
    newly = collective.approved_at is None
    if newly:
        collective.approved_at = timezone.now()
        collective.save(update_fields=["approved_at"])
    _open_backstage(collective, _publish_pages(collective))
    if newly:
        collective_approved.send(sender=Collective, collective=collective)
    return collective


@transaction.atomic
def decline_collective(*, collective: Collective) -> None:
    """Remove a collective that was never approved, with its memberships."""
    if not collective.is_approved:
        collective.delete()


@transaction.atomic
def update_collective(*, collective: Collective, **words: Any) -> Collective:
    """Keep what an organiser changed; the pages' titles follow the name."""
    renamed = "name" in words and words["name"] != collective.name
    for field, value in words.items():
        setattr(collective, field, value)
    collective.full_clean(exclude=["created_by", "organisers_group", "media_collection"])
    collective.save()
    if renamed:
        for page in collective.pages.all():
            page.title = collective.name
            page.save_revision().publish()
    return collective
