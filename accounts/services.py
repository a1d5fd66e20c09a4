"""Verbs on accounts."""

from __future__ import annotations

from allauth.usersessions.models import UserSession
from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction

from accounts.models import RecoveryPhrase, User
from accounts.phrases import new_phrase, normalise_phrase


def make_recovery_phrase(*, user: User) -> str:
    """Give `user` a new phrase, the only one valid from now on. It can be shown this once."""
    phrase = new_phrase()
    RecoveryPhrase.objects.update_or_create(user=user, defaults={"hashed": make_password(normalise_phrase(phrase))})
    return phrase


def find_by_recovery_phrase(*, username: str, phrase: str) -> User | None:
    """The account that this login name and phrase open together. Takes the same time when there is none."""
    record = RecoveryPhrase.objects.select_related("user").filter(user__username=username, user__is_active=True).first()
    if record is None:
        make_password(normalise_phrase(phrase))
        return None
    return record.user if check_password(normalise_phrase(phrase), record.hashed) else None


@transaction.atomic
def set_password_after_recovery(*, user: User, password: str) -> None:
    """Change the password, end every session and forget the used phrase."""
    user.set_password(password)
    user.save(update_fields=["password"])
    RecoveryPhrase.objects.filter(user=user).delete()
    for session in UserSession.objects.filter(user=user):
        session.end()


def change_public_name(*, user: User, public_name: str) -> None:
    """Write under another name from now on."""
    user.public_name = public_name
    user.save(update_fields=["public_name"])
