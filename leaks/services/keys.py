"""Who can open: entering the first two, proposing, proving, approving. Every step is an act in the log."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets

from django.db import transaction
from django.utils.translation import gettext as _

from leaks.exceptions import KeyRefused
from leaks.models import Act, Bundle, KeyChange, Recipient
from leaks.queries import recipients_of
from safety.sealing import BadKey, Recipients, check_public_key, seal_text

FIRST_RECIPIENTS = 2


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


@transaction.atomic(using="leaks")
def enter_first_recipient(*, name: str, public_key: str, key_set: str = Bundle.KeySet.READING) -> Recipient:
    """Enter one of the first two by the command line; after them changes go through the desk."""
    key = _checked(public_key)
    _unused(key)
    others = Recipient.objects.filter(key_set=key_set, is_demo=False).exclude(name=name)
    if others.count() >= FIRST_RECIPIENTS:
        raise KeyRefused(_("There are two recipients already: from now on keys are changed at the desk."))
    if Recipient.objects.filter(key_set=key_set, name=name).exists():
        raise KeyRefused(_("This person has a key in this set already."))
    _reads_if_originals(name, key_set)
    Act.objects.create(name="command line", code="key_entered", subject=name)
    return Recipient.objects.create(name=name, public_key=key, key_set=key_set)


@transaction.atomic(using="leaks")
def propose_key(*, name: str, public_key: str, key_set: str, proposed_by: str) -> KeyChange:
    """Ask that a key be added (or replace the one this person has). The challenge only its owner can read."""
    key = _checked(public_key)
    _unused(key)
    _reads_if_originals(name, key_set)
    answer = secrets.token_urlsafe(18)
    sealed = seal_text(answer, keys=Recipients((key,)))
    challenge = armor(sealed.body.read())
    sealed.close()
    KeyChange.objects.filter(name=name, key_set=key_set).delete()
    Act.objects.create(name=proposed_by, code="key_proposed", subject=name)
    return KeyChange.objects.create(
        kind=KeyChange.Kind.ADD,
        name=name,
        key_set=key_set,
        public_key=key,
        challenge=challenge,
        answer_hash=_hash(answer),
        proposed_by=proposed_by,
    )


@transaction.atomic(using="leaks")
def propose_removal(*, recipient: Recipient, proposed_by: str) -> KeyChange:
    """Ask that a key be removed. Nothing to prove; another recipient must approve."""
    KeyChange.objects.filter(name=recipient.name, key_set=recipient.key_set).delete()
    Act.objects.create(name=proposed_by, code="removal_proposed", subject=recipient.name)
    return KeyChange.objects.create(
        kind=KeyChange.Kind.REMOVE,
        name=recipient.name,
        key_set=recipient.key_set,
        public_key=recipient.public_key,
        proven=True,
        proposed_by=proposed_by,
    )


@transaction.atomic(using="leaks")
def prove_key(*, change: KeyChange, answer: str, name: str) -> None:
    """Accept the decrypted challenge as proof that the private key is at hand."""
    if not hmac.compare_digest(_hash(answer.strip()), change.answer_hash):
        raise KeyRefused(_("This is not the text of the challenge. Decrypt it with the key you proposed and paste it."))
    change.proven = True
    change.save()
    Act.objects.create(name=name, code="key_proven", subject=change.name)


@transaction.atomic(using="leaks")
def approve_change(*, change: KeyChange, name: str) -> None:
    """Carry out a proven change. Whoever proposed it or is its subject cannot approve it."""
    if not change.proven:
        raise KeyRefused(_("The key is not proven yet: its owner must decrypt the challenge first."))
    if name in (change.proposed_by, change.name):
        raise KeyRefused(_("Another recipient must approve this change."))
    if change.kind == KeyChange.Kind.REMOVE:
        others = recipients_of(change.key_set).exclude(name=change.name)
        if change.key_set == Bundle.KeySet.READING and not others.exists():
            raise KeyRefused(_("This is the last key of the reading set: without it the drop closes."))
        gone = Recipient.objects.filter(name=change.name)
        # Who leaves the team leaves the few as well: the originals set is a part of the reading set.
        (gone if change.key_set == Bundle.KeySet.READING else gone.filter(key_set=change.key_set)).delete()
    else:
        _unused(change.public_key)
        _reads_if_originals(change.name, change.key_set)
        Recipient.objects.update_or_create(
            name=change.name,
            key_set=change.key_set,
            defaults={"public_key": change.public_key, "is_demo": False},
        )
    Act.objects.create(name=name, code=f"change_approved_{change.kind}", subject=change.name)
    change.delete()


@transaction.atomic(using="leaks")
def drop_change(*, change: KeyChange, name: str) -> None:
    """Withdraw or turn down a change."""
    Act.objects.create(name=name, code="change_dropped", subject=change.name)
    change.delete()


def armor(sealed: bytes) -> str:
    """Age's text form of ciphertext, to copy and paste."""
    lines = base64.b64encode(sealed).decode()
    body = "\n".join(lines[start : start + 64] for start in range(0, len(lines), 64))
    return f"-----BEGIN AGE ENCRYPTED FILE-----\n{body}\n-----END AGE ENCRYPTED FILE-----\n"


def _hash(answer: str) -> str:
    return hashlib.sha256(answer.encode()).hexdigest()


@transaction.atomic(using="leaks")
def forget_name(*, name: str) -> None:
    """Take out the keys of an account that is no more, and what was proposed for it; the log tells."""
    gone, _each = Recipient.objects.filter(name=name).delete()
    KeyChange.objects.filter(name=name).delete()
    if gone:
        Act.objects.create(name=name, code="account_gone", subject=name)
