"""Django's sessions in the database, asked for by a prepared query: every page of who is signed in begins with one."""

from __future__ import annotations

from typing import Any

from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django.utils import timezone

from engine.prepared_queries import prepared


@prepared
def _sessions(*, key: str) -> QuerySet[Session]:
    return Session.objects.filter(session_key=key)


class SessionStore(DatabaseStore):
    """See the module."""

    def _get_session_from_db(self) -> Any:
        found = next((one for one in _sessions(key=self.session_key) if one.expire_date > timezone.now()), None)
        if found is None:
            self._session_key = None
        return found
