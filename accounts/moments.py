"""Moments of people, kept to the day: whoever reads the database does not read who was there at which hour.

A day is written as its midnight in UTC, whatever the site's time zone: the day itself is the site's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, time, timedelta
from typing import Any

from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY
from django.apps import apps
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db.models import DateTimeField, F
from django.db.models.functions import TruncDay
from django.utils import timezone

from accounts.sessions import SessionStore

_DAY = 86_400  # seconds


def day_of(moment: datetime) -> datetime:
    """The day of a moment, by the site's clock."""
    local = timezone.localtime(moment) if timezone.is_aware(moment) else moment
    return datetime.combine(local.date(), time.min, tzinfo=UTC)


def day_after(moment: datetime) -> datetime:
    """The first day that begins after a moment to come; what is past, or due within a day, must end when it says."""
    if moment < timezone.now() + timedelta(days=1):
        return moment
    return datetime.combine((moment.astimezone(UTC) + timedelta(days=1)).date(), time.min, tzinfo=UTC)


def fields_of(named: dict[str, list[str]]) -> Iterator[tuple[Any, DateTimeField[Any, Any]]]:
    """Models and fields by the names that settings give them."""
    for label, names in named.items():
        model = apps.get_model(label)
        for name in names:
            yield model, model._meta.get_field(name)


def keep_days() -> None:
    """From now on what is saved into the fields of DAYS and DAYS_AFTER is a day, by whatever door. Called once."""
    for named, rounded in ((settings.DAYS, day_of), (settings.DAYS_AFTER, day_after)):
        for _model, field in fields_of(named):
            field.get_db_prep_save = _rounding(field, rounded)  # type: ignore[method-assign]


def _rounding(field: Any, rounded: Callable[[datetime], datetime]) -> Callable[..., Any]:
    """What a field does as it is saved: `auto_now` comes after every signal, and updates send none."""
    saved = field.get_db_prep_save

    def get_db_prep_save(value: Any, connection: Any) -> Any:
        return saved(rounded(value) if isinstance(value, datetime) else value, connection)

    return get_db_prep_save


def leave_days(*, now: datetime | None = None) -> int:
    """Every night: what is older than today keeps its day; how many rows changed."""
    today = datetime.combine((now or timezone.now()).astimezone(UTC).date(), time.min, tzinfo=UTC)
    changed = 0
    for named in (settings.DAYS, settings.DAYS_BY_NIGHT):
        for model, field in fields_of(named):
            day = TruncDay(field.name, tzinfo=UTC)
            rows = model._base_manager.annotate(day_of_it=day).filter(**{f"{field.name}__lt": today})
            rows = rows.exclude(**{field.name: F("day_of_it")})
            changed += model._base_manager.filter(pk__in=rows.values("pk")).update(**{field.name: day})
    return changed + _leave_days_in_sessions(today)


def _leave_days_in_sessions(today: datetime) -> int:
    """A session knows when the password was given, for some minutes of trust; of another day it keeps the day."""
    changed = 0
    store = SessionStore()
    for row in Session.objects.iterator(chunk_size=500):
        data = store.decode(row.session_data)
        records = data.get(AUTHENTICATION_METHODS_SESSION_KEY, [])
        old = [one for one in records if one.get("at", 0) % _DAY and one["at"] < today.timestamp()]
        for record in old:
            record["at"] -= record["at"] % _DAY
        if old:
            changed += Session.objects.filter(pk=row.pk).update(session_data=store.encode(data))
    return changed
