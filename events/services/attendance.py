"""Who comes to a date: said, changed, taken back, erased.

When all places are taken, the next ones stand on a waiting list; the first of it gets the place that is freed, and is
told. Two people who want the last place at the same moment are one after the other: the date's row is locked.
"""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from events.exceptions import AttendanceClosed, ListFull
from events.models import Attendance, AttendeeMessage, Event, Occurrence
from events.services.telling import ask_confirmation, note_news, tell_confirmed
from events.signals import attendees_wait, message_written

MOST_A_DATE = 2000  # names on the list of one date, the waiting list included
KEPT = timedelta(days=30)  # after the date is over
UNCONFIRMED = timedelta(days=2)  # how long an address waits for its owner's yes
News = Attendance.News
Status = Occurrence.Status


def attend(
    occurrence: Occurrence, *, nickname: str, email: str = "", language: str, key: uuid.UUID | None = None
) -> Attendance:
    """Put a name on the list of a date, or on its waiting list when it is full.

    `key` (engine/idempotency.py) is the row's own: asked twice with the same, the first registration is returned.
    Raises AttendanceClosed when the date was cancelled or is over, ListFull when even the waiting list is.
    """
    with transaction.atomic():
        locked = _lock(occurrence)
        earlier = locked.attendances.filter(key=key).first() if key else None
        if earlier is not None:
            return earlier
        if not locked.takes_attendance:
            raise AttendanceClosed
        if locked.attendances.count() >= MOST_A_DATE:
            raise ListFull
        attendance: Attendance = locked.attendances.create(
            key=key or uuid.uuid4(),
            nickname=nickname,
            email=email,
            email_asked_at=timezone.now() if email else None,
            language=language,
            waits=_free_places(locked) == 0 or locked.attendances.waiting().exists(),
            last_message=_last_message(locked),
        )
    if email:
        ask_confirmation(attendance)
    return attendance


def change_attendance(attendance: Attendance, *, nickname: str, email: str) -> Attendance:
    """Another name, another address (to be confirmed anew), or none."""
    another = email.lower() != attendance.email.lower()
    attendance.nickname = nickname
    if another:
        attendance.email, attendance.email_confirmed = email, False
        attendance.email_asked_at = timezone.now() if email else None
    attendance.save(update_fields=["nickname", "email", "email_confirmed", "email_asked_at"])
    if another and email:
        ask_confirmation(attendance)
    return attendance


def confirm_email(attendance: Attendance) -> None:
    """The owner of the address said yes. What came before is on their private page; mails begin now."""
    attendance.email_confirmed = True
    attendance.news = News.NONE
    attendance.last_message = _last_message(attendance.occurrence)
    attendance.save(update_fields=["email_confirmed", "news", "last_message"])
    tell_confirmed(attendance)


def forget_email(attendance: Attendance) -> None:
    """The owner of the address said that it was not them: the address is erased, the name stays."""
    attendance.email, attendance.email_confirmed, attendance.email_asked_at = "", False, None
    attendance.save(update_fields=["email", "email_confirmed", "email_asked_at"])


@transaction.atomic
def leave(attendance: Attendance) -> None:
    """Erase a name from the list, by its owner or by an organiser; the first who waits gets the place."""
    occurrence = _lock(attendance.occurrence)
    attendance.delete()
    _fill_places(occurrence)


@transaction.atomic
def fill_places(event: Event) -> None:
    """After organisers changed the number of places: let in those who wait, as far as it goes. Nobody is sent away."""
    waiting = Occurrence.objects.filter(event=event, over_at__gt=timezone.now(), attendances__waits=True).distinct()
    for occurrence in waiting:
        _fill_places(_lock(occurrence))


@transaction.atomic
def write_to_all(occurrence: Occurrence, *, text: str, by: Any) -> AttendeeMessage:
    """Keep a message for every private page of this date; it is mailed after the commit."""
    message: AttendeeMessage = occurrence.attendee_messages.create(text=text, sent_by=by)
    transaction.on_commit(lambda: message_written.send(sender=AttendeeMessage, message=message.pk))
    return message


def spare_attended(stale: list[Occurrence]) -> list[Occurrence]:
    """Of the dates that a changed series no longer has, those that people come to: they stay, as cancelled."""
    if not stale:
        return []
    attended = set(
        Attendance.objects.filter(occurrence__in=[row.pk for row in stale]).values_list("occurrence", flat=True)
    )
    spared = [row for row in stale if row.pk in attended]
    lost = [row.pk for row in spared if row.status in (Status.CONFIRMED, Status.MOVED)]
    Occurrence.objects.filter(pk__in=lost).update(status=Status.CANCELLED, updated_at=timezone.now())
    note_news(lost, News.CANCELLED)
    return spared


def erase_attendance(*, now: datetime | None = None) -> int:
    """Every night: who came and what was written to them 30 days after the date, addresses nobody confirmed after two.

    A secret place goes with them. Returns how many people were erased.
    """
    now = now or timezone.now()
    old = Occurrence.objects.filter(over_at__lt=now - KEPT)
    gone, _by_model = Attendance.objects.filter(occurrence__in=old.values("pk")).delete()
    AttendeeMessage.objects.filter(occurrence__in=old.values("pk")).delete()
    old.exclude(own_secret_place="").update(own_secret_place="")
    finished = Event.objects.exclude(secret_place="").annotate(last=Max("occurrences__over_at"))
    Event.objects.filter(pk__in=list(finished.filter(last__lt=now - KEPT).values_list("pk", flat=True))).update(
        secret_place=""
    )
    unanswered = Attendance.objects.filter(email_confirmed=False, email_asked_at__lt=now - UNCONFIRMED)
    unanswered.update(email="", email_asked_at=None)
    return gone


def _lock(occurrence: Occurrence) -> Occurrence:
    """The date as it is now, and nobody else's until the end of the transaction."""
    return Occurrence.objects.select_for_update(of=("self",)).select_related("event").get(pk=occurrence.pk)


def _free_places(occurrence: Occurrence) -> int | None:
    """How many may still come; None without a limit."""
    capacity = occurrence.event.capacity
    return None if capacity is None else max(0, capacity - occurrence.attendances.coming().count())


def _fill_places(occurrence: Occurrence) -> None:
    free = _free_places(occurrence)
    waiting = occurrence.attendances.waiting().values_list("pk", flat=True)
    let_in = list(waiting if free is None else waiting[:free])
    if let_in and occurrence.takes_attendance:
        Attendance.objects.filter(pk__in=let_in).update(waits=False, news=News.PLACE)
        transaction.on_commit(lambda: attendees_wait.send(sender=Attendance, dates=[occurrence.pk]))


def _last_message(occurrence: Occurrence) -> int:
    return occurrence.attendee_messages.aggregate(last=Max("pk"))["last"] or 0
