"""Reading: missing and forbidden look alike, waiting topics are nowhere, guests leave and get nothing."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.models import Session
from django.db import connection
from django.template import engines
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from campaign.models import Collective
from forum import services
from forum.machina import Forum, Topic
from forum.queries import latest_topics, visible_posts
from forum.spaces import services as spaces
from forum.templatetags.board_tags import forum_url, post_url, topic_url

pytestmark = pytest.mark.django_db


def body(answer):
    return answer.content.decode()


@pytest.fixture
def national(db):
    return Forum.objects.filter(type=Forum.FORUM_POST).first()


def test_guest_reads_public_pages_without_cookie_session_or_write(space, write, member, national):
    topic = write(space.public_forum, member)
    guest = Client()
    addresses = [
        reverse("forum:index"), forum_url(space.category), forum_url(space.public_forum), topic_url(topic),
        reverse("forum_search:search") + "?q=affiches", reverse("forum_feeds:latest_topics"),
        reverse("forum_member:profile", args=[member.public_name]), forum_url(national),
    ]  # fmt: skip
    for address in addresses:
        answer = guest.get(address)
        assert answer.status_code == 200, address
        assert not answer.cookies, address
    assert Session.objects.count() == 0
    topic.refresh_from_db()
    assert topic.views_count == 0


def test_private_forum_is_not_found_by_those_outside(space, write, organiser, outsider, moderator, client_of, source):
    topic = write(space.private_forum, organiser, subject="Point presse secret")
    addresses = [
        forum_url(space.private_forum), topic_url(topic), post_url(topic.first_post),
        reverse("forum_feeds:forum_latest_topics", args=[space.private_forum.slug, space.private_forum.pk]),
    ]  # fmt: skip
    for client in (source, client_of(outsider), client_of(moderator)):
        for address in addresses:
            assert client.get(address).status_code == 404
        for address in [
            reverse("forum:index"),
            reverse("forum_search:search") + "?q=secret",
            forum_url(space.category),
        ]:
            assert "Point presse secret" not in body(client.get(address))
            assert space.private_forum.name not in body(client.get(address))
    for address in addresses:
        assert client_of(organiser).get(address).status_code == 200


def test_private_forum_says_that_private_is_not_secret(space, write, organiser, client_of):
    topic = write(space.private_forum, organiser)
    public = write(space.public_forum, organiser)
    client = client_of(organiser)
    for address in (forum_url(space.private_forum), topic_url(topic)):
        assert "private-line" in body(client.get(address))
    for address in (forum_url(space.public_forum), topic_url(public)):
        assert "private-line" not in body(client.get(address))


@pytest.mark.parametrize("kind", [Topic.TOPIC_POST, Topic.TOPIC_STICKY, Topic.TOPIC_ANNOUNCE])
def test_waiting_topic_is_nowhere_but_for_its_moderators(space, write, member, organiser, outsider, client_of, kind):
    topic = write(space.public_forum, outsider, subject="Annonce en attente", kind=kind, approved=False)
    addresses = [
        reverse("forum:index"), forum_url(space.public_forum), reverse("forum_feeds:latest_topics"),
        reverse("forum_search:search") + "?q=attente",
    ]  # fmt: skip
    for client in (Client(), client_of(member), client_of(outsider)):
        assert client.get(topic_url(topic)).status_code == 404
        for address in addresses:
            assert "Annonce en attente" not in body(client.get(address)), address
    assert client_of(outsider).get(reverse("forum_tracking:unread_topics")).status_code == 200
    assert "Annonce en attente" not in body(
        client_of(member).get(reverse("forum_member:profile", args=[member.public_name]))
    )
    assert client_of(organiser).get(topic_url(topic)).status_code == 200


def test_waiting_post_is_in_no_topic_search_profile_or_feed(space, write, member, outsider, client_of, source):
    topic = write(space.public_forum, member)
    services.reply(topic=topic, author=outsider, content="mot-introuvable", approved=False)
    assert "mot-introuvable" not in body(source.get(topic_url(topic)))
    assert "find__title" not in body(source.get(reverse("forum_search:search") + "?q=mot-introuvable"))
    assert source.get(reverse("forum_member:profile", args=[outsider.public_name])).status_code == 404
    assert not visible_posts(member).filter(poster=outsider).exists()


def test_moved_topic_is_found_at_its_old_address(space, write, member, national, source):
    topic = write(space.public_forum, member)
    old = topic_url(topic)
    services.move_topic(topic=topic, forum=national)
    answer = source.get(old)
    assert (answer.status_code, answer.url) == (301, topic_url(Topic.objects.get()))


@pytest.mark.django_db(transaction=True)  # inside a transaction nothing is cached
def test_forum_home_asks_as_little_of_the_database_for_many_forums_as_for_one(space, write, member, source):
    source.cookies["a"] = "b"  # it is computed for whoever has a cookie
    source.get(reverse("forum:index"))

    def queries() -> int:
        write(space.public_forum, member)  # what makes it old
        with CaptureQueriesContext(connection) as asked:
            source.get(reverse("forum:index"))
        return len(asked.captured_queries)

    few = queries()
    for number in range(15):
        spaces.make_spaces(
            collective=Collective.objects.create(
                name=f"Collectif {number}", slug=f"c{number}", commune=space.collective.commune
            )
        )
    source.get(reverse("forum:index"))
    assert queries() == few <= 5


def queries_of(client, address):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client.get(address)  # caches of the first visit
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


@pytest.mark.django_db(transaction=True)  # inside a transaction nothing is cached
@pytest.mark.parametrize("who", ["guest", "member"])
def test_lists_need_the_same_queries_for_one_row_and_many(space, write, member, organiser, commune, client_of, who):
    from campaign.models import Collective
    from forum.spaces.services import make_spaces

    client = client_of(member) if who == "member" else Client()
    topic = write(space.public_forum, organiser)
    services.reply(topic=topic, author=member, content="Oui")
    write(space.public_forum, organiser)  # unread, before and after
    addresses = [
        reverse("forum:index"), forum_url(space.public_forum), forum_url(space.category), topic_url(topic),
        reverse("forum_search:search") + "?q=affiches", reverse("forum_member:profile", args=[organiser.public_name]),
    ]  # fmt: skip
    if who == "member":
        addresses += [reverse("forum_tracking:unread_topics")]
    before = [queries_of(client, address) for address in addresses]
    for number in range(4):
        other = Collective.objects.create(name=f"C{number}", slug=f"c{number}", commune=commune)
        write(make_spaces(collective=other).public_forum, organiser)
        more = write(space.public_forum, organiser)
        services.reply(topic=more, author=member, content="Oui")
        services.reply(topic=topic, author=organiser, content="Encore")
    after = [queries_of(client, address) for address in addresses]
    assert all(late <= early for early, late in zip(before, after, strict=True)), (before, after)
    assert max(after) <= 12, after


def test_unread_marks_are_the_readers_own(space, write, member, organiser, client_of):
    topic = write(space.public_forum, organiser)
    client = client_of(member)
    assert "topic-item--unread" in body(client.get(forum_url(space.public_forum)))
    assert "Affiches" in body(client.get(reverse("forum_tracking:unread_topics")))
    client.get(topic_url(topic))
    assert "topic-item--unread" not in body(client.get(forum_url(space.public_forum)))


def test_mark_as_read_needs_a_button(space, write, member, organiser, client_of):
    write(space.public_forum, organiser)
    client = client_of(member)
    address = reverse("forum_tracking:mark_all_forums_read")
    assert client.get(address).status_code == 405
    assert client.post(address).status_code == 302
    assert "topic-item--unread" not in body(client.get(forum_url(space.public_forum)))


def test_latest_topics_tag_shows_each_reader_their_own(space, write, member, rf, collective):
    write(space.public_forum, member, subject="Vu de tous")
    write(space.private_forum, member, subject="Entre nous")
    source = "{% load board_tags %}{% latest_topics user %}{% collective_forums collective user %}"

    def show(user):
        context = {"user": user, "collective": collective}
        return engines["django"].from_string(source).render(context, rf.get("/"))

    assert "Vu de tous" in show(AnonymousUser()) and "Entre nous" not in show(AnonymousUser())
    assert "Entre nous" in show(member)
    assert str(space.private_forum.name) not in show(AnonymousUser())
    assert [topic.subject for topic in latest_topics(AnonymousUser())] == ["Vu de tous"]


def test_pages_of_a_topic_and_the_way_to_a_post(space, write, member, source):
    topic = write(space.public_forum, member)
    posts = [services.reply(topic=topic, author=member, content=f"message-{n:02}-") for n in range(25)]
    assert "message-18-" in body(source.get(topic_url(topic)))
    assert "message-19-" not in body(source.get(topic_url(topic)))
    assert "message-24-" in body(source.get(post_url(posts[-1]).split("#")[0]))
    for odd in ("x", "999999999999999999", "-1", ""):
        assert source.get(topic_url(topic), {"post": odd, "page": odd}).status_code == 200


def test_long_list_of_topics_is_walked_down_and_up_again(space, write, member, source):
    pinned = write(space.public_forum, member, subject="Épinglé", kind=Topic.TOPIC_STICKY)
    told = write(space.public_forum, member, subject="Annonce", kind=Topic.TOPIC_ANNOUNCE)
    topics = [write(space.public_forum, member, subject=f"Sujet-{n:02}-") for n in range(45)]
    address, seen = forum_url(space.public_forum), []
    for _ in range(4):
        page = source.get(address)
        seen.append([topic.pk for topic in page.context["topics"]])
        if not (older := page.context["window"].older):
            break
        address = f"{forum_url(space.public_forum)}?before={older}"
    assert seen[0][:2] == [told.pk, pinned.pk] and [page[0] for page in seen[1:]] == [told.pk] * 2
    assert [pk for page in seen for pk in page if pk not in (told.pk, pinned.pk)] == [t.pk for t in reversed(topics)]
    newer = page.context["window"].newer
    back = source.get(forum_url(space.public_forum), {"after": newer})
    assert [topic.pk for topic in back.context["topics"]] == seen[1]
    assert "before=" in body(back)


@pytest.mark.parametrize(
    "mark", ["x", "-", "1-", "99999999999999999-999999999", "1" * 40, "0-0", "'--", "\x00", "1-9" * 9]
)
def test_broken_mark_shows_a_list(space, write, member, source, mark):
    write(space.public_forum, member)
    for name in ("before", "after"):
        assert source.get(forum_url(space.public_forum), {name: mark}).status_code == 200


@pytest.mark.django_db(transaction=True)  # inside a transaction nothing is cached
def test_first_and_last_page_of_a_long_topic_ask_the_database_alike(space, write, member, source, client_of):
    topic = write(space.public_forum, member)
    for number in range(60):
        services.reply(topic=topic, author=member, content=f"message-{number:02}-")
    for client in (source, client_of(member)):
        first, last = (queries_of(client, f"{topic_url(topic)}?page={page}") for page in (1, 4))
        assert first == last <= 12
    with CaptureQueriesContext(connection) as asked:
        page = source.get(f"{topic_url(topic)}?page=3")
    assert "OFFSET" not in "".join(query["sql"] for query in asked.captured_queries)
    assert [post.position for post in page.context["posts"]] == list(range(41, 61))


@pytest.mark.django_db(transaction=True)  # inside a transaction nothing is cached
def test_page_needs_twelve_queries_at_most_however_many_forums(space, write, member, source, client_of, commune):
    for number in range(20):
        other = Collective.objects.create(name=f"C{number}", slug=f"c{number}", commune=commune)
        topic = write(spaces.make_spaces(collective=other).public_forum, member, subject=f"Sujet {number}")
    addresses = [
        reverse("forum:index"), forum_url(topic.forum), forum_url(topic.forum.parent), topic_url(topic),
        reverse("forum_search:search") + "?q=sujet", reverse("forum_tracking:unread_topics"),
        reverse("forum_member:user_subscriptions"), reverse("forum_member:profile", args=[member.public_name]),
    ]  # fmt: skip
    found = {address: queries_of(client_of(member), address) for address in addresses}
    assert max(found.values()) <= 12, found
    found = {address: queries_of(source, address) for address in addresses[:5]}
    assert max(found.values()) <= 8, found
