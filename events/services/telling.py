"""What those who come are told by mail: their address asked, a change, the place at its hour, the day before.

What is due is noted on each attendance and struck out when the mail server took the mail, so that a server that is
away for an hour loses nothing and nobody is told twice. Nobody sees another's address: one mail a person.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone, translation

from accounts.mails import address_of, send_mail
from engine import throttle
from engine.locks import alone
from events import links
from events.models import Attendance, AttendeeMessage, Occurrence
from events.recurrence import at_zone
from events.signals import attendees_wait

REMINDER_HOUR = 18  # o'clock on the day before, by the event's own clock
LONGEST_NOTICE = timedelta(days=8)  # more than the longest choice of forms/attendance.py
CONFIRMATIONS_A_DAY = 3  # mails that one address gets, whoever asks for them
_SENDING = "events: mails"  # what strikes out after sending is one process's at a time: nobody is told twice
News = Attendance.News
TAKING_PLACE = (Occurrence.Status.CONFIRMED, Occurrence.Status.MOVED)


def note_news(dates: Iterable[int], news: str) -> None:
    """Whoever comes to one of these dates is told so after the commit; a reminder and the place are due anew."""
    keys = list(dates)
    if not keys:
        return
    waiting = Attendance.objects.filter(occurrence__in=keys, occurrence__over_at__gt=timezone.now())
    if waiting.update(news=news, reminded_at=None, place_told_at=None):
        transaction.on_commit(lambda: attendees_wait.send(sender=Attendance, dates=keys))


def ask_confirmation(attendance: Attendance) -> bool:
    """Ask the address whether it is theirs. Nothing else is ever sent to it before it said yes."""
    # The throttle knows the address as a hash only; who is tormented with mails gets three.
    if not throttle.allow(
        action="attendance-mail", who=attendance.email.lower(), limit=CONFIRMATIONS_A_DAY, seconds=throttle.DAY
    ):
        return False
    token = links.CONFIRMATION.token_of(attendance)
    with translation.override(attendance.language):
        link = address_of(reverse("events:confirm_attendance", args=[token]))
    return _send("confirm", attendance, confirm_link=link)


def tell_confirmed(attendance: Attendance) -> bool:
    """The mail that keeps the private link for them, and the place when it may be told."""
    if not _send("confirmed", attendance):
        return False
    _mark_place_told(attendance)
    return True


@alone(_SENDING, wait=True)
def tell_news(dates: Iterable[int] | None = None) -> int:
    """Send what changed to everyone who has not been told, of these dates or of all; return how many mails left."""
    rows = _reachable().exclude(news=News.NONE).filter(occurrence__over_at__gt=timezone.now())
    if dates is not None:
        rows = rows.filter(occurrence__in=list(dates))
    sent = 0
    for attendance in rows:
        if not _send("news", attendance, **_next_of(attendance)):
            continue
        # A change that came while this mail was being sent stays due.
        Attendance.objects.filter(pk=attendance.pk, news=attendance.news).update(news=News.NONE)
        _mark_place_told(attendance)
        sent += 1
    return sent


def _next_of(attendance: Attendance) -> dict[str, Any]:
    """For those whose date does not take place: the next one that does, with its address."""
    dates = attendance.occurrence.event.occurrences.filter(status__in=TAKING_PLACE)
    row = dates.coming().select_related("event").first() if attendance.news == News.CANCELLED else None
    if row is None:
        return {}
    with translation.override(attendance.language):
        return {"next_row": row, "next_link": address_of(row.get_absolute_url())}


@alone(_SENDING, wait=True)
def send_message(message: AttendeeMessage) -> int:
    """Send what organisers wrote to each person who has not got it yet; return how many mails left."""
    sent = 0
    for attendance in _reachable().filter(occurrence=message.occurrence_id, last_message__lt=message.pk):
        if _send("message", attendance, message=message.text):
            Attendance.objects.filter(pk=attendance.pk).update(last_message=message.pk)
            sent += 1
    return sent


def send_late_messages() -> int:
    """Messages that did not reach everybody at the first attempt, oldest first."""
    unsent = AttendeeMessage.objects.filter(occurrence__over_at__gt=timezone.now())
    return sum(send_message(message) for message in unsent.order_by("pk"))


def reminder_moment(occurrence: Occurrence) -> datetime:
    """18:00 on the day before, by the clock of the event's own zone."""
    eve = occurrence.local_start.date() - timedelta(days=1)
    return at_zone(datetime.combine(eve, time(REMINDER_HOUR)), occurrence.event.zone)


@alone(_SENDING, wait=True)
def remind(*, now: datetime | None = None) -> int:
    """Every hour: the reminder of tomorrow's dates, once, to those who did not register since it was due."""
    now = now or timezone.now()
    rows = _reachable().filter(
        reminded_at=None,
        waits=False,
        occurrence__starts_at__gt=now,
        occurrence__starts_at__lt=now + timedelta(days=3),
        occurrence__status__in=TAKING_PLACE,
        occurrence__event__published_at__isnull=False,
    )
    sent = 0
    for attendance in rows:
        moment = reminder_moment(attendance.occurrence)
        if not attendance.created_at < moment <= now or not attendance.occurrence.knows_day:
            continue
        if _send("reminder", attendance):
            Attendance.objects.filter(pk=attendance.pk).update(reminded_at=now)
            _mark_place_told(attendance)
            sent += 1
    return sent


@alone(_SENDING, wait=True)
def tell_places(*, now: datetime | None = None) -> int:
    """Every hour: the secret place, to those who have a seat, from the hour that organisers chose."""
    now = now or timezone.now()
    rows = (
        _reachable()
        .filter(
            place_told_at=None,
            waits=False,
            occurrence__over_at__gt=now,
            occurrence__starts_at__lt=now + LONGEST_NOTICE,
            occurrence__status__in=TAKING_PLACE,
            occurrence__event__published_at__isnull=False,
        )
        .exclude(Q(occurrence__own_secret_place="") & Q(occurrence__event__secret_place=""))
    )
    sent = 0
    for attendance in rows:
        if attendance.occurrence.tells_place and _send("place", attendance):
            _mark_place_told(attendance)
            sent += 1
    return sent


def _reachable() -> Any:
    return Attendance.objects.reachable().select_related("occurrence__event__commune").order_by("pk")


def _mark_place_told(attendance: Attendance) -> None:
    """What every mail but the confirmation's says: the place, once it may be told to them."""
    if attendance.occurrence.tells_place and not attendance.waits:
        Attendance.objects.filter(pk=attendance.pk).update(place_told_at=timezone.now())


def _send(name: str, attendance: Attendance, **more: Any) -> bool:
    occurrence = attendance.occurrence
    with translation.override(attendance.language):
        private = address_of(reverse("events:attendance", args=[links.ATTENDANCE.token_of(attendance)]))
        page = address_of(occurrence.get_absolute_url())
    context = {
        "attendance": attendance,
        "row": occurrence,
        "event": occurrence.event,
        "private_link": private,
        "page_link": page,
        **more,
    }
    return send_mail(
        f"events/emails/attendance_{name}.txt", to=attendance.email, language=attendance.language, context=context
    )
