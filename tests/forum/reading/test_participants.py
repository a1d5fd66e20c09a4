"""Who takes part in a topic: counted right on one page and on many, names as they are now."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from forum import services
from forum.reading.participants import NAMED
from forum.templatetags.board_tags import topic_url
from tests.conftest import make_user

pytestmark = pytest.mark.django_db


def shown(client, topic, page=1):
    who = client.get(topic_url(topic), {"page": page}).context["participants"]
    return who.number, [person.get_full_name() for person in who.people]


@pytest.mark.parametrize("posts", [1, 22])
def test_those_who_write_most_are_named_first(space, write, member, organiser, outsider, source, posts):
    topic = write(space.public_forum, organiser)
    for _ in range(posts):
        services.reply(topic=topic, author=organiser, content="Oui")
    services.reply(topic=topic, author=member, content="Non")
    services.reply(topic=topic, author=outsider, content="attend", approved=False)
    topic.refresh_from_db()
    assert shown(source, topic) == (2, ["Referente", "Membre"])
    assert shown(source, topic, page=2) == (2, ["Referente", "Membre"])
    assert "2 personnes</h2>" in source.get(topic_url(topic)).text


@pytest.mark.parametrize("posts", [1, 22])
def test_names_are_those_of_now_and_nobody_who_left_is_named(space, write, member, organiser, source, posts):
    topic = write(space.public_forum, organiser)
    for _ in range(posts):
        services.reply(topic=topic, author=organiser, content="Oui")
    services.reply(topic=topic, author=member, content="Non")
    topic.refresh_from_db()
    shown(source, topic)
    organiser.public_name = "Rebaptisée"
    organiser.save()
    assert shown(source, topic)[1] == ["Rebaptisée", "Membre"]
    services.keep_name_of(user=member)
    member.delete()
    assert shown(source, topic) == (2, ["Rebaptisée"])


def test_many_are_counted_and_some_named(space, write, member, source):
    topic = write(space.public_forum, member)
    for number in range(10):
        services.reply(topic=topic, author=make_user(f"personne-{number}"), content="Moi aussi")
    topic.refresh_from_db()
    number, names = shown(source, topic)
    assert number == 11 and len(names) == NAMED
    assert "et 3 autres" in source.get(topic_url(topic)).text


def test_short_topic_asks_nothing_for_them_and_a_long_one_at_most_once(space, write, member, organiser, source):
    topic = write(space.public_forum, organiser)

    def queries(page=1):
        source.get(topic_url(topic), {"page": page})
        with CaptureQueriesContext(connection) as asked:
            source.get(topic_url(topic), {"page": page})
        return len(asked)

    short = queries()
    for _ in range(25):
        services.reply(topic=topic, author=member, content="Encore")
    topic.refresh_from_db()
    assert queries(page=2) == short + 1  # for who wrote on page 1 alone
