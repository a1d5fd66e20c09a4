"""The first unread message, the line above it, and marks that go no further than what was shown."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from forum import services
from forum.templatetags.board_tags import forum_url, post_url, topic_url

pytestmark = pytest.mark.django_db


def door(topic, **query):
    return reverse("board:first_unread", args=[topic.pk], query=query)


@pytest.fixture
def long_topic(space, write, organiser):
    """A topic of 45 posts by `organiser`, on three pages: its number is the post's."""
    topic = write(space.public_forum, organiser)
    return topic, [topic.first_post, *(services.reply(topic=topic, author=organiser, content="…") for _ in range(44))]


def test_first_unread_is_found_on_its_page(long_topic, organiser, member, client_of):
    topic, posts = long_topic
    client = client_of(member)
    assert client.get(door(topic)).url == topic_url(topic)  # never seen: from the beginning
    client.get(topic_url(topic))
    assert client.get(door(topic)).url == post_url(posts[20])
    assert [post.pk for post in client.get(post_url(posts[20]).split("#")[0]).context["posts"]][0] == posts[20].pk
    assert client.get(door(topic)).url == post_url(posts[40])
    client.get(post_url(posts[40]).split("#")[0])
    assert client.get(door(topic)).url == post_url(posts[-1])  # all seen: to the end
    new = services.reply(topic=topic, author=organiser, content="Encore")
    assert client.get(door(topic)).url == post_url(new)


def test_topic_stays_unread_until_its_last_page_was_shown(long_topic, member, client_of):
    topic, _posts = long_topic
    client = client_of(member)
    for page, unread in ((1, True), (2, True), (1, True), (3, False), (1, False)):
        client.get(topic_url(topic), {"page": page})
        shown = client.get(forum_url(topic.forum)).text
        assert ("topic-item--unread" in shown) is unread, page
        assert (door(topic) in shown) is unread, page


def test_line_stands_above_what_others_wrote_since(space, write, member, organiser, client_of):
    topic = write(space.public_forum, organiser)
    client = client_of(member)
    assert "posts__new" not in client.get(topic_url(topic)).text  # all of it is new: no line
    services.reply(topic=topic, author=member, content="à moi")
    assert "posts__new" not in client.get(topic_url(topic)).text
    new = services.reply(topic=topic, author=organiser, content="à elle")
    services.reply(topic=topic, author=organiser, content="encore")
    page = client.get(topic_url(topic)).text
    assert page.count('class="posts__new"') == 1
    assert page.index("à moi") < page.index("posts__new") < page.index(f'id="{new.pk}"')
    assert "posts__new" not in client.get(topic_url(topic)).text
    assert "posts__new" not in Client().get(topic_url(topic)).text


def test_page_beside_what_is_new_leads_there(long_topic, organiser, member, client_of):
    topic, posts = long_topic
    client = client_of(member)
    client.get(topic_url(topic))
    last = client.get(topic_url(topic), {"page": 3})  # past the first unread one: it is marked, yet not lost
    assert client.get(door(topic, since=last.context["unread_from"])).url == post_url(posts[20])
    assert door(topic) in last.text
    for _ in range(15):
        services.reply(topic=topic, author=organiser, content="Encore")
    first = client.get(topic_url(topic))
    assert door(topic) in first.text
    third = client.get(topic_url(topic), {"page": 3})
    assert "posts__new" in third.text and door(topic) not in third.text


def test_first_unread_message_that_opens_a_page_needs_no_link(long_topic, organiser, member, client_of):
    topic, _posts = long_topic
    client = client_of(member)
    for page in (1, 2):
        client.get(topic_url(topic), {"page": page})
    third = client.get(topic_url(topic), {"page": 3})
    assert "posts__new" in third.text and door(topic) not in third.text


@pytest.mark.parametrize("since", ["x", "-1", "9" * 30, "", "1.5", "\x00", "٣"])
def test_odd_moment_leads_to_the_topic(space, write, member, source, since):
    topic = write(space.public_forum, member)
    assert source.get(door(topic), {"since": since}).url == topic_url(topic)


def test_door_of_a_private_topic_is_shut(space, write, member, outsider, moderator, client_of, source):
    topic = write(space.private_forum, member)
    for client in (source, client_of(outsider), client_of(moderator)):
        assert client.get(door(topic)).status_code == 404
        assert client.get(door(topic), {"since": "1"}).status_code == 404
    assert client_of(member).get(door(topic)).status_code == 302


def test_waiting_post_is_never_the_first_unread(space, write, member, outsider, client_of):
    topic = write(space.public_forum, outsider)
    client = client_of(member)
    client.get(topic_url(topic))
    services.reply(topic=topic, author=outsider, content="…", approved=False)
    assert client.get(door(topic)).url == post_url(topic.first_post)
