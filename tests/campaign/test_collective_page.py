"""A collective's page asks once for what all read there, and shows with the next request what was written since."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from events.services import announce, cancel_date
from surveillance.services import create_project

pytestmark = pytest.mark.django_db(transaction=True)  # inside a transaction nothing is cached


@pytest.fixture
def guest(source):
    source.cookies["a"] = "b"  # what such a one asks for is computed
    return source


@pytest.fixture
def event(collective, commune):
    start = timezone.now() + timedelta(days=1)
    return announce(hosts=[collective], by=None, title="Soirée", commune=commune, starts_at=start)


def tell_of_cameras(collective):
    where = [collective.commune]
    create_project(by=None, communes=where, kinds=["cameras"], name="Caméras du centre", summary="Trente")


def page_of(client, collective):
    return client.get(collective.get_absolute_url()).content.decode()


def test_page_that_was_read_before_asks_for_little(guest, client_of, member, organiser, collective, event):
    tell_of_cameras(collective)
    for client, most in ((guest, 3), (client_of(member), 7), (client_of(organiser), 11)):
        page_of(client, collective)
        with CaptureQueriesContext(connection) as queries:
            page = page_of(client, collective)
        assert "Soirée" in page
        assert "Caméras du centre" in page
        told = [query["sql"] for query in queries]
        assert len(told) <= most, told


def test_what_is_written_shows_with_the_next_request(guest, client_of, member, collective, event):
    clients = (guest, client_of(member))
    assert all("Caméras du centre" not in page_of(client, collective) for client in clients)
    tell_of_cameras(collective)
    assert all("Caméras du centre" in page_of(client, collective) for client in clients)
    cancel_date(event.occurrences.get(), reason="Salle fermée")
    assert all("Salle fermée" in page_of(client, collective) for client in clients)


def test_date_that_is_over_is_shown_no_longer_without_anything_written(guest, collective, event, monkeypatch):
    assert "Soirée" in page_of(guest, collective)
    now = timezone.now
    monkeypatch.setattr(timezone, "now", lambda: now() + timedelta(days=2))
    assert "Soirée" not in page_of(guest, collective)


def test_who_leaves_is_a_stranger_with_the_next_request(client_of, member, collective):
    client, leave = client_of(member), f"{collective.get_absolute_url()}quitter/"
    assert leave in page_of(client, collective)
    member.memberships.all().delete()
    assert leave not in page_of(client, collective)
