"""What everybody is shown of an event is drawn once, and no longer than it is true, and nobody is shown another's."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from events import services
from tests.events.conftest import page_of

pytestmark = pytest.mark.django_db(transaction=True)  # inside a transaction nothing is cached

OWN = {"django_session", "accounts_user", "board_notice", "mfa_authenticator"}  # what the head of each page asks


def asked(client, url):
    with CaptureQueriesContext(connection) as queries:
        assert client.get(url).status_code == 200
    return [query["sql"] for query in queries if not any(f'FROM "{table}"' in query["sql"] for table in OWN)]


@pytest.fixture
def guest(source):
    source.cookies["a"] = "b"  # what such a one asks for is computed
    return source


@pytest.fixture
def past(monthly, member, organiser):
    """A date that is over, with minutes for members."""
    row = monthly.occurrences.coming()[0]
    over = timezone.now() - timedelta(days=2)
    type(row).objects.filter(pk=row.pk).update(starts_at=over, over_at=over)
    row.refresh_from_db()
    services.write_minutes(row, by=organiser, text="Rien que pour nous", decisions="", audience="members")
    return row


def test_page_that_was_drawn_asks_nothing_more_of_the_event(guest, client_of, outsider, member, monthly):
    day = monthly.occurrences.coming()[0].get_absolute_url()
    for address in (monthly.get_absolute_url(), day):
        for client in (guest, client_of(outsider), client_of(member)):
            client.get(address)
            assert asked(client, address) == []


def test_page_of_an_organiser_asks_where_a_topic_would_stand_alone(client_of, organiser, monthly):
    client = client_of(organiser)
    client.get(monthly.get_absolute_url())
    assert len(asked(client, monthly.get_absolute_url())) <= 1


def test_what_is_written_shows_with_the_next_request(guest, client_of, member, monthly):
    readers, first = (guest, client_of(member)), monthly.occurrences.coming()[0]
    for address in (monthly.get_absolute_url(), first.get_absolute_url()):
        assert all("Salle fermée" not in client.get(address).content.decode() for client in readers)
    services.cancel_date(first, reason="Salle fermée")
    for address in (monthly.get_absolute_url(), first.get_absolute_url()):
        assert all("Salle fermée" in client.get(address).content.decode() for client in readers)
    monthly.delete()
    assert all(client.get(first.get_absolute_url()).status_code == 404 for client in readers)


def test_date_that_is_over_leaves_what_comes_without_anything_written(guest, make_event, collective, monkeypatch):
    make_event(title="Série", hosts=[collective], recurrence="FREQ=DAILY", count=3)
    first = page_of(guest, "/agenda/serie/")
    assert "Dates passées" not in first
    now = timezone.now
    monkeypatch.setattr(timezone, "now", lambda: now() + timedelta(days=2))
    later = page_of(guest, "/agenda/serie/")
    assert "Dates passées" in later
    assert later.count("<time") == first.count("<time")


def test_minutes_for_members_stay_theirs_whoever_read_before(guest, client_of, outsider, member, moderator, past):
    mark, words = f'{past.get_absolute_url()}#minutes"', "Rien que pour nous"
    for _turn in range(2):
        for person, reads in ((member, True), (outsider, False), (moderator, True), (None, False)):
            client = client_of(person) if person else guest
            assert (mark in client.get(past.event.get_absolute_url()).content.decode()) is reads
            assert (words in client.get(past.get_absolute_url()).content.decode()) is reads


def test_who_leaves_reads_minutes_for_members_no_longer(client_of, member, past):
    client = client_of(member)
    assert "Rien que pour nous" in client.get(past.get_absolute_url()).content.decode()
    member.memberships.all().delete()
    assert "Rien que pour nous" not in client.get(past.get_absolute_url()).content.decode()
    assert f'{past.get_absolute_url()}#minutes"' not in client.get(past.event.get_absolute_url()).content.decode()


def test_each_language_has_its_own(guest, monthly):
    address = monthly.get_absolute_url()
    assert "Prochaines dates" in page_of(guest, address)
    assert "Next dates" in page_of(guest, f"/en{address}")
    assert "Prochaines dates" in page_of(guest, address)


def test_draft_is_shown_to_who_runs_it_and_remembered_for_nobody(guest, client_of, organiser, outsider, make_event):
    from campaign.models import Collective

    make_event(title="Brouillon", hosts=[Collective.objects.get()], publish=False)
    for _turn in range(2):
        assert "Brouillon" in client_of(organiser).get("/agenda/brouillon/").content.decode()
        assert guest.get("/agenda/brouillon/").status_code == 404
        assert client_of(outsider).get("/agenda/brouillon/").status_code == 404


def test_doors_of_organisers_are_on_nobody_elses_page(guest, client_of, organiser, outsider, monthly):
    day = monthly.occurrences.coming()[0].get_absolute_url()
    for _turn in range(2):
        for address in (monthly.get_absolute_url(), day):
            assert f"{monthly.get_absolute_url()}modifier/" in client_of(organiser).get(address).content.decode()
            for client in (guest, client_of(outsider)):
                assert f"{monthly.get_absolute_url()}modifier/" not in client.get(address).content.decode()


def test_calendar_of_an_event_that_was_asked_for_reads_what_is_kept_of_it_alone(guest, make_event, collective):
    event = make_event(title="Série", hosts=[collective], recurrence="FREQ=WEEKLY")
    for address, most in (("/agenda/serie.ics", 1), (f"{collective.get_absolute_url()}agenda.ics", 2)):
        first = guest.get(address).content.decode()
        assert len(asked(guest, address)) <= most
        services.cancel_date(event.occurrences.coming()[most], reason="Salle fermée")
        assert guest.get(address).content.decode() != first
    services.cancel_event(event, reason="Plus de salle")
    assert "CANCELLED" in guest.get("/agenda/serie.ics").content.decode()
    event.delete()
    assert guest.get("/agenda/serie.ics").status_code == 404
