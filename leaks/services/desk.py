"""What recipients do: claim, answer, note, close, erase. Each verb writes its act; none sees a source's words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.db import transaction
from django.utils import timezone
from django.views.decorators.debug import sensitive_variables

from leaks import storage
from leaks.models import Act, Bundle, Conversation, Note, Reply
from leaks.queries import reading_keys
from leaks.services.intake import erase_conversation
from safety.sealing import Recipients, seal_text


def _log(name: str, code: str, conversation: Conversation) -> None:
    Act.objects.create(name=name, code=code, subject=conversation.pk)


@transaction.atomic(using="leaks")
def claim(*, conversation: Conversation, name: str) -> None:
    """Say that this person deals with it."""
    conversation.claimed_by = name
    if conversation.state == Conversation.State.NEW:
        conversation.state = Conversation.State.CLAIMED
    conversation.save()
    _log(name, "claimed", conversation)


@transaction.atomic(using="leaks")
def release(*, conversation: Conversation, name: str) -> None:
    """Give it back to the others."""
    conversation.claimed_by = ""
    if conversation.state == Conversation.State.CLAIMED:
        conversation.state = Conversation.State.NEW
    conversation.save()
    _log(name, "released", conversation)


@transaction.atomic(using="leaks")
def set_state(*, conversation: Conversation, state: str, name: str) -> None:
    """Close, or open again."""
    conversation.state = state
    conversation.save()
    _log(name, f"state_{state}", conversation)


@sensitive_variables()
@transaction.atomic(using="leaks")
def reply(*, conversation: Conversation, text: str, name: str) -> None:
    """Seal words to the source; from here on only their receipt opens them."""
    sealed = seal_text(text, keys=Recipients((conversation.source_key,)))
    Reply.objects.create(conversation=conversation, ciphertext=sealed.body.read())
    sealed.close()
    conversation.state = Conversation.State.ANSWERED
    conversation.save()
    _log(name, "replied", conversation)


@sensitive_variables()
@transaction.atomic(using="leaks")
def note(*, conversation: Conversation, text: str, name: str) -> None:
    """Seal words to the reading set."""
    sealed = seal_text(text, keys=reading_keys())
    Note.objects.create(conversation=conversation, author=name, ciphertext=sealed.body.read())
    sealed.close()
    _log(name, "noted", conversation)


def download(*, bundle: Bundle, name: str) -> Iterator[bytes]:
    """The sealed bundle. That it was fetched starts the clock of its erasure."""
    with transaction.atomic(using="leaks"):
        today = timezone.localdate()
        Bundle.objects.filter(pk=bundle.pk).update(downloaded_on=today)
        conversation = Conversation.objects.select_for_update().get(pk=bundle.conversation_id)
        if not conversation.bundles.filter(downloaded_on=None).exists():
            conversation.last_download_on = today
            conversation.save()
        _log(name, "downloaded", conversation)
    return storage.read(bundle.blob)


@transaction.atomic(using="leaks")
def extend(*, conversation: Conversation, days: int, name: str) -> None:
    """Keep it some days longer."""
    conversation.extended_until = timezone.localdate() + dt.timedelta(days=days)
    conversation.save()
    _log(name, "extended", conversation)


def erase(*, conversation: Conversation, name: str) -> None:
    """Erase it for good, before its day."""
    _log(name, "erased", conversation)
    erase_conversation(conversation)
