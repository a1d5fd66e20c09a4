"""Reads of people: badges beside their names, what they can show, whether letters reach them."""

from __future__ import annotations

from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth import get_user_model
from django.core import signing
from django.db.models import Exists, OuterRef, QuerySet, Subquery

from accounts.names import CAMPAIGN_MODERATORS
from accounts.tokens import unseal
from campaign.models import Membership
from forum.models import Mailbox, PublicProfile, RefusedSender, Suspension

LETTERS = "forum.letters"  # seals the address in a letter that ends them
MODERATOR = ""  # stands for the campaign's moderators; organisers' badges are the names of their collectives


# -- Badges come with the rows, without a query ------------------------------------------------------------------------
def with_badges(rows: QuerySet[Any], *, person: str) -> QuerySet[Any]:
    """Rows with what `badges_of` reads; `person` is the column that says whose they are.

    Who organises several collectives and shows them all bears the first by name: a badge is no list.
    """
    organised = Membership.objects.filter(
        user=OuterRef(person), is_shown=True, role=Membership.Role.ORGANISER, collective__approved_at__isnull=False
    )
    moderator = PublicProfile.objects.filter(
        user=OuterRef(person), shows_moderator=True, user__groups__name=CAMPAIGN_MODERATORS
    )
    return rows.annotate(
        badge_of_organiser=Subquery(organised.order_by("collective__name").values("collective__name")[:1]),
        badge_of_moderator=Exists(moderator),
    )


def badges_of(row: Any) -> tuple[str, ...]:
    """The badges of the person whose row this is; none where they were not asked for."""
    organised = getattr(row, "badge_of_organiser", None)
    return ((organised,) if organised else ()) + ((MODERATOR,) if getattr(row, "badge_of_moderator", False) else ())


# -- Profiles and letters ----------------------------------------------------------------------------------------------
def memberships_of(user: Any) -> QuerySet[Membership]:
    """What a person can choose to show: memberships of collectives that have a public page."""
    memberships = Membership.objects.filter(user=user, collective__approved_at__isnull=False)
    return memberships.select_related("collective").order_by("collective__name")


def has_address(user: Any) -> bool:
    """Whether mail reaches this person: an address that they proved to be theirs."""
    return EmailAddress.objects.filter(user=user, verified=True, email__iexact=user.email).exists()


def takes_letters(user: Any) -> bool:
    """Whether this person wants to be written to, and can be."""
    return bool(user.is_active and Mailbox.objects.filter(user=user).exists() and has_address(user))


def may_write(*, sender: Any, to: Any) -> bool:
    """Whether this sender finds the form: the receiver wants letters, and theirs too; nobody suspended writes."""
    if not sender.is_authenticated or sender.pk == to.pk or not takes_letters(to):
        return False
    if Suspension.objects.running().filter(user=sender).exists():
        return False
    return not RefusedSender.objects.filter(user=to, sender=sender).exists()


def read_stop(token: str) -> tuple[Any, Any] | None:
    """Whom a link in a letter speaks of: the receiver and the sender (None when gone); None for a link of nobody's."""
    try:
        # Letters of before hold the numbers signed, and must stop too.
        receiver_pk, sender_pk = unseal(token, purpose=LETTERS) or signing.loads(token, salt=LETTERS)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    people = get_user_model().objects.in_bulk([receiver_pk, sender_pk])
    receiver = people.get(receiver_pk)
    return None if receiver is None else (receiver, people.get(sender_pk))
