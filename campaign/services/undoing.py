"""What was done to roles is undone within ten minutes by the one who did it, exactly as it was."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

from campaign.exceptions import NothingToUndo
from campaign.models import Act, Collective, Membership, RoleChange

State = list[dict[str, Any]]


def _state_of(collective: Collective, people: Iterable[int]) -> State:
    """What each of these people is in the collective now; the rows are locked until the transaction ends."""
    keys = sorted(set(people))
    rows = {row.user_id: row for row in collective.memberships.select_for_update().filter(user__in=keys)}
    return [_line(key, rows.get(key)) for key in keys]


def _line(user: int, row: Membership | None) -> dict[str, Any]:
    if row is None:
        return {"user": user, "role": "", "since": "", "is_shown": False}
    return {"user": user, "role": str(row.role), "since": row.since.isoformat(), "is_shown": row.is_shown}


@contextmanager
def may_be_undone(*, collective: Collective, what: Act.What, who: Any, whom: Any) -> Iterator[None]:
    """Remember for ten minutes what roles were before the block. What no person did is not remembered."""
    if who is None:
        yield
        return
    RoleChange.objects.stale().delete()
    people = {who.pk, whom.pk}
    before = _state_of(collective, people)
    yield
    RoleChange.objects.create(
        collective=collective, who=who, whom=whom, what=what, before=before, after=_state_of(collective, people)
    )


def _roles(state: State) -> dict[int, str]:
    return {line["user"]: line["role"] for line in state}


def take_back(*, collective: Collective, pk: int, by: Any) -> RoleChange:
    """Put the memberships of a change back; to be called in a transaction. Raises NothingToUndo."""
    fresh = RoleChange.objects.fresh().select_for_update().filter(collective=collective, who=by)
    change = fresh.filter(pk=pk).first()
    if change is None or _roles(_state_of(collective, _roles(change.after))) != _roles(change.after):
        raise NothingToUndo
    for line in change.before:
        _put_back(collective, line)
    change.delete()
    return change


def _put_back(collective: Collective, line: dict[str, Any]) -> None:
    found = collective.memberships.filter(user=line["user"]).first()
    if not line["role"]:
        if found is not None:
            found.delete()
        return
    if found is None:
        found = Membership.objects.create(collective=collective, user_id=line["user"], is_shown=line["is_shown"])
        # The day of joining is written by the field itself when a row is made.
        Membership.objects.filter(pk=found.pk).update(since=date.fromisoformat(line["since"]))
    if found.role != line["role"]:
        found.role = line["role"]
        found.save(update_fields=["role"])


def erase_stale_changes() -> int:
    """Forget changes that can no longer be undone; the log keeps what was done. Returns how many."""
    return RoleChange.objects.stale().delete()[0]
