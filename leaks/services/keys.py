"""Who can open: entering the first two, proposing, proving, approving. Every step is an act in the log.

Every step happens under the list's seal: none on a list that does not fit, and each ends with a new seal. Each but a
proof is told to all who read, before and after it, by mail and in red at the desk.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from django.db import transaction
from django.utils.translation import gettext as _

from leaks import storage
from leaks.exceptions import KeyRefused
from leaks.key_list import PURPOSE, KeyList, parts_of, read_list
from leaks.macs import mac_of
from leaks.models import Act, Bundle, Conversation, KeyChange, KeyListSeal, Notice, Recipient
from leaks.queries import recipients_of
from leaks.services.telling import addresses_of, send_to
from safety.sealing import BadKey, Recipients, check_public_key, seal_text

FIRST_RECIPIENTS = 2
COMMAND_LINE = "command line"


@contextmanager
def _changing(code: str, *, by: str, about: str, quiet: bool = False) -> Iterator[KeyList]:
    """Change the list as it is now, held until the end: log, seal it anew, tell everybody. KeyRefused when unfit."""
    with transaction.atomic(using="leaks"):
        before = read_list(lock=True)
        if not before.fits:
            raise KeyRefused(before.why)
        yield before
        Act.objects.create(name=by, code=code, subject=about)
        after = _notify(code, by=by, about=about) if not quiet else set[str]()
        seal_list()
    if not quiet:
        send_to(addresses_of(before.names | after), "keys")


def _notify(code: str, *, by: str, about: str) -> set[str]:
    """Put it in red for each who reads now; what waits for those who left goes. Returns who reads now."""
    names = set(recipients_of(Bundle.KeySet.READING).values_list("name", flat=True))
    Notice.objects.exclude(name__in=names).delete()
    for name in names:
        Notice.objects.create(kind=Notice.Kind.KEYS, name=name, code=code, by=by, subject=about)
    return names


def seal_list() -> None:
    """Seal the list as it is in this transaction, with a count above every earlier one."""
    found = read_list(lock=True)
    count = max(found.count, storage.newest_count() or 0) + 1
    mac = mac_of(PURPOSE, parts_of(count, found.recipients, found.changes, found.notices))
    KeyListSeal.objects.update_or_create(pk=1, defaults={"count": count, "mac": mac})
    # Afterwards: a change that is taken back must not leave a count that no list ever reaches.
    transaction.on_commit(lambda: storage.remember_count(count), using="leaks")


def confirm_list() -> KeyList:
    """Seal the list as it stands, by an operator who compared its fingerprint; what was proposed must be so again.

    Needed after an upgrade, a new SECRET_KEY or a restored copy. The keys of sources are taken as they stand too.
    """
    with transaction.atomic(using="leaks"):
        before = read_list(lock=True)
        if before.fits:
            return before
        _all_are_keys(before)
        KeyChange.objects.all().delete()
        Act.objects.create(name=COMMAND_LINE, code="list_confirmed")
        names = _notify("list_confirmed", by=COMMAND_LINE, about="")
        for conversation in Conversation.objects.all():
            Conversation.objects.filter(pk=conversation.pk).update(source_mac=conversation.make_source_mac())
        seal_list()
    send_to(addresses_of(before.names | names), "keys")
    return read_list()


def reseal_macs() -> tuple[int, int, bool]:
    """Make the seals of the list and of sources' keys with the present SECRET_KEY, where they fit with an older one.

    Nothing is trusted anew: how many keys of sources, how many of them do not fit, and whether the list does.
    """
    done = unfit = 0
    with transaction.atomic(using="leaks"):
        fits = read_list(lock=True).fits
        for conversation in Conversation.objects.all():
            if conversation.has_its_key:
                Conversation.objects.filter(pk=conversation.pk).update(source_mac=conversation.make_source_mac())
                done += 1
            else:
                unfit += 1
        if fits and KeyListSeal.objects.exists():
            seal_list()
    return done, unfit, fits


def _all_are_keys(found: KeyList) -> None:
    for recipient in found.recipients:
        try:
            check_public_key(recipient.public_key)
        except BadKey:
            raise KeyRefused(_("What stands for the key of %s is no key of age.") % recipient.name) from None


def acknowledge(*, name: str, ids: Iterable[str]) -> None:
    """Take down what this person says that they have seen."""
    with transaction.atomic(using="leaks"):
        before = read_list(lock=True)
        seen = Notice.objects.filter(name=name, pk__in=list(ids))
        if not before.fits:
            seen.filter(kind=Notice.Kind.ERASED).delete()
            return
        if seen.delete()[0]:
            seal_list()


def _fresh(change: KeyChange) -> KeyChange:
    """The change as it is under the seal, not as some page read it before."""
    found = KeyChange.objects.filter(pk=change.pk).first()
    if found is None:
        raise KeyRefused(_("This change is no longer waiting."))
    return found


def _checked(public_key: str) -> str:
    try:
        return check_public_key(public_key)
    except BadKey:
        raise KeyRefused(
            _("This is not a public key of age: that starts with age1. Never give the one with AGE-SECRET-KEY.")
        ) from None


def _unused(public_key: str) -> None:
    if Recipient.objects.filter(public_key=public_key).exists():
        raise KeyRefused(_("This key is in use already. Each person and each set needs a key of its own."))


def _reads_if_originals(name: str, key_set: str) -> None:
    if key_set == Bundle.KeySet.ORIGINALS and not recipients_of(Bundle.KeySet.READING).filter(name=name).exists():
        raise KeyRefused(_("Originals are for some of those who read: this person needs a key for reading first."))


def enter_first_recipient(*, name: str, public_key: str, key_set: str = Bundle.KeySet.READING) -> Recipient:
    """Enter one of the first two by the command line; after them changes go through the desk."""
    with _changing("key_entered", by=COMMAND_LINE, about=name):
        key = _checked(public_key)
        _unused(key)
        others = Recipient.objects.filter(key_set=key_set, is_demo=False).exclude(name=name)
        if others.count() >= FIRST_RECIPIENTS:
            raise KeyRefused(_("There are two recipients already: from now on keys are changed at the desk."))
        if Recipient.objects.filter(key_set=key_set, name=name).exists():
            raise KeyRefused(_("This person has a key in this set already."))
        _reads_if_originals(name, key_set)
        return Recipient.objects.create(name=name, public_key=key, key_set=key_set)


def enter_demo_key(*, name: str, public_key: str) -> None:
    """Enter the demo's key. A list of demo keys alone that does not fit is worth nothing: it starts anew."""
    if not Recipient.objects.filter(is_demo=False).exists() and not read_list().fits:
        Recipient.objects.all().delete()
        confirm_list()
    wanted = {"public_key": public_key, "is_demo": True}
    if read_list().fits and Recipient.objects.filter(name=name, key_set=Bundle.KeySet.READING, **wanted).exists():
        return
    with _changing("key_entered", by=COMMAND_LINE, about=name, quiet=True):
        Recipient.objects.update_or_create(name=name, key_set=Bundle.KeySet.READING, defaults=wanted)


def propose_key(*, name: str, public_key: str, key_set: str, proposed_by: str) -> KeyChange:
    """Ask that a key be added (or replace the one this person has). The challenge only its owner can read."""
    with _changing("key_proposed", by=proposed_by, about=name):
        key = _checked(public_key)
        _unused(key)
        _reads_if_originals(name, key_set)
        answer = secrets.token_urlsafe(18)
        sealed = seal_text(answer, keys=Recipients((key,)))
        challenge = armor(sealed.body.read())
        sealed.close()
        KeyChange.objects.filter(name=name, key_set=key_set).delete()
        return KeyChange.objects.create(
            kind=KeyChange.Kind.ADD,
            name=name,
            key_set=key_set,
            public_key=key,
            challenge=challenge,
            answer_hash=_hash(answer),
            proposed_by=proposed_by,
        )


def propose_removal(*, recipient: Recipient, proposed_by: str) -> KeyChange:
    """Ask that a key be removed. Nothing to prove; another recipient must approve."""
    with _changing("removal_proposed", by=proposed_by, about=recipient.name):
        KeyChange.objects.filter(name=recipient.name, key_set=recipient.key_set).delete()
        return KeyChange.objects.create(
            kind=KeyChange.Kind.REMOVE,
            name=recipient.name,
            key_set=recipient.key_set,
            public_key=recipient.public_key,
            proven=True,
            proposed_by=proposed_by,
        )


def prove_key(*, change: KeyChange, answer: str, name: str) -> None:
    """Accept the decrypted challenge as proof that the private key is at hand."""
    with _changing("key_proven", by=name, about=change.name, quiet=True):
        found = _fresh(change)
        if not hmac.compare_digest(_hash(answer.strip()), found.answer_hash):
            raise KeyRefused(
                _("This is not the text of the challenge. Decrypt it with the key you proposed and paste it.")
            )
        found.proven = True
        found.save()


def approve_change(*, change: KeyChange, name: str) -> None:
    """Carry out a proven change. Whoever proposed it or is its subject cannot approve it."""
    if name in (change.proposed_by, change.name):
        raise KeyRefused(_("Another recipient must approve this change."))
    _carry_out(change, by=name)


def approve_by_operator(*, change: KeyChange) -> None:
    """Carry out a proven change that nobody at the desk can approve: of two recipients, one proposed it for the other.

    Whoever lost a key sits beside the operator, or proves the new one at the desk.
    """
    others = read_list().names - {change.proposed_by, change.name}
    if others:
        raise KeyRefused(_("Another recipient can approve this change at the desk: %s.") % ", ".join(sorted(others)))
    _carry_out(change, by=COMMAND_LINE)


def _carry_out(change: KeyChange, *, by: str) -> None:
    with _changing(f"change_approved_{change.kind}", by=by, about=change.name):
        found = _fresh(change)
        if not found.proven:
            raise KeyRefused(_("The key is not proven yet: its owner must decrypt the challenge first."))
        if found.kind == KeyChange.Kind.REMOVE:
            _remove(found)
        else:
            _unused(found.public_key)
            _reads_if_originals(found.name, found.key_set)
            # A day of its own: who has a new key cannot open what came before, and is not waited for.
            fresh = Recipient(name=found.name, key_set=found.key_set, public_key=found.public_key)
            Recipient.objects.filter(name=found.name, key_set=found.key_set).delete()
            fresh.save()
        found.delete()


def _remove(change: KeyChange) -> None:
    others = recipients_of(change.key_set).exclude(name=change.name)
    if change.key_set == Bundle.KeySet.READING and not others.exists():
        raise KeyRefused(_("This is the last key of the reading set: without it the drop closes."))
    gone = Recipient.objects.filter(name=change.name)
    # Who leaves the team leaves the few as well: the originals set is a part of the reading set.
    (gone if change.key_set == Bundle.KeySet.READING else gone.filter(key_set=change.key_set)).delete()


def drop_change(*, change: KeyChange, name: str) -> None:
    """Withdraw or turn down a change."""
    with _changing("change_dropped", by=name, about=change.name):
        _fresh(change).delete()


def armor(sealed: bytes) -> str:
    """Age's text form of ciphertext, to copy and paste."""
    lines = base64.b64encode(sealed).decode()
    body = "\n".join(lines[start : start + 64] for start in range(0, len(lines), 64))
    return f"-----BEGIN AGE ENCRYPTED FILE-----\n{body}\n-----END AGE ENCRYPTED FILE-----\n"


def _hash(answer: str) -> str:
    return hashlib.sha256(answer.encode()).hexdigest()


def forget_name(*, name: str, address: str = "") -> None:
    """Take out the keys of an account that is no more, and what was proposed for it; the log, and the others, tell.

    On a list that does not fit too, which stays unfit. `address`: where its last mail goes.
    """
    theirs = Recipient.objects.filter(name=name)
    proposed = KeyChange.objects.filter(name=name)
    if not theirs.exists() and not proposed.exists():
        return
    with transaction.atomic(using="leaks"):
        before = read_list(lock=True)
        gone, _each = theirs.delete()
        proposed.delete()
        if gone:
            Act.objects.create(name=name, code="account_gone", subject=name)
            _notify("account_gone", by=name, about=name)
        if before.fits:
            seal_list()
    if gone:
        send_to(addresses_of(before.names) | ({address} if address else set()), "keys")
