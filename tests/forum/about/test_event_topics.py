"""A topic about an event: one, made by its organiser, linked both ways."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from events.services import announce
from forum.machina import Topic
from forum.models import Space, TopicAbout
from forum.spaces.services import make_spaces
from tests.conftest import make_user


@pytest.fixture
def event(collective, organiser):
    make_spaces(collective=collective)
    return announce(
        hosts=[collective],
        by=organiser,
        title="Cartopartie",
        commune=collective.commune,
        starts_at=timezone.now() + timedelta(days=3),
    )


def door(event):
    return f"/forum/events/{event.slug}/topic/"


def test_organiser_opens_one_topic_linked_both_ways(client_of, organiser, event, source):
    client = client_of(organiser)
    assert door(event) in client.get(event.get_absolute_url()).content.decode()
    first, second = client.post(door(event)), client.post(door(event))
    assert first.status_code == 302
    assert first["Location"] == second["Location"]
    topic = Topic.objects.get()
    assert topic.forum == Space.objects.get().public_forum
    assert event.get_absolute_url() in topic.first_post.content.raw
    page = source.get(event.get_absolute_url())
    assert first["Location"] in page.content.decode()
    assert not page.cookies
    assert f'href="{event.get_absolute_url()}"' in source.get(first["Location"]).content.decode()


def test_nobody_else_opens_a_topic(client_of, outsider, member, event, source):
    other = make_user("autre")
    for person in (outsider, member, other):
        client = client_of(person)
        assert client.post(door(event)).status_code == 404
        assert door(event) not in client.get(event.get_absolute_url()).content.decode()
    assert source.post(door(event))["Location"].startswith("/accounts/login/")
    assert client_of(outsider).get(door(event)).status_code == 405
    assert not Topic.objects.exists()


def test_unlisted_and_unpublished_events_get_no_topic(client_of, organiser, collective, event):
    type(event).objects.update(published_at=None)
    assert client_of(organiser).post(door(event)).status_code == 404
    type(event).objects.update(published_at=timezone.now())
    type(collective).objects.update(approved_at=None)
    assert client_of(organiser).post(door(event)).status_code == 404
    assert door(event) not in client_of(organiser).get(event.get_absolute_url()).content.decode()


def test_moderator_opens_a_topic_for_a_host(client_of, moderator, event):
    assert client_of(moderator).post(door(event)).status_code == 302
    assert Topic.objects.get().poster == moderator


def test_topic_moved_where_one_may_not_read_is_not_linked(client_of, organiser, event, outsider):
    location = client_of(organiser).post(door(event))["Location"]
    Topic.objects.update(forum=Space.objects.get().private_forum)
    slug = f"-{Topic.objects.get().pk}/"
    assert slug not in client_of(outsider).get(event.get_absolute_url()).content.decode()
    assert slug in client_of(organiser).get(event.get_absolute_url()).content.decode()
    assert slug in location


def test_deleted_topic_lets_another_be_opened(client_of, organiser, event):
    client = client_of(organiser)
    client.post(door(event))
    Topic.objects.get().delete()
    assert not TopicAbout.objects.exists()
    assert client.post(door(event)).status_code == 302
