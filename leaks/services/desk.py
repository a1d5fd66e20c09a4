"""What recipients do: claim, answer, note, close, erase. Each verb writes its act; none sees a source's words.

Those on a conversation raise NoConversation when it is gone.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator
from contextlib import contextmanager

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from engine.operating import command
from leaks import storage
from leaks.exceptions import KeyRefused, NoConversation
from leaks.models import Act, Bundle, Conversation, Download, GivenTo, Note, Notice, Reply
from leaks.names import LABELS
from leaks.queries import audience, given_names, not_there_yet, reading_keys, teams
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
    """Seal words to the source, and a copy to those who read the conversation.

    Raises KeyRefused when the source's key was swapped, DropClosed when the list of keys does not fit.
    """
    with _present(conversation, "state") as found:
        if not found.has_its_key:
            raise KeyRefused(
                _(
                    "The key of this source is not the one that came in with them, or the server has a new SECRET_KEY. "
                    "Nothing was sealed. Whoever runs the server looks into it: %(command)s"
                )
                % {"command": command("recipients confirm")}
            )
        to_source = _sealed(text, Recipients((found.source_key,)))
        copy = _sealed(text, reading_keys(given_names(found.lookup)))
        Reply.objects.create(conversation=found, ciphertext=to_source, author=name, copy=copy)
        found.state = Conversation.State.ANSWERED
        _log(name, "replied", found)


@sensitive_variables()
def note(*, conversation: Conversation, text: str, name: str) -> None:
    """Seal words to those who read the conversation; DropClosed when the list of keys does not fit."""
    with _present(conversation) as found:
        sealed = _sealed(text, reading_keys(given_names(found.lookup)))
        Note.objects.create(conversation=found, author=name, ciphertext=sealed)
        _log(name, "noted", found)


def download(*, bundle: Bundle, name: str) -> Iterator[bytes]:
    """The sealed bundle. When all who are meant have all of them, the clock of erasing starts."""
    with _present(bundle.conversation, "last_download_on") as found:
        today = timezone.localdate()
        Bundle.objects.filter(pk=bundle.pk).update(downloaded_on=today)
        Download.objects.update_or_create(bundle=bundle, name=name, defaults={"day": today})
        start_clock(found)
        _log(name, "downloaded", found)
    return storage.read(bundle.blob)


def start_clock(conversation: Conversation) -> bool:
    """Start the clock of erasing today when all who are meant have all; not saved. Says whether it starts."""
    unread = conversation.bundles.filter(downloaded_on=None).exists()
    if unread or not_there_yet(conversation, teams()):
        return False
    conversation.last_download_on = timezone.localdate()
    return True


def give(*, conversation: Conversation, names: Collection[str], by: str) -> None:
    """Show it to these readers alone from now on, and seal what comes to them; to everybody when there are none.

    What came before is sealed to whoever read then: hidden at the desk, not locked. Who has it keeps it.
    """
    with _present(conversation, "last_download_on", "claimed_by") as found:
        found.given.all().delete()
        for name in sorted(set(names)):
            GivenTo.objects.create(conversation=found, name=name)
        if names and found.claimed_by not in names:
            found.claimed_by = ""
        start_clock(found)
        _log(by, "given" if names else "given_to_all", found)


def label(*, conversation: Conversation, codes: Collection[str], name: str) -> None:
    """Set its labels, in the order of the list."""
    with _present(conversation, "labels") as found:
        found.labels = "".join(f" {code}" for code in LABELS if code in codes) + " " if codes else ""
        _log(name, "labelled", found)


def extend(*, conversation: Conversation, days: int, name: str) -> None:
    """Keep it some days longer."""
    with _present(conversation, "extended_until") as found:
        found.extended_until = timezone.localdate() + dt.timedelta(days=days)
        _log(name, "extended", found)


def erase(*, conversation: Conversation, name: str) -> None:
    """Erase it for good, before its day. The others who read it are told, by mail at the fixed hour."""
    with transaction.atomic(using="leaks"):
        for other in audience(conversation, teams()) - {name}:
            Notice.objects.create(
                kind=Notice.Kind.ERASED, name=other, code="erased", by=name, subject=conversation.name
            )
        _log(name, "erased", conversation)
    erase_conversation(conversation)


@sensitive_variables()
def _sealed(text: str, keys: Recipients) -> bytes:
    sealed = seal_text(text, keys=keys)
    try:
        return sealed.body.read()
    finally:
        sealed.close()
