"""Minutes: who writes, who reads, what becomes of versions."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from events import services
from events.models import Minutes, MinutesVersion
from tests.conftest import make_user

WORDS = {"decisions": "- Affiches : **Lila**, avant mardi", "text": "On a parlé du **CSU**.", "audience": "all"}


@pytest.fixture
def past(make_event, collective):
    """A date of yesterday."""
    event = make_event(title="Réunion d'hier", hosts=[collective], starts_at=timezone.now() - timedelta(days=1))
    return event.occurrences.get()


@pytest.fixture
def other_organiser(pending):
    user = make_user("autre")
    pending.memberships.create(user=user, role="organiser")
    return user


def door(row, *more):
    return "".join([row.get_absolute_url(), "compte-rendu/", *more])


def test_write_shows_minutes_on_the_page_of_the_date_and_of_the_event(client_of, organiser, past, source):
    client = client_of(organiser)
    assert door(past) in client.get(past.get_absolute_url()).content.decode()
    answer = client.post(door(past), WORDS)
    assert (answer.status_code, answer["Location"]) == (302, past.get_absolute_url())
    for address in (past.get_absolute_url(), past.event.get_absolute_url()):
        answer = source.get(address)
        assert "On a parlé du <strong>CSU</strong>." in answer.content.decode()
        assert not answer.cookies


def test_minutes_for_members_are_hidden_from_all_others(
    client_of, organiser, member, outsider, other_organiser, moderator, past, source
):
    services.write_minutes(past, by=organiser, text="Rien que pour nous", decisions="", audience="members")
    address = past.get_absolute_url()
    for client in (source, client_of(outsider), client_of(other_organiser)):
        assert "Rien que pour nous" not in client.get(address).content.decode()
    for person in (member, organiser, moderator):
        assert "Rien que pour nous" in client_of(person).get(address).content.decode()


def test_minutes_are_for_members_unless_said_otherwise(client_of, organiser, past):
    assert client_of(organiser).get(door(past)).context["form"]["audience"].value() == "members"


def test_every_door_is_missing_for_others_and_asks_a_visitor_to_sign_in(
    client_of, outsider, member, other_organiser, organiser, past, source
):
    services.write_minutes(past, by=organiser, text="Un", decisions="", audience="all")
    for person in (outsider, member, other_organiser):
        client = client_of(person)
        assert client.get(door(past)).status_code == 404
        assert client.post(door(past), WORDS).status_code == 404
        assert client.post(door(past, "effacer/"), {"everything": "1"}).status_code == 404
    assert source.post(door(past), WORDS)["Location"].startswith("/accounts/login/")
    assert source.post(door(past, "effacer/"))["Location"].startswith("/accounts/login/")
    assert Minutes.objects.get().text == "Un"


def test_minutes_of_a_date_to_come_have_no_form(client_of, organiser, monthly):
    row = monthly.occurrences.coming().first()
    assert client_of(organiser).get(door(row)).status_code == 404
    assert "compte-rendu" not in client_of(organiser).get(row.get_absolute_url()).content.decode()


@pytest.mark.parametrize("wrong", [{"audience": "tous"}, {"text": "x" * 20_001}, {"text": "", "decisions": ""}])
def test_write_says_what_is_wrong_and_loses_nothing(client_of, organiser, past, wrong):
    answer = client_of(organiser).post(door(past), WORDS | wrong)
    assert answer.status_code == 422
    assert not Minutes.objects.exists()
    if "text" not in wrong:
        assert "On a parlé du **CSU**." in answer.content.decode()


def test_hostile_markdown_stays_words(client_of, organiser, past, source):
    hostile = "<script>alert(1)</script> [x](javascript:alert(1)) ![p](https://ailleurs.example/p.png)"
    client_of(organiser).post(door(past), WORDS | {"text": hostile})
    page = source.get(past.get_absolute_url()).content.decode()
    assert "<script>alert" not in page
    assert 'href="javascript' not in page
    assert "<img" not in page.split('id="minutes"')[1].split("</section>")[0]


def test_each_change_keeps_a_version_and_the_same_words_keep_none(client_of, organiser, past):
    client = client_of(organiser)
    for text in ("Un", "Deux", "Deux"):
        client.post(door(past), WORDS | {"text": text})
    assert [row.text for row in MinutesVersion.objects.all()] == ["Deux", "Un"]
    assert MinutesVersion.objects.first().by == organiser
    page = client.get(door(past)).content.decode()
    assert page.count("<summary>") == 2


def test_earlier_versions_are_forgotten_and_the_last_stays(client_of, organiser, past):
    client = client_of(organiser)
    for text in ("Nom écrit par erreur", "Corrigé"):
        client.post(door(past), WORDS | {"text": text})
    assert client.post(door(past, "effacer/")).status_code == 302
    assert [row.text for row in MinutesVersion.objects.all()] == ["Corrigé"]
    assert Minutes.objects.get().text == "Corrigé"
    client.post(door(past, "effacer/"), {"everything": "1"})
    assert not Minutes.objects.exists()
    assert not MinutesVersion.objects.exists()


def test_minutes_follow_a_single_date_that_is_told_otherwise(organiser, past):
    services.write_minutes(past, by=organiser, text="Gardé", decisions="", audience="all")
    event = past.event
    services.change(event, starts_at=event.starts_at - timedelta(days=3))
    assert event.occurrences.get().minutes.text == "Gardé"
    assert event.occurrences.get().date == event.local_start.date()


def test_past_dates_link_their_minutes_in_one_query(source, monthly, make_event, collective, organiser):
    series = make_event(
        title="Série",
        hosts=[collective],
        starts_at=timezone.now() - timedelta(days=40),
        recurrence="FREQ=WEEKLY",
    )
    address = series.get_absolute_url()
    rows = list(series.occurrences.past())
    source.get(address)
    with CaptureQueriesContext(connection) as none:
        source.get(address)
    for row in rows:
        services.write_minutes(row, by=organiser, text="Dit", decisions="", audience="all")
    with CaptureQueriesContext(connection) as many:
        page = source.get(address).content.decode()
    assert len(many) <= len(none)
    assert page.count("#minutes") == len(rows)
