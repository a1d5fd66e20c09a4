"""Following and muting: one's own, where one may read, and what is muted is never unread."""

from __future__ import annotations

import pytest
from django.db import connection, transaction
from django.db.utils import IntegrityError
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from forum import services
from forum.models import Following
from forum.notices.services.following import set_level
from forum.templatetags.board_tags import forum_url, topic_url
from tests.conftest import signed_in_client

pytestmark = pytest.mark.django_db
UNREAD = "/forum/tracking/unread-topics/"


def change(client, topic, verb):
    return client.post(reverse(f"forum_member:topic_{verb}", args=[topic.pk]))


def choose(client, forum, level):
    return client.post(reverse("board:follow_forum", args=[forum.pk]), {"level": level})


def levels(user):
    return list(Following.objects.filter(user=user).values_list("topic", "forum", "level"))


def test_who_opens_a_topic_follows_it_and_others_choose(space, write, member, outsider):
    topic, client = write(space.public_forum, member), signed_in_client(outsider)
    assert levels(member) == [(topic.pk, None, "follow")] and levels(outsider) == []
    assert change(client, topic, "subscribe").url == topic_url(topic)
    change(client, topic, "subscribe")
    assert levels(outsider) == [(topic.pk, None, "follow")]
    assert topic.subject in client.get(reverse("forum_member:user_subscriptions")).text
    change(client, topic, "mute")
    assert levels(outsider) == [(topic.pk, None, "mute")]
    assert topic.subject not in client.get(reverse("forum_member:user_subscriptions")).text
    change(client, topic, "unsubscribe")
    assert levels(outsider) == []


def test_topic_page_offers_what_is_not_yet_chosen(space, write, member, outsider):
    topic, client = write(space.public_forum, member), signed_in_client(outsider)
    page = client.get(topic_url(topic)).text
    assert f"topic/{topic.pk}/subscribe/" in page and f"topic/{topic.pk}/mute/" in page
    change(client, topic, "mute")
    page = client.get(topic_url(topic)).text
    assert f"topic/{topic.pk}/unsubscribe/" in page and f"topic/{topic.pk}/mute/" not in page
    assert f"topic/{topic.pk}/subscribe/" not in Client().get(topic_url(topic)).text


def test_private_place_cannot_be_followed_from_outside(space, write, member, outsider):
    topic = write(space.private_forum, member)
    for client in (signed_in_client(outsider), Client()):
        for verb in ("subscribe", "mute", "unsubscribe"):
            answer = change(client, topic, verb)
            assert answer.status_code == 404 or answer.url.startswith("/accounts/login/")
        answer = choose(client, space.private_forum, "every")
        assert answer.status_code == 404 or answer.url.startswith("/accounts/login/")
    assert levels(outsider) == [] and Following.objects.count() == 1


def test_reading_an_address_changes_nothing(space, write, member):
    topic, client = write(space.public_forum, member), signed_in_client(member)
    for name in ("topic_subscribe", "topic_unsubscribe", "topic_mute"):
        assert client.get(reverse(f"forum_member:{name}", args=[topic.pk])).status_code == 405
    assert client.get(reverse("board:follow_forum", args=[topic.forum_id])).status_code == 405


@pytest.mark.parametrize("level", ["follow", "every", "mute"])
def test_forum_is_followed_or_muted_by_its_form(space, member, level):
    client = signed_in_client(member)
    assert choose(client, space.public_forum, level).url == forum_url(space.public_forum)
    assert levels(member) == [(None, space.public_forum.pk, level)]
    assert f'value="{level}" selected' in client.get(forum_url(space.public_forum)).text
    choose(client, space.public_forum, "")
    assert levels(member) == []


def test_unknown_choice_is_told_and_changes_nothing(space, member):
    client = signed_in_client(member)
    choose(client, space.public_forum, "mute")
    answer = client.post(reverse("board:follow_forum", args=[space.public_forum.pk]), {"level": "x"}, follow=True)
    assert "quatre réponses" in answer.text and levels(member) == [(None, space.public_forum.pk, "mute")]


def test_muted_topic_is_never_unread(space, write, member, organiser):
    muted, heard = (write(space.public_forum, organiser, subject=subject) for subject in ("Bruit", "Signal"))
    client = signed_in_client(member)
    assert "Bruit" in client.get(UNREAD).text
    change(client, muted, "mute")
    page = client.get(UNREAD).text
    assert "Bruit" not in page and "Signal" in page
    assert client.get(forum_url(space.public_forum)).text.count("topic-item--unread") == 1
    assert heard.subject in page


@pytest.mark.parametrize("place", ["public_forum", "category"])
def test_muted_forum_is_never_unread_nor_what_lies_in_it(space, write, member, organiser, place):
    topic = write(space.public_forum, organiser)
    client = signed_in_client(member)
    before = client.get("/forum/").text.count("forum-item--unread")
    assert before == 1
    choose(client, getattr(space, place), "mute")
    assert topic.subject not in client.get(UNREAD).text
    assert "forum-item--unread" not in client.get("/forum/").text
    assert "topic-item--unread" not in client.get(forum_url(space.public_forum)).text
    answer = client.post(reverse("forum_member:topic_subscribe", args=[topic.pk]), follow=True).text
    assert "Vous avez mis ce forum en sourdine" in answer


def test_split_and_merged_topics_keep_who_follows_and_mutes(space, write, member, organiser, outsider):
    topic, other = write(space.public_forum, member), write(space.public_forum, organiser)
    post = services.reply(topic=topic, author=organiser, content="Autre chose")
    set_level(user=outsider, topic=topic, level="mute")
    set_level(user=member, topic=other, level="mute")
    new = services.split_topic(topic=topic, posts=[post], subject="Autre chose")
    assert dict(new.followings.values_list("user", "level")) == {member.pk: "follow", outsider.pk: "mute"}
    services.merge_topics(topic=topic, into=other)
    expected = {member.pk: "mute", organiser.pk: "follow", outsider.pk: "mute"}
    assert dict(other.followings.values_list("user", "level")) == expected


def test_a_row_names_a_topic_or_a_forum(space, write, member):
    topic = write(space.public_forum, member)
    for place in ({}, {"topic": topic, "forum": topic.forum}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Following.objects.create(user=member, level="mute", **place)


@pytest.mark.django_db(transaction=True)  # inside a transaction nothing is cached
def test_lists_ask_the_same_with_one_mute_and_many(space, write, member, organiser):
    def asked():
        found = []
        for address in (UNREAD, "/forum/", forum_url(space.public_forum)):
            client.get(address)
            with CaptureQueriesContext(connection) as queries:
                client.get(address)
            found.append(len(queries))
        return found

    client = signed_in_client(member)
    change(client, write(space.public_forum, organiser), "mute")
    write(space.public_forum, organiser)
    few = asked()
    for number in range(6):
        change(client, write(space.public_forum, organiser, subject=f"S{number}"), "mute")
        write(space.public_forum, organiser, subject=f"T{number}")
    assert asked() == few and max(few) <= 12
