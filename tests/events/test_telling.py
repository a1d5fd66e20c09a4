"""What those who come are told by mail, and what nobody is told."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.management import call_command
from django.test import override_settings
from django.utils import timezone

from events import links, services
from events.models import Attendance
from tests.events.conftest import PARIS

DEAD_SERVER = override_settings(
    EMAIL_BACKEND="django.core.mail.backends.smtp.EmailBackend", EMAIL_HOST="127.0.0.1", EMAIL_PORT=9
)


@pytest.fixture
def day(make_event, collective):
    event = make_event(title="Atelier", hosts=[collective], attendance=True, place="Bar de l'Horloge")
    return event.occurrences.get()


def confirmed(occurrence, nickname="Mésange", email="mesange@example.org", **more):
    """Somebody who comes and whose address is confirmed; their mails so far are forgotten by `mailoutbox.clear()`."""
    attendance = services.attend(occurrence, nickname=nickname, email=email, language="fr", **more)
    services.confirm_email(attendance)
    return attendance


def test_address_is_asked_first_and_looking_at_the_link_does_nothing(source, day, mailoutbox):
    attendance = services.attend(day, nickname="Mésange", email="mesange@example.org", language="fr")
    (mail,) = mailoutbox
    assert mail.to == ["mesange@example.org"]
    assert links.ATTENDANCE.token_of(attendance) not in mail.body
    link = re.search(r"http://\S+(/agenda/inscription/\S+)", mail.body)[1]
    page = source.get(link)
    assert page.status_code == 200 and not page.cookies
    attendance.refresh_from_db()
    assert not attendance.email_confirmed
    assert source.post(link, {"confirm": "1"}).status_code == 200
    attendance.refresh_from_db()
    assert attendance.email_confirmed
    assert links.ATTENDANCE.token_of(attendance) in mailoutbox[1].body
    source.post(link, {"confirm": "1"})
    assert len(mailoutbox) == 2


def test_owner_of_an_address_erases_it(source, day, mailoutbox):
    attendance = services.attend(day, nickname="Farce", email="victime@example.org", language="fr")
    link = re.search(r"http://\S+(/agenda/inscription/\S+)", mailoutbox[0].body)[1]
    assert source.post(link, {"forget": "1"}).status_code == 200
    attendance.refresh_from_db()
    assert attendance.email == ""
    assert source.get(link).status_code == 404


def test_link_of_an_address_dies_when_it_is_changed(source, day, mailoutbox):
    attendance = services.attend(day, nickname="Mésange", email="un@example.org", language="fr")
    first = re.search(r"http://\S+(/agenda/inscription/\S+)", mailoutbox[0].body)[1]
    services.change_attendance(attendance, nickname="Mésange", email="deux@example.org")
    assert mailoutbox[1].to == ["deux@example.org"]
    assert source.post(first, {"confirm": "1"}).status_code == 404


def test_nobody_is_pestered_with_questions(day, mailoutbox):
    for number in range(6):
        services.attend(day, nickname=str(number), email="Victime@example.org", language="fr")
    assert len(mailoutbox) == 3


@pytest.mark.django_db(transaction=True)
def test_move_cancel_restore_and_skip_are_told_once_and_to_confirmed_addresses_only(day, mailoutbox):
    confirmed(day)
    services.attend(day, nickname="Sans réponse", email="muette@example.org", language="fr")
    services.attend(day, nickname="Sans adresse", language="fr")
    mailoutbox.clear()
    services.move_date(day, local_start=day.local_start + timedelta(days=1), reason="Grève des trains")
    (mail,) = mailoutbox
    assert mail.to == ["mesange@example.org"]
    assert mail.subject == "Changement de date ou de lieu : Atelier"
    assert "Grève des trains" in mail.body
    services.cancel_date(day, reason="Salle fermée")
    assert mailoutbox[1].subject == "Annulé : Atelier"
    assert "Salle fermée" in mailoutbox[1].body
    services.restore_date(day)
    assert mailoutbox[2].subject == "C’est finalement maintenu : Atelier"
    services.skip_date(day)
    assert mailoutbox[3].subject == "Annulé : Atelier"
    assert services.tell_news() == 0
    assert len(mailoutbox) == 4


@pytest.mark.django_db(transaction=True)
def test_whole_event_moved_or_cancelled_is_told(day, mailoutbox):
    event = day.event
    confirmed(day)
    mailoutbox.clear()
    services.change(event, summary="Un autre texte")
    assert mailoutbox == []
    services.change(event, place="Ailleurs")
    services.change(event, starts_at=event.starts_at + timedelta(hours=1))
    services.change(event, starts_at=event.starts_at + timedelta(days=3))
    services.cancel_event(event, reason="Plus de lieu")
    assert [mail.subject for mail in mailoutbox] == [
        "Du nouveau : Atelier",
        "Changement de date ou de lieu : Atelier",
        "Changement de date ou de lieu : Atelier",
        "Annulé : Atelier",
    ]


@pytest.mark.django_db(transaction=True)
def test_freed_place_is_told(day, mailoutbox):
    services.change(day.event, capacity=1)
    first = confirmed(day, "Un", "un@example.org")
    confirmed(day, "Deux", "deux@example.org")
    mailoutbox.clear()
    services.leave(first)
    (mail,) = mailoutbox
    assert (mail.to, mail.subject) == (["deux@example.org"], "Une place s’est libérée pour vous : Atelier")


@pytest.mark.django_db(transaction=True)
def test_news_wait_for_a_mail_server_that_is_away(day, mailoutbox):
    attendance = confirmed(day)
    mailoutbox.clear()
    with DEAD_SERVER:
        services.cancel_date(day, reason="Salle fermée")
    attendance.refresh_from_db()
    assert attendance.news == "cancelled"
    call_command("tell_attendees")
    assert [mail.subject for mail in mailoutbox] == ["Annulé : Atelier"]
    call_command("tell_attendees")
    assert len(mailoutbox) == 1


@pytest.mark.django_db(transaction=True)
def test_message_is_mailed_one_by_one_and_once(day, mailoutbox):
    for number in range(3):
        confirmed(day, str(number), f"p{number}@example.org")
    services.attend(day, nickname="Sans réponse", email="muette@example.org", language="fr")
    mailoutbox.clear()
    message = services.write_to_all(day, text="Apportez un stylo.", by=None)
    assert sorted(mail.to for mail in mailoutbox) == [[f"p{number}@example.org"] for number in range(3)]
    for mail in mailoutbox:
        assert "Apportez un stylo." in mail.body
        assert mail.message().as_string().count("@example.org") == 1
    assert services.send_message(message) == 0
    late = confirmed(day, "Tard", "tard@example.org")
    mailoutbox.clear()
    assert services.send_late_messages() == 0
    assert late.last_message == message.pk


@pytest.mark.parametrize("zone", ["Europe/Paris", "Indian/Reunion", "America/Martinique"])
def test_reminder_comes_at_six_on_the_eve_of_the_events_own_clock(make_event, mailoutbox, zone):
    local = ZoneInfo(zone)
    tomorrow = (timezone.now().astimezone(local) + timedelta(days=3)).replace(
        hour=10, minute=0, second=0, microsecond=0
    )
    event = make_event(title="Loin", attendance=True, starts_at=tomorrow, time_zone=zone)
    attendance = confirmed(event.occurrences.get())
    mailoutbox.clear()
    six = (tomorrow - timedelta(days=1)).replace(hour=18)
    assert services.reminder_moment(event.occurrences.get()) == six
    assert services.remind(now=six - timedelta(minutes=1)) == 0
    assert services.remind(now=six) == 1
    assert services.remind(now=six + timedelta(hours=1)) == 0
    assert mailoutbox[0].subject == "Demain : Loin"
    attendance.refresh_from_db()
    assert attendance.reminded_at


@pytest.mark.django_db(transaction=True)
def test_moved_date_is_reminded_anew_and_a_cancelled_one_never(day, mailoutbox):
    confirmed(day)
    Attendance.objects.update(created_at=timezone.now() - timedelta(days=5))
    eve = services.reminder_moment(day)
    assert services.remind(now=eve) == 1
    services.move_date(day, local_start=day.local_start + timedelta(days=7), reason="")
    assert services.remind(now=eve) == 0
    assert services.remind(now=services.reminder_moment(day)) == 1
    services.cancel_date(day, reason="")
    Attendance.objects.update(reminded_at=None)
    assert services.remind(now=services.reminder_moment(day)) == 0


def test_who_waits_or_has_just_registered_is_not_reminded(day, mailoutbox):
    services.change(day.event, capacity=1)
    confirmed(day, "Un", "un@example.org")
    confirmed(day, "Deux", "deux@example.org")
    now = services.reminder_moment(day) + timedelta(hours=1)
    Attendance.objects.update(created_at=now - timedelta(minutes=5))
    assert services.remind(now=now) == 0
    Attendance.objects.update(created_at=now - timedelta(days=2))
    mailoutbox.clear()
    assert services.remind(now=now) == 1
    assert mailoutbox[0].to == ["un@example.org"]


def test_mails_speak_the_readers_language(day, mailoutbox):
    attendance = services.attend(day, nickname="Wren", email="wren@example.org", language="en")
    services.confirm_email(attendance)
    assert mailoutbox[1].subject == "You are registered: Atelier"
    assert "/en/agenda/inscription/" in mailoutbox[1].body


def test_reminder_of_a_meeting_after_the_clocks_changed_keeps_its_hour(make_event):
    start = datetime(2027, 3, 28, 19, tzinfo=PARIS)  # the night before, the clocks go forward
    row = make_event(title="Dimanche", attendance=True, starts_at=start).occurrences.get()
    assert services.reminder_moment(row) == datetime(2027, 3, 27, 18, tzinfo=PARIS)
