"""Reads of the drop: who can open, whether the door may be open, what waits at the desk."""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils import timezone

from leaks.exceptions import DropClosed
from leaks.key_list import read_list
from leaks.models import Bundle, Conversation, GivenTo, Instance, Recipient
from leaks.receipts import COMING_BACK, Derived, Lane, derive
from leaks.rules import UNREAD_MUST_BE_DECIDED, is_loopback
from safety.cleaning import available
from safety.sealing import Recipients


def recipients_of(key_set: str) -> QuerySet[Recipient]:
    """Who can open what is sealed to this set now. Demo keys count on the machine itself only."""
    found = Recipient.objects.filter(key_set=key_set)
    return found if is_loopback(settings.SITE_URL) else found.filter(is_demo=False)


def keys_of(key_set: str, names: Iterable[str] | None = None) -> Recipients | None:
    """The public keys of a set, of these people alone if any of them is in it, or None when the set is empty.

    Every key that something is sealed to comes from here, so each time the list's seal is checked: `DropClosed` when
    it does not fit.
    """
    found = read_list()
    if not found.fits:
        raise DropClosed(f"The list of keys is {found.fault}.")
    return found.keys(key_set, names)


def reading_keys(names: Iterable[str] | None = None) -> Recipients:
    """The keys of the reading set, or of these of it; `DropClosed` when there are none or the list does not fit."""
    keys = keys_of(Bundle.KeySet.READING, names)
    if keys is None:
        raise DropClosed("The reading set is empty.")
    return keys


def refuse_when_closed() -> None:
    """`DropClosed` unless what comes in now can be cleaned and sealed."""
    reading_keys()
    missing = available()
    if missing:
        raise DropClosed(f"Cleaning needs {', '.join(missing)}.")


def account_exists(name: str) -> bool:
    """Whether somebody signs in under this name; asked where accounts are, never at the source's door."""
    return get_user_model().objects.filter(username=name, is_active=True).exists()


def may_read(name: str) -> bool:
    """Whether this account is a recipient: membership of the table, no permission replaces it."""
    return recipients_of(Bundle.KeySet.READING).filter(name=name).exists() if name else False


def is_in_originals_set(name: str) -> bool:
    """Whether this account may download untouched originals."""
    return recipients_of(Bundle.KeySet.ORIGINALS).filter(name=name).exists() if name else False


def find_conversation(receipt: str, *, lane: Lane = COMING_BACK) -> tuple[Conversation | None, Derived]:
    """The conversation of a receipt, if there is one; the same work is done in both cases."""
    derived = derive(receipt, salt=Instance.salt_bytes(), lane=lane)
    return Conversation.objects.filter(lookup=derived.lookup).first(), derived


def queue(name: str, *, with_closed: bool = False, label: str = "") -> QuerySet[Conversation]:
    """What the desk lists for this person, its bundles and who has them at hand."""
    given = GivenTo.objects.filter(
        conversation=OuterRef("pk"), name__in=recipients_of(Bundle.KeySet.READING).values("name")
    )
    found = Conversation.objects.filter(~Exists(given) | Exists(given.filter(name=name))).prefetch_related(
        Prefetch("bundles", Bundle.objects.order_by("day", "id").prefetch_related("downloads")),
        "given",
    )
    if label:
        found = found.filter(labels__contains=f" {label} ")
    return found if with_closed else found.filter(~Q(state=Conversation.State.CLOSED))


def teams() -> dict[str, list[Recipient]]:
    """Who reads, and who may see originals, now."""
    return {key_set: list(recipients_of(key_set)) for key_set in Bundle.KeySet.values}


def audience(conversation: Conversation, team: dict[str, list[Recipient]]) -> set[str]:
    """Who reads this conversation: those it was given to, or everybody when none of them reads any more."""
    readers = {recipient.name for recipient in team[Bundle.KeySet.READING]}
    return {given.name for given in conversation.given.all()} & readers or readers


def not_there_yet(conversation: Conversation, team: dict[str, list[Recipient]]) -> set[str]:
    """Who is meant to read something of this and has not downloaded it.

    Whoever got their key on a later day cannot open a bundle, and is not waited for.
    """
    readers, missing = audience(conversation, team), set[str]()
    for bundle in conversation.bundles.all():
        able = {one.name for one in team[bundle.key_set] if one.since <= bundle.day}
        missing |= (able & readers) - {download.name for download in bundle.downloads.all()}
    return missing


def given_names(lookup: str) -> set[str] | None:
    """Whom the conversation of this lookup id was given to and who still reads; None: everybody, or it is new."""
    given = set(GivenTo.objects.filter(conversation__lookup=lookup).values_list("name", flat=True))
    return given & {recipient.name for recipient in recipients_of(Bundle.KeySet.READING)} or None if given else None


def undecided(name: str) -> QuerySet[Conversation]:
    """What nobody has opened for so long that a recipient must extend or erase it before doing anything else."""
    today = timezone.localdate()
    unread = Bundle.objects.filter(
        conversation=OuterRef("pk"), downloaded_on=None, day__lte=today - UNREAD_MUST_BE_DECIDED
    )
    return queue(name, with_closed=True).filter(Exists(unread)).exclude(extended_until__gt=today)
