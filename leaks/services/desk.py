"""What recipients do: claim, answer, note, close, erase. Each verb writes its act; none sees a source's words.

Those on a conversation raise NoConversation when it is gone.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction
from django.utils import timezone
from django.views.decorators.debug import sensitive_variables

from leaks import storage
from leaks.exceptions import NoConversation
from leaks.models import Act, Bundle, Conversation, Note, Reply
from leaks.queries import reading_keys
from leaks.services.intake import erase_conversation
from safety.sealing import Recipients, seal_text


@contextmanager
def _present(conversation: Conversation, *fields: str) -> Iterator[Conversation]:
    """The conversation as it is now, held until these fields are written; raises NoConversation when it was erased.

    What was read for the page may be old: the source erases, and adds, meanwhile.
    """
    with transaction.atomic(using="leaks"):
        found = Conversation.objects.select_for_update().filter(pk=conversation.pk).first()
        if found is None:
            raise NoConversation
        yield found
        if fields:
            found.save(update_fields=fields)


def _log(name: str, code: str, conversation: Conversation) -> None:
    Act.objects.create(name=name, code=code, subject=conversation.pk)


def claim(*, conversation: Conversation, name: str) -> None:
    """Say that this person deals with it."""
    with _present(conversation, "claimed_by", "state") as found:
        found.claimed_by = name
        if found.state == Conversation.State.NEW:
            found.state = Conversation.State.CLAIMED
        _log(name, "claimed", found)


def release(*, conversation: Conversation, name: str) -> None:
    """Give it back to the others."""
    with _present(conversation, "claimed_by", "state") as found:
        found.claimed_by = ""
        if found.state == Conversation.State.CLAIMED:
            found.state = Conversation.State.NEW
        _log(name, "released", found)


def set_state(*, conversation: Conversation, state: str, name: str) -> None:
    """Close, or open again."""
    with _present(conversation, "state") as found:
        found.state = state
        _log(name, f"state_{state}", found)


@sensitive_variables()
def reply(*, conversation: Conversation, text: str, name: str) -> None:
    """Seal words to the source; from here on only their receipt opens them."""
    with _present(conversation, "state") as found:
        sealed = seal_text(text, keys=Recipients((found.source_key,)))
        Reply.objects.create(conversation=found, ciphertext=sealed.body.read())
        sealed.close()
        found.state = Conversation.State.ANSWERED
        _log(name, "replied", found)


@sensitive_variables()
def note(*, conversation: Conversation, text: str, name: str) -> None:
    """Seal words to the reading set."""
    with _present(conversation) as found:
        sealed = seal_text(text, keys=reading_keys())
        Note.objects.create(conversation=found, author=name, ciphertext=sealed.body.read())
        sealed.close()
        _log(name, "noted", found)


def download(*, bundle: Bundle, name: str) -> Iterator[bytes]:
    """The sealed bundle. That it was fetched starts the clock of its erasure."""
    with _present(bundle.conversation, "last_download_on") as found:
        today = timezone.localdate()
        Bundle.objects.filter(pk=bundle.pk).update(downloaded_on=today)
        if not found.bundles.filter(downloaded_on=None).exists():
            found.last_download_on = today
        _log(name, "downloaded", found)
    return storage.read(bundle.blob)


def extend(*, conversation: Conversation, days: int, name: str) -> None:
    """Keep it some days longer."""
    with _present(conversation, "extended_until") as found:
        found.extended_until = timezone.localdate() + dt.timedelta(days=days)
        _log(name, "extended", found)


def erase(*, conversation: Conversation, name: str) -> None:
    """Erase it for good, before its day."""
    _log(name, "erased", conversation)
    erase_conversation(conversation)
