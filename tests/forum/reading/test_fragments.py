"""Rows and posts drawn once a version: what changes shows, what one reader sees reaches no other."""

import pytest
from django.core.cache import caches

from campaign.models import Membership
from forum import services
from forum.machina import Forum
from forum.templatetags.board_tags import forum_url, topic_url

pytestmark = pytest.mark.django_db


def kept_parts() -> int:
    """How many parts the cache holds, whichever engine keeps them."""
    cache = caches["fragments"]._cache
    names = cache.get_client().keys(":1:forum:*") if hasattr(cache, "get_client") else cache
    return len(list(names))


def test_post_is_drawn_once_and_anew_when_anything_it_shows_changes(space, write, member, organiser, source):
    topic = write(space.public_forum, member, content="Première *version*")
    first = source.get(topic_url(topic)).text
    assert kept_parts() == 1 and source.get(topic_url(topic)).text == first
    services.edit_post(post=topic.first_post, editor=organiser, content="Deuxième", reason="faute")
    second = source.get(topic_url(topic)).text
    assert "Deuxième" in second and "faute" in second and "Referente" in second and "version" not in second
    member.public_name = "Rebaptisée"
    member.save()
    assert "Rebaptisée" in source.get(topic_url(topic)).text
    services.move_topic(topic=topic, forum=Forum.objects.filter(type=Forum.FORUM_POST).first())
    topic.refresh_from_db()
    page = source.get(topic_url(topic)).text
    assert f"{topic_url(topic)}?post=" in page and forum_url(space.public_forum) + "topic" not in page
    member.delete()
    topic.refresh_from_db()
    assert (
        "Rebaptisée" in (gone := source.get(topic_url(topic)).text)
        and "author" not in gone.split("post__body")[0][-300:]
    )


def test_buttons_of_an_author_reach_nobody_else(space, write, member, outsider, organiser, client_of, source):
    topic = write(space.public_forum, member)
    shown = {who: client_of(who).get(topic_url(topic)).text for who in (member, outsider, organiser)}
    assert "/post/update/" in shown[member] and "/post/update/" in shown[organiser]
    assert "/post/update/" not in shown[outsider] and "/post/update/" not in source.get(topic_url(topic)).text
    services.set_locked(topic=topic, locked=True)
    assert "/post/update/" not in client_of(member).get(topic_url(topic)).text


def test_doors_of_a_post_follow_the_rights_of_its_reader(
    space, write, member, outsider, organiser, client_of, source, transactional_db
):
    topic = write(space.public_forum, member)
    expected = {member: ["update", "delete"], outsider: ["flag"], organiser: ["update", "delete", "flag", "moderate"]}
    for _twice in range(2):
        for who, doors in expected.items():
            page = client_of(who).get(topic_url(topic)).text
            assert page.count('class="post__actions"') == 1
            actions = page.split('class="post__actions"')[1].split("</footer>")[0]
            found = [door for door in ("update", "delete", "flag", "moderate") if f"/{door}/" in actions]
            assert found == doors
        assert "<a" not in source.get(topic_url(topic)).text.split('class="post__actions"')[1].split("</footer>")[0]
    Membership.objects.filter(user=organiser).delete()
    assert "/moderate/" not in client_of(organiser).get(topic_url(topic)).text


def test_unread_mark_of_one_reader_is_not_drawn_for_another(space, write, member, organiser, client_of):
    topic = write(space.public_forum, organiser)
    reader, other = client_of(member), client_of(organiser)
    assert "topic-item--unread" in reader.get(forum_url(space.public_forum)).text
    other.get(topic_url(topic))
    assert "topic-item--unread" not in other.get(forum_url(space.public_forum)).text
    assert "topic-item--unread" in reader.get(forum_url(space.public_forum)).text


def test_row_is_drawn_in_each_language(space, write, member, source):
    write(space.public_forum, member)
    assert "1 sujet" in source.get("/forum/").text
    assert "1 topic" in source.get("/en/forum/").text


def test_who_is_put_out_is_out_with_the_next_request(space, write, member, organiser, client_of, transactional_db):
    topic = write(space.private_forum, organiser, subject="Entre nous")
    reader = client_of(member)
    addresses = [topic_url(topic), forum_url(space.private_forum)]
    for _twice in range(2):
        assert [reader.get(address).status_code for address in addresses] == [200, 200]
        assert "Entre nous" in reader.get("/forum/").text
    services.edit_post(post=topic.first_post, editor=organiser, content="Autre chose")
    assert "Autre chose" in reader.get(addresses[0]).text
    Membership.objects.get(user=member).delete()
    assert [reader.get(address).status_code for address in addresses] == [404, 404]
    assert "Entre nous" not in reader.get("/forum/").text
