"""Atom of the forum: valid, bounded, the same ids after a move; a private forum is in nobody else's."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from forum import services
from forum.machina import Forum, Topic
from forum.templatetags.board_tags import forum_url, topic_url
from tests.feeds import ATOM, root_of

pytestmark = pytest.mark.django_db


def address_of(*, topic=None, forum=None):
    if topic is not None:
        return reverse("forum_feeds:topic_posts", args=[topic.pk])
    if forum is not None:
        return reverse("forum_feeds:forum_latest_topics", args=[forum.slug, forum.pk])
    return reverse("forum_feeds:latest_topics")


def read(client, address):
    """The feed's root, after what RFC 4287 demands of every feed and entry was looked for."""
    answer = client.get(address)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/atom+xml; charset=utf-8"
    root = root_of(answer.content)
    assert root.tag == f"{ATOM}feed"
    assert root.find(f"{ATOM}link[@rel='self']").get("href").endswith(address)
    for part in (root, *root.findall(f"{ATOM}entry")):
        for name in ("id", "title", "updated"):
            assert len(part.findall(ATOM + name)) == 1 and part.find(ATOM + name).text, name
    for entry in root.findall(f"{ATOM}entry"):
        assert entry.find(f"{ATOM}author/{ATOM}name").text
        assert entry.find(f"{ATOM}content").get("type") == "html"
    return root


def texts(root, name):
    return [entry.find(ATOM + name).text for entry in root.findall(f"{ATOM}entry")]


def test_feeds_of_all_of_a_forum_and_of_a_topic(space, write, member, organiser, source):
    topic = write(space.public_forum, member, content="**gras** <img src=x onerror=alert(1)>")
    services.reply(topic=topic, author=organiser, content="Devant la *mairie*")
    for address in (address_of(), address_of(forum=space.public_forum), address_of(forum=space.category)):
        root = read(source, address)
        assert texts(root, "title") == ["Affiches"]
        assert "<strong>gras</strong>" in texts(root, "content")[0] and "<img" not in texts(root, "content")[0]
    root = read(source, address_of(topic=topic))
    assert texts(root, "title") == ["Affiches · Referente", "Affiches · Membre"]
    assert "<em>mairie</em>" in texts(root, "content")[0]


def test_page_tells_of_its_feed_unless_it_is_private(space, write, member, client_of):
    client = client_of(member)
    public, private = write(space.public_forum, member), write(space.private_forum, member)
    for page, feed in [
        (reverse("forum:index"), address_of()),
        (forum_url(space.public_forum), address_of(forum=space.public_forum)),
        (topic_url(public), address_of(topic=public)),
    ]:
        shown = client.get(page).text
        assert 'type="application/atom+xml"' in shown and shown.count(f'href="{feed}"') == 2, page
    for page in (forum_url(space.private_forum), topic_url(private)):
        assert "atom" not in client.get(page).text


def test_private_words_are_in_the_feeds_of_members_alone(space, write, member, outsider, moderator, client_of, source):
    topic = write(space.private_forum, member, subject="Canari", content="canari")
    write(space.public_forum, outsider)
    for client in (source, client_of(outsider), client_of(moderator)):
        for address in (address_of(topic=topic), address_of(forum=space.private_forum)):
            assert client.get(address).status_code == 404
        for address in (address_of(), address_of(forum=space.category)):
            assert "canari" not in client.get(address).text.lower()
    for address in (address_of(), address_of(topic=topic), address_of(forum=space.private_forum)):
        assert "Canari" in client_of(member).get(address).text
    assert "Canari" not in source.get(address_of()).text


def test_what_waits_for_approval_is_in_no_feed(space, write, member, outsider, organiser, client_of, source):
    topic = write(space.public_forum, member)
    services.reply(topic=topic, author=outsider, content="pas-encore", approved=False)
    waiting = write(space.public_forum, outsider, subject="pas-encore", approved=False)
    for client in (source, client_of(organiser)):
        for address in (address_of(), address_of(forum=space.public_forum), address_of(topic=topic)):
            assert "pas-encore" not in client.get(address).text
    assert source.get(address_of(topic=waiting)).status_code == 404


def test_ids_stay_when_a_topic_moves_is_split_or_merged(space, write, member, source):
    topic = write(space.public_forum, member)
    reply = services.reply(topic=topic, author=member, content="Oui")
    feed = read(source, address_of(topic=topic))
    before = {*texts(feed, "id")}
    topics_id, feed_id = texts(read(source, address_of()), "id"), feed.find(f"{ATOM}id").text
    services.move_topic(topic=topic, forum=Forum.objects.filter(type=Forum.FORUM_POST).first())
    moved = read(source, address_of(topic=topic))
    assert {*texts(moved, "id")} == before and moved.find(f"{ATOM}id").text == feed_id
    assert texts(read(source, address_of()), "id") == topics_id
    topic = Topic.objects.get()
    new = services.split_topic(topic=topic, posts=[reply], subject="À part")
    assert {*texts(read(source, address_of(topic=new)), "id")} < before
    old = address_of(topic=new)
    services.merge_topics(topic=new, into=topic)
    assert source.get(old).url == address_of(topic=topic)
    assert {*texts(read(source, address_of(topic=topic)), "id")} == before
    for link in read(source, address_of(topic=topic)).findall(f"{ATOM}entry/{ATOM}link"):
        page = source.get(link.get("href").removeprefix("http://testserver").split("#")[0])
        assert page.status_code == 200


def test_merged_topic_of_a_private_forum_leads_nobody_there(space, write, member, outsider, client_of, source):
    topic, into = write(space.private_forum, member), write(space.private_forum, member)
    old = address_of(topic=topic)
    services.merge_topics(topic=topic, into=into)
    for client in (source, client_of(outsider)):
        assert client.get(old).status_code == 404
    assert client_of(member).get(old).status_code == 301


def test_who_left_and_characters_that_xml_does_not_know_break_nothing(space, write, member, source):
    topic = write(space.public_forum, member, subject="Son\x0b", content="bip \x07\x0b\x0c bip")
    services.erase_name(user=member)
    for address in (address_of(), address_of(topic=topic)):
        root = read(source, address)
        assert root.find(f"{ATOM}entry/{ATOM}author/{ATOM}name").text == "quelqu’un qui est parti"
        assert texts(root, "content")[0].startswith("<p>bip") and texts(root, "title")[0].startswith("Son")


@pytest.mark.django_db(transaction=True)  # inside a transaction nothing is cached
def test_feed_has_thirty_entries_at_most_and_asks_as_much_for_one(space, write, member, source):
    topic = write(space.public_forum, member)
    addresses = [address_of(), address_of(forum=space.public_forum), address_of(topic=topic)]

    def queries():
        found = []
        for address in addresses:
            source.get(address)
            with CaptureQueriesContext(connection) as asked:
                read(source, address)
            found.append(len(asked))
        return found

    source.cookies["a"] = "b"  # they are computed for whoever has a cookie
    few = queries()
    for number in range(32):
        write(space.public_forum, member, subject=f"Sujet {number}")
        services.reply(topic=topic, author=member, content="Encore")
    assert queries() == few and max(few) <= 2
    assert [len(texts(read(source, address), "id")) for address in addresses] == [30, 30, 30]
