"""Who a name and a password belong to: one hash for each answer, the same for names that do not exist."""

from __future__ import annotations

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest

from accounts.hashing import REFUSED_AFTER, at_least, hash_for_nobody
from accounts.models import User
from engine.prepared_queries import prepared


@prepared
def _people(*, pk: int) -> QuerySet[User]:
    return User.objects.filter(pk=pk)


class PasswordBackend(AuthenticationBackend):
    """allauth's, the only one that is asked: Django goes on to the next backend, and to its hash, otherwise."""

    def authenticate(self, request: HttpRequest | None, **credentials: Any) -> Any:
        """The account. Raises PermissionDenied when there is none, which Django takes for the last word."""
        self._name = credentials.get("username") or ""
        with at_least(REFUSED_AFTER) as pause:
            user = super().authenticate(request, **credentials)
            if user is None:
                raise PermissionDenied
            pause.end()
        return user

    def get_user(self, user_id: Any) -> User | None:
        """Whose session it is: every page of who is signed in asks."""
        found = next(iter(_people(pk=user_id)), None)
        return found if found is not None and self.user_can_authenticate(found) else None

    def _authenticate_by_username(self, username: str, password: str) -> Any:
        """Login names and public names are asked at once; one hash, but where the two are different people's.

        Then a second shows in no clock: the owner of the public name is asked first, and a refusal takes its time.
        """
        checked = (self._check_password(user, password) for user in User.objects.signing_in_as(username))
        return next((user for user in checked if user is not None), None)

    def _mitigate_timing_attack(self, password: str) -> None:
        hash_for_nobody(password, name=self._name, model=User, column="password")
