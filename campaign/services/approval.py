"""What a moderator answers to a new collective, and all that approval opens."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.utils import timezone
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Locale

from campaign import groups
from campaign.models import Act, Collective, CollectiveIndexPage, CollectivePage
from campaign.services.log import log
from campaign.services.tree import translate_page
from campaign.signals import collective_approved

DECLINED_KEPT = timedelta(days=90)  # told to the organisers; meanwhile they may change it and send it again


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
    groups.fill(collective)


@transaction.atomic
def approve_collective(*, collective: Collective, by: Any = None) -> Collective:
    """List a collective: its pages, its organisers' rights, and the signal for the upper rooms. Safe to repeat."""
    collective = Collective.objects.select_for_update().get(pk=collective.pk)
    newly = collective.approved_at is None
    if newly:
        collective.approved_at, collective.declined_at, collective.declined_because = timezone.now(), None, ""
        collective.save(update_fields=["approved_at", "declined_at", "declined_because"])
    _open_backstage(collective, _publish_pages(collective))
    if newly:
        collective_approved.send(sender=Collective, collective=collective)
        log(collective=collective, what=Act.What.APPROVED, who=by)
    return collective


@transaction.atomic
def decline_collective(*, collective: Collective, reason: str, by: Any = None) -> Collective:
    """Say no, and why: only its organisers and moderators see it from now on. One that is listed stays listed."""
    collective = Collective.objects.select_for_update().get(pk=collective.pk)
    if collective.is_approved or collective.is_declined:
        return collective
    collective.declined_at, collective.declined_because = timezone.now(), reason
    collective.save(update_fields=["declined_at", "declined_because"])
    log(collective=collective, what=Act.What.DECLINED, who=by, words=reason)
    return collective


@transaction.atomic
def send_again(*, collective: Collective, by: Any) -> Collective:
    """Ask the moderators once more about a collective that was declined."""
    collective = Collective.objects.select_for_update().get(pk=collective.pk)
    if collective.is_declined:
        collective.declined_at, collective.declined_because = None, ""
        collective.save(update_fields=["declined_at", "declined_because"])
        log(collective=collective, what=Act.What.SENT_AGAIN, who=by)
    return collective


def erase_declined_collectives() -> int:
    """Every night: erase what was declined 90 days ago and not sent again; return how many."""
    old = Collective.objects.filter(approved_at=None, declined_at__lt=timezone.now() - DECLINED_KEPT)
    number = old.count()
    for collective in old:
        collective.delete()
    return number
