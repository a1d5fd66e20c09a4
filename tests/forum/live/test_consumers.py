"""A real WebSocket against the real server: news of a topic reach its readers and nobody else."""

import http.client
import json
from collections import Counter
from contextlib import contextmanager
from urllib.parse import urlencode, urlsplit

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.urls import reverse
from django.utils import timezone
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import connect

from campaign.models import Collective
from forum import services
from forum.deciding.services import polls
from forum.live import consumers
from forum.live.queries import state_of
from forum.notices.services import telling
from forum.spaces.services import make_spaces
from tests.conftest import make_user, session_of

SECONDS = 15


def call(live_site, path, user=None, session=None):
    session = session or (session_of(user) if user else None)
    headers = {"Cookie": f"sessionid={session}"} if session else {}
    address = str(live_site).replace("http", "ws", 1) + path
    return connect(address, origin=str(live_site), additional_headers=headers, open_timeout=SECONDS)


@contextmanager
def listen(live_site, topic, user=None, session=None):
    """An open page of a topic, which has been told the topic's state."""
    with call(live_site, f"/ws/forum/topics/{topic.pk}/", user, session) as socket:
        topic.refresh_from_db()
        assert hear(socket) == {"event": "state", "state": state_of(topic), "every": settings.LIVE_ASK_EVERY}
        yield socket


def hear(socket):
    return json.loads(socket.recv(timeout=SECONDS))


def send_form(live_site, path, user, status, **fields):
    """A form sent to the live server, so that it is the server's own process that tells of what it does."""
    token = "a" * 32
    headers = {
        "Cookie": f"sessionid={session_of(user)}; csrftoken={token}",
        "Content-Type": "application/x-www-form-urlencoded",
        "Host": urlsplit(str(live_site)).netloc,
    }
    connection = http.client.HTTPConnection("127.0.0.1", urlsplit(str(live_site)).port, timeout=SECONDS)
    connection.request("POST", path, urlencode(fields | {"csrfmiddlewaretoken": token}), headers)
    assert connection.getresponse().status == status
    connection.close()


def post_over_http(live_site, topic, user, content):
    forum = topic.forum
    path = reverse("forum_conversation:post_create", args=[forum.slug, forum.pk, topic.slug, topic.pk])
    send_form(live_site, path, user, 302, content=content)


def delete_over_http(live_site, post, user):
    topic, forum = post.topic, post.topic.forum
    path = reverse("forum_conversation:post_delete", args=[forum.slug, forum.pk, topic.slug, topic.pk, post.pk])
    send_form(live_site, path, user, 302)


@pytest.mark.parametrize("who", ["guest", "member"])
def test_reader_of_a_public_topic_is_told_of_a_reply_without_its_words(live_site, collective, member, outsider, who):
    space = make_spaces(collective=collective)
    topic = services.start_topic(forum=space.public_forum, author=member, subject="Affiches", content="Où ?")
    with listen(live_site, topic, user=member if who == "member" else None) as socket:
        socket.send("anything")  # readers say nothing; whatever comes is ignored
        post_over_http(live_site, topic, outsider, "Des mots à ne pas diffuser")
        news = hear(socket)
    assert news == {"event": "posted", "post": topic.posts.order_by("pk").last().pk}


@pytest.fixture
def neighbour(commune):
    """A member of another collective."""
    other = Collective.objects.create(
        name="Yeux clos", slug="yeux-clos", commune=commune, status=Collective.Status.ACTIVE, approved_at=timezone.now()
    )
    make_spaces(collective=other)
    other.memberships.create(user=(user := make_user("voisine")), role="organiser")
    return user


def test_private_topic_is_open_to_members_only(live_site, collective, member, organiser, outsider, neighbour):
    space = make_spaces(collective=collective)
    topic = services.start_topic(forum=space.private_forum, author=member, subject="Interne", content="Où ?")
    for user in (None, outsider, neighbour):
        with pytest.raises(InvalidStatus) as refusal, listen(live_site, topic, user=user):
            pass
        assert refusal.value.response.status_code == 403
    with listen(live_site, topic, user=organiser) as socket:
        post_over_http(live_site, topic, member, "Ici")
        assert hear(socket)


def test_waiting_topic_and_unknown_topic_look_alike(live_site, collective, member):
    space = make_spaces(collective=collective)
    topic = services.start_topic(forum=space.public_forum, author=member, subject="Attend", content="…", approved=False)
    unknown = type(topic)(pk=999_999)
    for hidden in (topic, unknown):
        with pytest.raises(InvalidStatus) as refusal, listen(live_site, hidden, user=member):
            pass
        assert refusal.value.response.status_code == 403


def test_who_loses_the_right_while_listening_is_told_nothing_more(live_site, collective, member, organiser):
    space = make_spaces(collective=collective)
    topic = services.start_topic(forum=space.private_forum, author=organiser, subject="Interne", content="Où ?")
    with listen(live_site, topic, user=member) as socket:
        member.memberships.all().delete()
        post_over_http(live_site, topic, organiser, "Sans toi")
        with pytest.raises(ConnectionClosed) as closed:
            socket.recv(timeout=SECONDS)
    assert closed.value.rcvd.code == 4404


def test_who_signs_out_elsewhere_is_a_guest_from_then_on(live_site, collective, member, organiser):
    space = make_spaces(collective=collective)
    topic = services.start_topic(forum=space.private_forum, author=organiser, subject="Interne", content="Où ?")
    key = session_of(member)
    with listen(live_site, topic, session=key) as socket:
        Session.objects.get(session_key=key).delete()
        post_over_http(live_site, topic, organiser, "Sans toi")
        with pytest.raises(ConnectionClosed) as closed:
            socket.recv(timeout=SECONDS)
    assert closed.value.rcvd.code == 4404


def test_what_is_deleted_is_told_and_a_deleted_topic_closes_the_page(live_site, collective, member, organiser):
    space = make_spaces(collective=collective)
    topic = services.start_topic(forum=space.public_forum, author=organiser, subject="Affiches", content="Où ?")
    post = services.reply(topic=topic, author=organiser, content="Ici")
    number = post.pk
    with listen(live_site, topic) as socket:
        delete_over_http(live_site, post, organiser)
        assert hear(socket) == {"event": "gone", "post": number}
        delete_over_http(live_site, topic.posts.get(), organiser)
        with pytest.raises(ConnectionClosed) as closed:
            socket.recv(timeout=SECONDS)
    assert closed.value.rcvd.code == 4404


def test_vote_is_told_without_its_numbers(live_site, collective, member, organiser):
    space = make_spaces(collective=collective)
    topic = services.start_topic(forum=space.private_forum, author=organiser, subject="Affiches", content="Où ?")
    asked = {"question": "Où ?", "options": ["ici", "là"], "max_options": 1, "user_changes": True}
    poll = polls.open_poll(topic=topic, closes_at=None, **asked)
    with listen(live_site, topic, organiser) as socket:
        before = state_of(topic)
        send_form(live_site, reverse("board:vote", args=[topic.pk]), member, 302, options=poll.options.first().pk)
        topic.refresh_from_db()
        assert hear(socket) == {"event": "head", "post": None, "states": [before, state_of(topic)]}


def test_counts_are_told_to_their_person_on_any_page_and_to_no_guest(live_site, collective, member, organiser):
    space = make_spaces(collective=collective)
    topic = services.start_topic(forum=space.public_forum, author=organiser, subject="Affiches", content="Où ?")
    with pytest.raises(InvalidStatus) as refusal, call(live_site, "/ws/counts/"):
        pass
    assert refusal.value.response.status_code == 403
    with call(live_site, "/ws/counts/", member) as anywhere, listen(live_site, topic, member) as there:
        with call(live_site, "/ws/counts/", organiser) as other:
            assert hear(anywhere) == hear(other) == {"event": "open", "every": settings.LIVE_ASK_EVERY}
            telling.tell([member.pk], kind="reply", topic=topic, post=topic.first_post)
            send_form(live_site, reverse("board:topic_seen", args=[topic.pk]), member, 204, post=topic.last_post_id)
            assert hear(anywhere) == hear(there) == {"event": "counts"}
            with pytest.raises(TimeoutError):
                other.recv(timeout=0.2)


def test_a_process_holds_so_many_sockets_and_no_more(settings, monkeypatch):
    settings.LIVE_SOCKETS = 100
    monkeypatch.setattr(consumers, "_held", held := Counter({7: 29, None: 49}))
    assert consumers._has_room(7) and consumers._has_room(None)
    held.update([7, None])
    assert not consumers._has_room(7), "one person"
    assert not consumers._has_room(None), "guests leave room for members"
    assert consumers._has_room(8)
    held[9] = 20
    assert not consumers._has_room(8), "everybody together"
