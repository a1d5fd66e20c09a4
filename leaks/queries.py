"""Reads of the drop: who can open, whether the door may be open, what waits at the desk."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils import timezone

from leaks.exceptions import DropClosed, NoConversation
from leaks.models import Bundle, Conversation, Instance, Note, Recipient, Reply
from leaks.receipts import Derived, derive
from leaks.rules import UNREAD_MUST_BE_DECIDED, is_loopback
from safety.cleaning import available
from safety.sealing import Recipients


def recipients_of(key_set: str) -> QuerySet[Recipient]:
    """Who can open what is sealed to this set now. Demo keys count on the machine itself only."""
    found = Recipient.objects.filter(key_set=key_set)
    return found if is_loopback(settings.SITE_URL) else found.filter(is_demo=False)


def keys_of(key_set: str) -> Recipients | None:
    """The public keys of a set, or None when it is empty."""
    keys = tuple(recipients_of(key_set).values_list("public_key", flat=True).order_by("public_key"))
    return Recipients(keys) if keys else None


def reading_keys() -> Recipients:
    """The keys of the reading set; `DropClosed` when there are none."""
    keys = keys_of(Bundle.KeySet.READING)
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


def find_conversation(receipt: str) -> tuple[Conversation, Derived]:
    """The conversation of a receipt, or `NoConversation`; the same work is done in both cases."""
    derived = derive(receipt, salt=Instance.salt_bytes())
    conversation = Conversation.objects.filter(lookup=derived.lookup).first()
    if conversation is None:
        raise NoConversation
    return conversation, derived


def queue(*, with_closed: bool = False) -> QuerySet[Conversation]:
    """What the desk lists, its bundles at hand."""
    found = Conversation.objects.prefetch_related(
        Prefetch("bundles", Bundle.objects.order_by("day", "id")),
        Prefetch("replies", Reply.objects.defer("ciphertext")),
        Prefetch("notes", Note.objects.defer("ciphertext")),
    )
    return found if with_closed else found.filter(~Q(state=Conversation.State.CLOSED))


def undecided() -> QuerySet[Conversation]:
    """What nobody has opened for so long that a recipient must extend or erase it before doing anything else."""
    today = timezone.localdate()
    unread = Bundle.objects.filter(
        conversation=OuterRef("pk"), downloaded_on=None, day__lte=today - UNREAD_MUST_BE_DECIDED
    )
    return queue(with_closed=True).filter(Exists(unread)).exclude(extended_until__gt=today)
