"""Starting a collective, listing one, keeping its words up to date. Approval is in approval.py."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from campaign.exceptions import TooManyWaiting
from campaign.models import Act, Collective, Membership
from campaign.services.approval import approve_collective
from campaign.services.log import log
from campaign.signals import FirstMeeting, first_meeting_named
from campaign.slugs import free_slug
from places.models import Commune

WAITING_AT_MOST = 3
# Addresses that mean something else under /collectifs/.
RESERVED_SLUGS = frozenset(
    {
        "lancer",
        "en-attente",
        "agenda",
        "feed",
        "carte",
        "alertes",
        "inscrire",
        "journal",
        "communiques",
        "invitation",
        "miens",
    }
)


def _slug_of(name: str) -> str:
    return free_slug(name, Collective.objects.all(), otherwise="collectif", reserved=RESERVED_SLUGS)


@transaction.atomic
def start_collective(
    *,
    user: Any,
    commune: Commune,
    name: str,
    introduction: str,
    meeting_words: str,
    first_meeting: FirstMeeting | None = None,
) -> Collective:
    """Keep a new collective, unlisted until a moderator approves it; whoever starts it runs it.

    The same words sent again by the same person lead to the collective that they started.
    Raises TooManyWaiting when three of this person's wait already.
    """
    User.objects.select_for_update().get(pk=user.pk)  # a second click waits for the first
    words = {"name": name, "introduction": introduction, "meeting_words": meeting_words}
    earlier = Collective.objects.filter(created_by=user, commune=commune, **words).first()
    if earlier is not None:
        return earlier
    if Collective.objects.waiting().filter(created_by=user).count() >= WAITING_AT_MOST:
        raise TooManyWaiting
    collective = Collective.objects.create(
        slug=_slug_of(name),
        commune=commune,
        status=Collective.Status.FORMING,
        status_as_of=timezone.localdate().strftime("%Y-%m"),
        created_by=user,
        **words,
    )
    Membership.objects.create(user=user, collective=collective, role=Membership.Role.ORGANISER)
    log(collective=collective, what=Act.What.STARTED, who=user)
    if first_meeting is not None:
        first_meeting_named.send(sender=Collective, collective=collective, by=user, first_meeting=first_meeting)
    return collective


@transaction.atomic
def list_collective(*, by: Any, name: str, commune: Commune, **words: Any) -> Collective:
    """Put an ally, or a place where a collective is wanted, into the directory: nobody runs it here."""
    collective = Collective.objects.create(
        name=name,
        slug=_slug_of(name),
        commune=commune,
        status_as_of=timezone.localdate().strftime("%Y-%m"),
        created_by=by,
        **words,
    )
    log(collective=collective, what=Act.What.LISTED, who=by)
    return approve_collective(collective=collective, by=by)


@transaction.atomic
def update_collective(*, collective: Collective, by: Any = None, **words: Any) -> Collective:
    """Keep what was changed; the pages' titles follow the name. Nothing changed, nothing written."""
    # Read again, and held: what was approved, put to sleep or changed by somebody else meanwhile stays so.
    collective = Collective.objects.select_for_update(of=("self",)).select_related("commune").get(pk=collective.pk)
    changed = {field: value for field, value in words.items() if getattr(collective, field) != value}
    if not changed:
        return collective
    written = set(changed)
    if "status" in changed:
        collective.status_as_of, collective.status_before_sleep = timezone.localdate().strftime("%Y-%m"), ""
        written |= {"status_as_of", "status_before_sleep"}
    for field, value in changed.items():
        setattr(collective, field, value)
    collective.full_clean(exclude=["created_by", "organisers_group", "media_collection"])
    collective.save(update_fields=written)
    if "name" in changed:
        for page in collective.pages.all():
            page.title = collective.name
            page.save_revision().publish()
    if by is not None:
        labels = [str(field.verbose_name) for field in Collective._meta.fields if field.name in changed]
        log(collective=collective, what=Act.What.EDITED, who=by, words=", ".join(labels))
    return collective
