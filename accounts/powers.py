"""What a session may use of its person's powers: all of them when it used a second factor, nothing otherwise.

A password alone makes a plain member of everybody. So who comes with a session that used no factor is given to the rest
of the site as one (`User.lay_powers_down`): rules, machina's checker, Wagtail's and Django's own see nothing else.
"""

from __future__ import annotations

import copy
from types import SimpleNamespace
from typing import Any

from allauth.account.internal.flows.login import get_authentication_records, record_authentication
from allauth.core import context
from allauth.mfa.models import Authenticator
from channels.auth import AuthMiddleware
from channels.db import database_sync_to_async
from channels.sessions import CookieMiddleware, SessionMiddleware
from django.contrib.auth import get_user
from django.db.models import QuerySet

from accounts.exceptions import SecondFactorNeeded
from accounts.names import SECOND_FACTORS
from accounts.rules import has_second_factor
from engine.prepared_queries import prepared


@prepared
def _factors(*, user: int) -> QuerySet[Any]:
    return Authenticator.objects.filter(user=user).values_list("pk", "type")


def factors_used(session: Any, user: Any) -> set[str]:
    """The kinds of factor that this session used and that the account still has (allauth's names, recovery codes too).

    What was taken from the account since counts no more.
    """
    records = get_authentication_records(SimpleNamespace(session=session), user)  # type: ignore[arg-type]
    used = {record.get("id") for record in records if record.get("method") == "mfa"}
    return {kind for pk, kind in _factors(user=user.pk) if pk in used} if used else set()


def ask_for_own_factor(request: Any) -> None:
    """Raise SecondFactorNeeded where the account has a factor and this session used none of its own.

    For what a password alone must not do to an account. A recovery code is enough: it is for those who lost the rest.
    """
    if has_second_factor(request.user) and not factors_used(request.session, request.user):
        raise SecondFactorNeeded


def judged(user: Any, session: Any) -> Any:
    """This person as the session that they came with allows."""
    if user.is_authenticated:
        user.used_second_factor = not factors_used(session, user).isdisjoint(SECOND_FACTORS)
        if not user.used_second_factor:
            user.lay_powers_down()
    return user


def person_of(session: Any) -> Any:
    """Who a session belongs to, as it allows; a guest when nobody. The only way from a session to a person."""
    return judged(get_user(SimpleNamespace(session=session)), session)  # type: ignore[arg-type]


def judge_who_signs_in(request: Any, user: Any, **kwargs: Any) -> None:
    """The rest of the request that signs somebody in sees them as every later one; the object itself stays."""
    if hasattr(request, "user"):
        request.user = judged(copy.copy(user), request.session)


def note_own_new_factor(instance: Authenticator, created: bool, **kwargs: Any) -> None:
    """Who just set a factor up has shown that they hold it. Recovery codes are noted too, as what they are."""
    request = context.request
    if created and request is not None and request.user.pk == instance.user_id:
        record_authentication(request, request.user, method="mfa", id=instance.pk, type=instance.type)
        _let_use(request)


def _let_use(request: Any) -> None:
    """From here on the request sees the person as their session allows now."""
    request.user = person_of(request.session)


class PeopleOfSockets(AuthMiddleware):
    """channels' own, which would give everybody all their powers."""

    async def resolve_scope(self, scope: Any) -> None:
        """See the class."""
        scope["user"]._wrapped = await database_sync_to_async(person_of)(scope["session"])


def with_people(inner: Any) -> Any:
    """Sockets with who opened them, as channels' AuthMiddlewareStack does."""
    return CookieMiddleware(SessionMiddleware(PeopleOfSockets(inner)))
