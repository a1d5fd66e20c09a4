"""Verbs on accounts."""

from __future__ import annotations

from allauth.usersessions.models import UserSession
from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction
from django.utils.translation import gettext

from accounts.exceptions import CannotLeave
from accounts.hashing import REFUSED_AFTER, at_least, hash_for_nobody
from accounts.logins import new_login
from accounts.models import RecoveryPhrase, User
from accounts.names import LEAK_RECIPIENTS
from accounts.phrases import new_phrase, normalise_phrase
from accounts.signals import account_erased, account_leaving


def make_recovery_phrase(*, user: User) -> str:
    """Give `user` a new phrase, the only one valid from now on. It can be shown this once."""
    phrase = new_phrase()
    RecoveryPhrase.objects.update_or_create(user=user, defaults={"hashed": make_password(normalise_phrase(phrase))})
    return phrase


def find_by_recovery_phrase(*, username: str, phrase: str) -> User | None:
    """The account that this name, public or not, and phrase open together. Takes the same time when there is none."""
    typed = normalise_phrase(phrase)
    people = [user for user in User.objects.signing_in_as(username) if user.is_active]
    found = RecoveryPhrase.objects.select_related("user").in_bulk([user.pk for user in people], field_name="user_id")
    with at_least(REFUSED_AFTER) as pause:
        if not found:
            hash_for_nobody(typed, name=username, model=RecoveryPhrase, column="hashed")
        for user in people:
            if user.pk in found and check_password(typed, found[user.pk].hashed):
                pause.end()
                return found[user.pk].user
    return None


@transaction.atomic
def set_password_after_recovery(*, user: User, password: str) -> None:
    """Change the password, end every session and forget the used phrase."""
    user.set_password(password)
    user.save(update_fields=["password"])
    RecoveryPhrase.objects.filter(user=user).delete()
    for session in UserSession.objects.filter(user=user):
        session.end()


def change_profile(*, user: User, public_name: str, language: str) -> None:
    """Write under this name, and be written to in this language, from now on."""
    user.public_name, user.language = public_name, language
    user.save(update_fields=["public_name", "language"])


def change_sign_in(*, user: User, login: str, name_opens: bool) -> None:
    """Sign in by a login name made of `login`, if it says anything, and by the public name or not, from now on."""
    if login:
        user.username = new_login(login)
    user.name_opens = name_opens
    user.save(update_fields=["username", "name_opens"])


@transaction.atomic
def erase_account(*, user: User, words: str) -> None:
    """Erase an account with its sessions, factors and memberships; `words` says what becomes of what it wrote.

    Raises CannotLeave when something would be lost with it: the receivers of `account_leaving` look after that.
    """
    if user.groups.filter(name=LEAK_RECIPIENTS).exists():
        raise CannotLeave(gettext("You belong to the desk: ask another recipient to take your key out first."))
    account_leaving.send(sender=User, user=user)
    account_erased.send(sender=User, user=user, words=words)
    for session in UserSession.objects.filter(user=user):
        session.end()
    user.delete()


def name_session(*, session: UserSession, label: str) -> None:
    """Give a session the name by which its owner knows the device; nothing about it is found out by us."""
    session.data = {**session.data, "label": label}
    session.save(update_fields=["data"])
