"""The watch that a private link opens."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.core import signing
from django.db.models import QuerySet

from campaign.links import CONFIRM_WATCH, LEAVE_WATCH
from campaign.models import Watch


def watch_to_confirm(token: str) -> Watch | None:
    """The watch that a confirmation address means; None when it is too old, gone or made up."""
    found = CONFIRM_WATCH.row_of(token, _watches()) or _of_older_mail(
        lambda: signing.loads(token, salt="campaign.watch.confirm")
    )
    return found if found is not None and found.may_be_confirmed else None


def watch_to_leave(token: str) -> Watch | None:
    """The watch that a leaving address means; None when it is gone already, or made up."""
    return LEAVE_WATCH.row_of(token, _watches()) or _of_older_mail(
        lambda: signing.Signer(salt="campaign.watch.leave").unsign(token)
    )


def _watches() -> QuerySet[Watch]:
    return Watch.objects.select_related("commune")


def _of_older_mail(read: Callable[[], str]) -> Watch | None:
    """The same for an address in a mail of before 0.2.0: whoever kept one may leave by it as long as they wait."""
    try:
        return _watches().filter(key=UUID(read())).first()
    except (signing.BadSignature, ValueError):
        return None
