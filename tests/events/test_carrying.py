"""A changed series keeps what people arranged for its dates, and those who registered learn the new one."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.utils import timezone

from events import services
from events.models import Attendance, Event, Occurrence
from tests.events.conftest import page_of, paris

Status = Occurrence.Status
FIRST = date(2027, 3, 4)  # a Thursday


@pytest.fixture
def weekly(make_event, collective):
    """Every Thursday at 19:00 for two hours, people register."""
    return make_event(
        title="Atelier",
        hosts=[collective],
        starts_at=paris(2027, 3, 4, 19),
        ends_at=paris(2027, 3, 4, 21),
        recurrence="FREQ=WEEKLY;BYDAY=TH",
        attendance=True,
        place="Bar",
    )


def row_of(event, day):
    return event.occurrences.select_related("event").get(date=day)


def on_fridays(event, **more):
    fields = {"starts_at": paris(2027, 3, 5, 19), "ends_at": paris(2027, 3, 5, 21)}
    return services.change(event, **fields, recurrence="FREQ=WEEKLY;BYDAY=FR", **more)


def come(row, email="ane@example.org"):
    person = services.attend(row, nickname="Âne", email=email, language="fr")
    Attendance.objects.filter(pk=person.pk).update(email_confirmed=bool(email))
    return Attendance.objects.get(pk=person.pk)


def typed_of(event, **more):
    return {
        "title": event.title,
        "kind": event.kind,
        "day": "2027-03-05",
        "hour": "19:00",
        "end_hour": "21:00",
        "rhythm": "weekly",
        "commune": event.commune.name,
        "place": event.place,
        "attendance": "on",
    } | more


def test_hour_told_later_reaches_a_date_that_was_moved_to_another_day(make_event):
    event = make_event(starts_at=paris(2027, 3, 4), precision="day", recurrence="FREQ=WEEKLY;BYDAY=TH")
    services.move_date(row_of(event, FIRST), local_start=datetime(2027, 3, 6), reason="Férié")
    services.change(event, precision="hour", starts_at=paris(2027, 3, 4, 19, 30))
    row = row_of(event, FIRST)
    assert (row.local_start, row.status) == (datetime(2027, 3, 6, 19, 30), Status.MOVED)


def test_new_hour_reaches_a_date_that_was_given_only_another_place(weekly):
    row = row_of(weekly, FIRST)
    services.move_date(row, local_start=row.local_start, reason="Travaux", place="Parc", title="Film", note="Coussin")
    services.change(weekly, starts_at=paris(2027, 3, 4, 20), ends_at=paris(2027, 3, 4, 22, 30))
    row = row_of(weekly, FIRST)
    assert (row.local_start.time(), row.local_end.time()) == (time(20), time(22, 30))
    assert (row.place, row.title, row.note, row.status, row.reason) == (
        *("Parc", "Film", "Coussin"),
        *(Status.MOVED, "Travaux"),
    )


@pytest.mark.parametrize(
    ("start", "end", "new_start", "new_end"),
    [
        (datetime(2027, 3, 6, 19), None, datetime(2027, 3, 6, 18), datetime(2027, 3, 6, 20)),  # a day of its own
        (datetime(2027, 3, 4, 20), None, datetime(2027, 3, 4, 20), datetime(2027, 3, 4, 22)),  # an hour
        (
            datetime(2027, 3, 4, 19),
            datetime(2027, 3, 5, 1),
            datetime(2027, 3, 4, 18),
            datetime(2027, 3, 5, 1),
        ),  # an end
    ],
)
def test_day_hour_and_end_of_a_date_are_kept_apart(weekly, start, end, new_start, new_end):
    services.move_date(row_of(weekly, FIRST), local_start=start, local_end=end, reason="")
    services.change(weekly, starts_at=paris(2027, 3, 4, 18), ends_at=paris(2027, 3, 4, 20))
    row = row_of(weekly, FIRST)
    assert (row.local_start, row.local_end) == (new_start, new_end)


def test_new_place_of_the_series_leaves_the_own_one(weekly):
    services.move_date(row_of(weekly, FIRST), local_start=datetime(2027, 3, 4, 20), reason="", place="Parc")
    services.change(weekly, place="Bibliothèque")
    assert (row_of(weekly, FIRST).place, row_of(weekly, FIRST + timedelta(7)).place) == ("Parc", "Bibliothèque")


def test_new_weekday_takes_along_what_was_arranged(weekly):
    rows = [row_of(weekly, FIRST + timedelta(7 * number)) for number in range(5)]
    services.cancel_date(rows[0], reason="Grève")
    services.move_date(rows[1], local_start=rows[1].local_start, reason="", title="Film", note="Coussin", place="Parc")
    services.skip_date(rows[2])
    services.move_date(rows[3], local_start=rows[3].local_start + timedelta(hours=1), reason="Après le match")
    services.move_date(rows[4], local_start=rows[4].local_start + timedelta(days=3), reason="Férié")
    on_fridays(weekly)
    now = [row_of(weekly, FIRST + timedelta(7 * number + 1)) for number in range(5)]
    assert [row.pk for row in now] == [row.pk for row in rows]
    assert (now[0].status, now[0].reason, now[0].local_start) == (
        *(Status.CANCELLED, "Grève"),
        datetime(2027, 3, 5, 19),
    )
    assert (now[1].title, now[1].note, now[1].place) == ("Film", "Coussin", "Parc")
    assert now[1].local_start == datetime(2027, 3, 12, 19)
    assert now[2].status == Status.SKIPPED
    assert now[3].local_start == datetime(2027, 3, 26, 20)
    assert now[4].local_start == datetime(2027, 4, 4, 19)  # the day given by hand
    assert not weekly.occurrences.filter(date__in=[row.date - timedelta(1) for row in now]).exists()


def test_cancellation_without_a_day_of_its_own_takes_none_from_others(weekly):
    """Twelve Thursdays become one a month: a date that falls out is no reason to cancel another month's."""
    services.cancel_date(row_of(weekly, date(2027, 3, 18)), reason="Grève")
    services.move_date(
        row_of(weekly, date(2027, 3, 11)), local_start=datetime(2027, 3, 11, 19), reason="", title="Film"
    )
    services.change(weekly, starts_at=paris(2027, 3, 12, 19), ends_at=None, recurrence="FREQ=MONTHLY;BYDAY=2FR")
    assert row_of(weekly, date(2027, 3, 12)).title == "Film"
    assert not weekly.occurrences.filter(status=Status.CANCELLED).exists()


def test_month_of_rest_is_nothing_to_decide_about_and_takes_nothing(weekly):
    services.skip_month(weekly, month=4)
    row = row_of(weekly, date(2027, 3, 25))
    services.move_date(row, local_start=row.local_start, reason="", title="Film")
    fields = {"starts_at": paris(2027, 3, 9, 19), "ends_at": None, "recurrence": "FREQ=WEEKLY;BYDAY=TU"}
    (one,) = services.what_is_arranged(weekly, **fields)
    assert one.row.pk == row.pk and not any(day.month == 4 for day in one.days)


def test_date_that_has_begun_stays_whatever_the_new_rhythm(make_event):
    start = timezone.localtime().replace(microsecond=0) - timedelta(minutes=30)
    event = make_event(starts_at=start, recurrence="FREQ=WEEKLY", attendance=True)
    row = event.occurrences.first()
    services.change(event, starts_at=start + timedelta(days=1))
    assert row_of(event, row.date).status == Status.CONFIRMED


def test_series_that_ends_earlier_takes_no_late_cancellation_to_its_last_date(weekly):
    services.cancel_date(row_of(weekly, date(2027, 6, 10)), reason="Pont")
    person = come(row_of(weekly, date(2027, 6, 17)))
    services.change(weekly, ends_on=date(2027, 4, 1))
    assert row_of(weekly, date(2027, 4, 1)).status == Status.CONFIRMED
    person.refresh_from_db()
    assert (person.occurrence.date, person.news) == (date(2027, 6, 17), "cancelled")


def test_single_event_takes_everything_to_another_day_and_into_a_series(make_event):
    event = make_event(starts_at=paris(2027, 3, 4, 19), attendance=True)
    row = event.occurrences.get()
    services.move_date(row, local_start=row.local_start, reason="", title="Film", place="Parc")
    person = come(row)
    services.change(event, starts_at=paris(2027, 5, 20, 20))
    row = event.occurrences.get()
    assert (row.date, row.title, row.place, row.local_start.hour) == (date(2027, 5, 20), "Film", "Parc", 20)
    services.change(event, starts_at=paris(2027, 7, 2, 20), recurrence="FREQ=WEEKLY;BYDAY=FR")
    assert row_of(event, date(2027, 7, 2)).title == "Film"
    person.refresh_from_db()
    assert (person.occurrence.date, person.was_on) == (date(2027, 7, 2), date(2027, 5, 20))


def test_organisers_see_who_has_not_answered_about_the_new_date(client_of, organiser, weekly):
    person = come(row_of(weekly, FIRST))
    on_fridays(weekly)
    address = "/agenda/atelier/2027-03-05/inscriptions/"
    assert "avait choisi le 4 mars" in client_of(organiser).get(address).content.decode()
    services.keep_new_date(Attendance.objects.get(pk=person.pk))
    assert "avait choisi" not in client_of(organiser).get(address).content.decode()


def test_registered_people_are_offered_the_new_date(weekly, source, mailoutbox, django_capture_on_commit_callbacks):
    person = come(row_of(weekly, FIRST))
    with django_capture_on_commit_callbacks(execute=True):
        on_fridays(weekly)
    services.tell_news()
    person.refresh_from_db()
    assert (person.occurrence.date, person.was_on) == (date(2027, 3, 5), FIRST)
    (mail,) = [mail for mail in mailoutbox if "Une autre date" in mail.subject]
    assert "jeudi 4 mars 2027" in mail.body and "vendredi 5 mars 2027, 19\xa0h" in mail.body
    assert "n’a pas lieu" not in mail.body
    link = re.search(r"https?://[^/]+(/agenda/inscription/\S+)", mail.body)[1]
    page = source.get(link).content.decode()
    assert "Je viens à la nouvelle date" in page and 'name="leave"' in page and "jeudi 4 mars 2027" in page
    assert source.post(link, {"keep": "1"}).status_code == 302
    assert "Je viens à la nouvelle date" not in source.get(link).content.decode()
    person.refresh_from_db()
    assert person.was_on is None


def test_who_comes_to_a_date_that_goes_nowhere_is_told_the_next(weekly, mailoutbox):
    person = come(row_of(weekly, FIRST))
    on_fridays(weekly, carried={FIRST: None})
    services.tell_news()
    person.refresh_from_db()
    assert (person.occurrence.date, person.occurrence.status) == (FIRST, Status.CANCELLED)
    (mail,) = [mail for mail in mailoutbox if mail.subject.startswith("Annulé")]
    assert "La prochaine date\u202f: vendredi 5 mars 2027, 19\xa0h" in mail.body
    assert "/agenda/atelier/2027-03-05/" in mail.body


def test_people_of_several_dates_come_to_one_and_messages_are_not_sent_twice(weekly, mailoutbox):
    first, second = row_of(weekly, FIRST), row_of(weekly, FIRST + timedelta(7))
    people = [come(first, "a@example.org"), come(second, "b@example.org")]
    services.write_to_all(first, text="Apportez un coussin", by=None)
    services.send_late_messages()
    mailoutbox.clear()
    services.change(weekly, recurrence="FREQ=MONTHLY;BYDAY=2TH", starts_at=paris(2027, 3, 11, 19), ends_at=None)
    assert {Attendance.objects.get(pk=person.pk).occurrence.date for person in people} == {date(2027, 3, 11)}
    assert services.send_late_messages() == 0
    assert not weekly.occurrences.filter(date=FIRST).exists()


def test_secret_place_stays_secret_when_its_date_is_carried(weekly, source):
    row = row_of(weekly, FIRST)
    services.move_date(row, local_start=row.local_start, reason="", place="Cave")
    on_fridays(weekly, secret_place="Quai", place="")
    row = row_of(weekly, date(2027, 3, 5))
    assert (row.place, row.secret_place) == ("", "Cave")
    assert "Cave" not in page_of(source, row.get_absolute_url())


def test_page_between_lists_what_was_arranged_before_anything_is_saved(client_of, organiser, weekly):
    services.cancel_date(row_of(weekly, FIRST), reason="Grève")
    film = row_of(weekly, FIRST + timedelta(7))
    services.move_date(film, local_start=film.local_start, reason="", title="Film de mars")
    come(row_of(weekly, FIRST + timedelta(14)))
    client, address = client_of(organiser), "/agenda/atelier/modifier/"
    page = client.post(address, typed_of(weekly, title="Nouvel atelier", summary="Mots\ngardés"))
    words = page.content.decode()
    assert page.status_code == 200 and Event.objects.get().title == "Atelier"
    for said in ("Grève", "Film de mars", "1 personne inscrite", "Jeudi 4 mars 2027"):
        assert said in words
    assert '<option value="2027-03-12" selected>vendredi 12 mars 2027</option>' in words
    again = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', words))
    assert (again["title"], again["summary"]) == ("Nouvel atelier", "Mots\ngardés")
    chosen = {"carry-2027-03-04": "none", "carry-2027-03-11": "2027-03-26", "carry-2027-03-18": "2027-03-19"}
    form = client.post(address, again | chosen | {"back": "1"})
    assert form.status_code == 200 and 'value="Nouvel atelier"' in form.content.decode()
    both = client.post(address, again | chosen | {"carry-2027-03-04": "2027-03-26"})
    assert both.status_code == 422 and Event.objects.get().title == "Atelier"
    assert client.post(address, again | chosen).status_code == 302
    weekly.refresh_from_db()
    assert weekly.title == "Nouvel atelier"
    assert row_of(weekly, date(2027, 3, 26)).title == "Film de mars"
    assert not weekly.occurrences.filter(status=Status.CANCELLED).exists()
    assert row_of(weekly, date(2027, 3, 19)).attendances.count() == 1


def test_change_that_takes_no_date_away_asks_nothing(client_of, organiser, weekly):
    services.cancel_date(row_of(weekly, FIRST), reason="Grève")
    typed = typed_of(weekly, day="2027-03-04", hour="20:00", end_hour="22:00")
    assert client_of(organiser).post("/agenda/atelier/modifier/", typed).status_code == 302
    assert row_of(weekly, FIRST).status == Status.CANCELLED


def test_old_addresses_lead_to_the_event_with_a_sentence(source, client_of, organiser, outsider, weekly):
    on_fridays(weekly)
    for end in ("", "inscription/", "partager/", "affiche-a4.pdf", "apercu.png"):
        answer = source.get(f"/agenda/atelier/2027-03-04/{end}")
        assert (answer.status_code, answer["Location"]) == (302, "/agenda/atelier/?jour=2027-03-04")
    assert "La date du jeudi 4 mars 2027 n’existe plus" in page_of(source, "/agenda/atelier/?jour=2027-03-04")
    assert "n’existe plus" not in page_of(source, "/agenda/atelier/?jour=2027-03-05")
    assert "n’existe plus" not in page_of(source, "/agenda/atelier/?jour=hier")
    for end in ("changer/", "inscriptions/", "compte-rendu/"):
        assert client_of(organiser).get(f"/agenda/atelier/2027-03-04/{end}").status_code == 302
    assert client_of(outsider).get("/agenda/atelier/2027-03-05/changer/").status_code == 404
    Event.objects.update(published_at=None)
    assert source.get("/agenda/atelier/2027-03-04/").status_code == 404


def test_date_put_back_keeps_its_film(client_of, organiser, weekly):
    row = row_of(weekly, FIRST)
    services.move_date(row, local_start=row.local_start, reason="", title="Film", place="Parc")
    client, address = client_of(organiser), "/agenda/atelier/2027-03-04/changer/"
    assert 'value="lift"' not in client.get(address).content.decode()
    for out in ({"action": "skip"}, {"action": "cancel", "reason": "Pluie"}):
        client.post(address, out)
        assert client.post(address, {"action": "lift"}).status_code == 302
        row.refresh_from_db()
        assert (row.status, row.title, row.place, row.reason) == (Status.MOVED, "Film", "Parc", "")


def test_person_on_a_date_that_is_carried_with_its_own_day_is_not_disturbed(weekly):
    row = row_of(weekly, FIRST)
    services.move_date(row, local_start=datetime(2027, 3, 6, 20), reason="")
    person = come(row)
    Attendance.objects.update(news="")
    on_fridays(weekly)
    person.refresh_from_db()
    assert (person.occurrence.date, person.occurrence.local_start) == (date(2027, 3, 5), datetime(2027, 3, 6, 20))
    assert (person.news, person.was_on) == ("", None)


@pytest.mark.parametrize(
    ("start", "end", "own"),
    [
        (paris(2027, 3, 6, 19), paris(2027, 3, 6, 21), (date(2027, 3, 6), None, None)),
        (paris(2027, 3, 4, 20), paris(2027, 3, 4, 22), (None, time(20), None)),
        (paris(2027, 3, 4, 19), paris(2027, 3, 5, 1), (None, None, timedelta(hours=25))),
        (paris(2027, 3, 4, 19), paris(2027, 3, 4, 21), (None, None, None)),  # only its place is another
    ],
)
def test_migration_says_which_parts_of_a_moved_date_are_its_own(weekly, start, end, own):
    weekly.occurrences.filter(date=FIRST).update(status=Status.MOVED, starts_at=start, ends_at=end)
    import_module("events.migrations.0002_arranged_dates_and_calendars").fill(apps, None)
    row = row_of(weekly, FIRST)
    assert (row.own_day, row.own_hour, row.own_end) == own


def test_words_about_a_date_that_is_gone_are_shown_and_their_copy_stays(client_of, organiser, source, weekly):
    gone = f"/agenda/{weekly.slug}/{FIRST}"
    form = {"once": f".{'x' * 16}", "device_copy": "0" * 32}
    on_fridays(weekly)
    for client, address, words in (
        (client_of(organiser), f"{gone}/changer/", {"action": "move", "note": "Apportez des chaises"}),
        (client_of(organiser), f"{gone}/compte-rendu/", {"text": "Ce qui fut dit"}),
        (source, f"{gone}/inscription/", {"nickname": "Âne gris"}),
    ):
        answer = client.post(address, form | words)
        assert answer.status_code == 409 and list(words.values())[-1] in answer.text
        assert not [name for name in answer.cookies if name.startswith("received-")]
        assert "n’existe plus" in answer.text and f"/agenda/{weekly.slug}/?jour={FIRST}" in answer.text


def test_date_that_goes_back_to_its_first_day_is_no_new_date(weekly, mailoutbox, django_capture_on_commit_callbacks):
    person = come(row_of(weekly, FIRST))
    with django_capture_on_commit_callbacks(execute=True):
        on_fridays(weekly)
    thursdays = {"starts_at": paris(2027, 3, 4, 19), "ends_at": paris(2027, 3, 4, 21)}
    with django_capture_on_commit_callbacks(execute=True):
        services.change(weekly, **thursdays, recurrence="FREQ=WEEKLY;BYDAY=TH")
    person.refresh_from_db()
    assert (person.occurrence.date, person.was_on) == (FIRST, None)
    assert person.news in (Attendance.News.MOVED, Attendance.News.NONE)
