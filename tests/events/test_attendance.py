"""Somebody comes: nickname, private page, places, and who may see what."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import close_old_connections, connections
from django.test import Client
from django.utils import timezone

from events import links, services
from events.exceptions import AttendanceClosed, ListFull
from events.forms import AttendForm
from events.models import Attendance, AttendeeMessage, Event
from events.services import attendance as attendance_services
from tests.conftest import make_user


@pytest.fixture
def workshop(make_event, collective):
    """Tomorrow at 19:00, with registration and two places."""
    return make_event(title="Atelier", hosts=[collective], attendance=True, capacity=2)


@pytest.fixture
def day(workshop):
    return workshop.occurrences.get()


def private_page(attendance):
    return f"/agenda/inscription/{links.ATTENDANCE.token_of(attendance)}/"


def form_of(occurrence):
    return f"{occurrence.get_absolute_url()}inscription/"


def typed(**more):
    return {"nickname": "Mésange", "token": AttendForm.fresh_token()} | more


def come(occurrence, nickname="Mésange", **more):
    return services.attend(occurrence, nickname=nickname, language="fr", **more)


def test_nickname_is_enough_and_no_cookie_is_set(source, day):
    page = source.get(form_of(day))
    assert page.status_code == 200
    token = re.search(r'name="token" value="([^"]+)"', page.content.decode())[1]
    answer = source.post(form_of(day), {"nickname": "  Mésange  bleue ", "token": token})
    attendance = Attendance.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, private_page(attendance))
    assert attendance.nickname == "Mésange bleue"
    shown = source.get(answer["Location"])
    assert "Vous êtes inscrit·e" in shown.content.decode()
    assert not source.cookies
    assert "no-store" in shown["Cache-Control"]
    assert shown["Referrer-Policy"] == "no-referrer"
    assert shown["X-Robots-Tag"] == "noindex, nofollow"


def test_same_form_sent_twice_takes_one_place_and_leads_to_it(source, day):
    sent = typed()
    first, second = source.post(form_of(day), sent), source.post(form_of(day), sent)
    assert second["Location"] == first["Location"]
    assert Attendance.objects.count() == 1
    other = source.post(form_of(day), sent | {"nickname": "Pie"})  # gone back to say that a friend comes too
    namesake = source.post(form_of(day), typed())  # another person, who calls themselves the same
    assert len({first["Location"], other["Location"], namesake["Location"]}) == 3


@pytest.mark.parametrize(
    ("wrong", "status"),
    [({"nickname": ""}, 422), ({"nickname": " \t"}, 422), ({"email": "pas une adresse"}, 422), ({"token": ""}, 422)],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(source, day, wrong, status):
    answer = source.post(form_of(day), typed(email="a@example.org") | wrong)
    page = answer.content.decode()
    assert answer.status_code == status
    assert "form-errors" in page
    assert ("Mésange" in page) == ("nickname" not in wrong)
    assert not Attendance.objects.exists()


def test_form_filling_robot_is_dropped(source, day):
    assert source.post(form_of(day), typed(website="https://example.org")).status_code == 302
    assert not Attendance.objects.exists()


def test_event_without_registration_has_no_such_door(source, monthly):
    row = monthly.occurrences.coming()[0]
    assert source.get(form_of(row)).status_code == 404
    page = source.get("/agenda/reunion-mensuelle/").content.decode()
    assert "Entrée libre, sans inscription" in page
    services.change(monthly, admission="paid", price="5 €")
    assert "Entrée libre" not in source.get("/agenda/reunion-mensuelle/").content.decode()
    assert "S’inscrire" not in page and "S’inscrire" not in page


def test_event_with_registration_leads_to_its_form(source, day):
    page = source.get("/agenda/atelier/").content.decode()
    assert f'href="{form_of(day)}"' in page
    assert "Entrée libre" not in page


def test_cancelled_and_past_dates_take_nobody(source, make_event, day):
    services.cancel_date(day, reason="Grève")
    answer = source.post(form_of(day), typed())
    assert answer.status_code == 410
    past = make_event(title="Passé", attendance=True, starts_at=timezone.now() - timedelta(days=3)).occurrences.get()
    assert source.get(form_of(past)).status_code == 410
    assert not Attendance.objects.exists()
    for row in (day, past):
        with pytest.raises(AttendanceClosed):
            come(row)


def test_draft_has_no_form(source, client_of, organiser, make_event, collective):
    draft = make_event(title="Brouillon", attendance=True, publish=False, hosts=[collective])
    assert source.get(form_of(draft.occurrences.get())).status_code == 404
    assert client_of(organiser).get(form_of(draft.occurrences.get())).status_code == 404


def test_third_person_waits_and_gets_the_first_freed_place(source, day):
    first, _second = come(day, "Un"), come(day, "Deux")
    third, fourth = come(day, "Trois"), come(day, "Quatre")
    assert [person.waits for person in (third, fourth)] == [True, True]
    assert "liste d’attente" in source.get(private_page(third)).content.decode().replace("'", "’")
    assert source.post(private_page(first), {"leave": "1"}).status_code == 302
    third.refresh_from_db()
    fourth.refresh_from_db()
    assert (third.waits, fourth.waits) == (False, True)
    assert source.get(private_page(first)).status_code == 404
    assert "Vous êtes inscrit·e" in source.get(private_page(third)).content.decode()


def test_more_places_let_in_those_who_wait_in_order(day, workshop):
    people = [come(day, str(number)) for number in range(5)]
    services.change(workshop, capacity=4)
    assert [row.waits for row in Attendance.objects.order_by("pk")] == [False] * 4 + [True]
    services.change(workshop, capacity=1)  # nobody is sent away
    assert Attendance.objects.filter(waits=False).count() == 4
    services.leave(people[0])
    assert Attendance.objects.filter(waits=True).count() == 1
    services.change(workshop, capacity=None)
    assert not Attendance.objects.filter(waits=True).exists()


def test_list_ends_somewhere(day, monkeypatch):
    monkeypatch.setattr(attendance_services, "MOST_A_DATE", 3)
    for number in range(3):
        come(day, str(number))
    with pytest.raises(ListFull):
        come(day, "de trop")
    answer = Client().post(form_of(day), typed())
    assert answer.status_code == 422
    assert "Mésange" in answer.content.decode()


@pytest.mark.django_db(transaction=True)
def test_last_places_are_never_given_twice_at_the_same_moment(make_event):
    row = make_event(title="Petit local", attendance=True, capacity=3).occurrences.get()

    def register(number):
        close_old_connections()
        try:
            return Client().post(form_of(row), typed(nickname=f"p{number}")).status_code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(max_workers=8) as crowd:
        codes = list(crowd.map(register, range(12)))
    assert codes == [302] * 12
    assert Attendance.objects.filter(waits=False).count() == 3
    assert Attendance.objects.filter(waits=True).count() == 9


@pytest.mark.django_db(transaction=True)
def test_one_freed_place_goes_to_one_person_when_two_leave_at_once(make_event):
    row = make_event(title="Petit local", attendance=True, capacity=4).occurrences.get()
    people = [come(row, str(number)) for number in range(10)]

    def go(person):
        close_old_connections()
        try:
            return Client().post(private_page(person), {"leave": "1"}).status_code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(max_workers=4) as crowd:
        assert list(crowd.map(go, people[:4])) == [302] * 4
    assert Attendance.objects.filter(waits=False).count() == 4
    assert Attendance.objects.filter(waits=True).count() == 2


def test_private_page_changes_the_name(source, day):
    attendance = come(day)
    assert source.post(private_page(attendance), {"nickname": "Rouge-gorge"}).status_code == 302
    attendance.refresh_from_db()
    assert attendance.nickname == "Rouge-gorge"
    wrong = source.post(private_page(attendance), {"nickname": "", "email": "x"})
    assert wrong.status_code == 422
    assert "Rouge-gorge" not in wrong.content.decode()


def test_other_tokens_do_not_open_the_private_page(source, day):
    attendance = come(day, email="a@example.org")
    confirm = links.CONFIRMATION.token_of(attendance)
    cancel = links.ATTENDANCE.token_of(attendance)
    assert source.post(f"/agenda/inscription/{confirm}/", {"leave": "1"}).status_code == 404
    assert source.post(f"/agenda/inscription/{cancel}/confirmer/", {"confirm": "1"}).status_code == 404
    assert source.get(f"/agenda/inscription/{'A' * 43}/").status_code == 404
    attendance.refresh_from_db()
    assert not attendance.email_confirmed


def test_organiser_reads_names_and_never_addresses(client_of, organiser, day):
    come(day, "Mésange", email="mesange@example.org")
    come(day, "Pie")
    come(day, "Geai")
    page = client_of(organiser).get(f"{day.get_absolute_url()}inscriptions/").content.decode()
    assert "2 personnes viennent" in page
    assert "1 sur liste d" in page
    for name in ("Mésange", "Pie", "Geai"):
        assert name in page
    assert "example.org" not in page


def test_organiser_takes_a_name_off_and_the_next_one_comes(client_of, organiser, day):
    first, *_rest = [come(day, str(number)) for number in range(3)]
    client = client_of(organiser)
    address = f"{day.get_absolute_url()}inscriptions/{first.pk}/"
    assert client.get(address).status_code == 405
    assert client.post(address).status_code == 302
    assert list(Attendance.objects.values_list("nickname", "waits")) == [("1", False), ("2", False)]


def test_message_reaches_private_pages(client_of, organiser, source, day):
    attendance = come(day)
    client = client_of(organiser)
    address = f"{day.get_absolute_url()}inscriptions/"
    assert client.post(address, {"text": ""}).status_code == 422
    for _ in range(5):
        assert client.post(address, {"text": "Apportez <b>un</b> stylo."}).status_code == 302
    late = client.post(address, {"text": "Encore moi"})
    assert late.status_code == 429 and "Encore moi" in late.content.decode()
    assert "Apportez &lt;b&gt;un&lt;/b&gt; stylo." in source.get(private_page(attendance)).content.decode()
    assert "Apportez" not in source.get(day.get_absolute_url()).content.decode()


def test_organisers_doors_are_missing_for_everybody_else(
    source, client_of, outsider, member, pending, moderator, workshop, day
):
    other = make_user("autre")
    pending.memberships.create(user=other, role="organiser")
    attendance = come(day)
    doors = [f"{day.get_absolute_url()}inscriptions/", f"{day.get_absolute_url()}inscriptions/{attendance.pk}/"]
    for door in doors:
        for person in (outsider, member, other):
            assert client_of(person).post(door, {"text": "x"}).status_code == 404
        assert client_of(outsider).get(doors[0]).status_code == 404
        asked = source.post(door, {"text": "x"})
        assert asked.status_code == 302 and "/accounts/login/" in asked["Location"]
    assert Attendance.objects.filter(pk=attendance.pk).exists()
    assert not AttendeeMessage.objects.exists()
    assert client_of(moderator).get(doors[0]).status_code == 200
    weak = make_user("presque", groups=("campaign-moderators",))
    led = client_of(weak).get(doors[0])
    assert led.url.startswith("/accounts/second-factor/"), "a stolen password alone opens nothing of others"


def test_attendee_of_another_date_is_not_taken_off(client_of, organiser, collective, make_event, day):
    elsewhere = make_event(title="Ailleurs", attendance=True).occurrences.get()
    attendance = come(elsewhere)
    assert client_of(organiser).post(f"{day.get_absolute_url()}inscriptions/{attendance.pk}/").status_code == 404
    assert Attendance.objects.exists()


def test_nobody_reads_in_public_who_comes(source, client_of, outsider, workshop, day):
    come(day, "Canari-invisible", email="canari@example.org")
    doors = [
        "/agenda/",
        "/agenda/atelier/",
        day.get_absolute_url(),
        form_of(day),
        "/agenda/atelier.ics",
        "/search/?q=canari",
    ]
    for door in doors:
        for client in (source, client_of(outsider)):
            page = client.get(door).content.decode()
            assert "Canari-invisible" not in page and "canari@example.org" not in page


def test_list_of_who_comes_takes_the_same_queries_for_one_and_for_many(
    client_of, organiser, workshop, day, django_assert_max_num_queries
):
    client = client_of(organiser)
    taken = []
    client.get(f"{day.get_absolute_url()}inscriptions/")  # what pages keep for a minute is kept from here on
    for number in (1, 25):
        for nickname in range(number):
            come(day, str(nickname))
        with django_assert_max_num_queries(40) as queries:
            client.get(f"{day.get_absolute_url()}inscriptions/")
        taken.append(len(queries))
    assert taken[0] == taken[1]


def test_people_of_a_single_event_follow_it_to_another_day(day, workshop):
    attendance = come(day)
    services.write_to_all(day, text="À demain", by=None)
    services.change(workshop, starts_at=workshop.starts_at + timedelta(days=2))
    attendance.refresh_from_db()
    row = workshop.occurrences.get()
    assert row.date != day.date
    assert attendance.occurrence == row
    assert attendance.news == "moved"
    assert row.attendee_messages.count() == 1


def test_who_comes_to_a_date_that_a_series_gives_up_is_offered_the_nearest(monthly):
    services.change(monthly, attendance=True)
    row = monthly.occurrences.coming()[1]
    attendance = come(row)
    services.change(monthly, recurrence="FREQ=MONTHLY;BYDAY=2TH;INTERVAL=2")
    attendance.refresh_from_db()
    assert attendance.occurrence.date in (monthly.occurrences.coming()[0].date, monthly.occurrences.coming()[1].date)
    assert (attendance.news, attendance.was_on) == ("redated", row.date)
    assert services.write_occurrences(monthly) == 0


def test_erasure_comes_30_days_after_the_date(make_event):
    now = timezone.now()
    old = make_event(
        title="Vieux", attendance=True, secret_place="Cave", starts_at=now + timedelta(hours=1)
    ).occurrences.get()
    fresh = make_event(title="Récent", attendance=True, starts_at=now + timedelta(days=2)).occurrences.get()
    come(old)
    services.write_to_all(old, text="Bonjour", by=None)
    come(fresh)
    assert services.erase_attendance(now=old.over_at + timedelta(days=29)) == 0
    assert services.erase_attendance(now=old.over_at + timedelta(days=30, minutes=1)) == 1
    assert [row.occurrence for row in Attendance.objects.all()] == [fresh]
    assert not AttendeeMessage.objects.exists()
    assert Event.objects.get(title="Vieux").secret_place == ""


def test_address_that_nobody_confirms_is_erased_after_two_days(day):
    attendance = come(day, email="personne@example.org")
    services.erase_attendance(now=timezone.now() + timedelta(hours=47))
    attendance.refresh_from_db()
    assert attendance.email
    services.erase_attendance(now=timezone.now() + timedelta(hours=49))
    attendance.refresh_from_db()
    assert (attendance.email, attendance.nickname) == ("", "Mésange")
