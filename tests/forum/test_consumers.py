"""A real WebSocket against the real server: news of a topic reach its readers and nobody else."""

import json

import pytest
from django.urls import reverse
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from forum import services
from forum.services.spaces import make_spaces
from tests.conftest import session_of

SECONDS = 15


def listen(live_site, topic, user=None, origin=None):
    headers = {"Cookie": f"sessionid={session_of(user)}"} if user else {}
    address = str(live_site).replace("http", "ws", 1) + f"/ws/forum/topics/{topic.pk}/"
    return connect(address, origin=origin or str(live_site), additional_headers=headers, open_timeout=SECONDS)


def post_over_http(live_site, topic, user, content):
    """A reply sent to the live server, so that it is the server's own process that announces it."""
    import http.client
    from urllib.parse import urlencode, urlsplit

    forum = topic.forum
    path = reverse("forum_conversation:post_create", args=[forum.slug, forum.pk, topic.slug, topic.pk])
    token = "a" * 32
    headers = {
        "Cookie": f"sessionid={session_of(user)}; csrftoken={token}",
        "Content-Type": "application/x-www-form-urlencoded",
        "Host": urlsplit(str(live_site)).netloc,
    }
    connection = http.client.HTTPConnection("127.0.0.1", urlsplit(str(live_site)).port, timeout=SECONDS)
    body = urlencode({"content": content, "csrfmiddlewaretoken": token})
    connection.request("POST", path, body, headers)
    assert connection.getresponse().status == 302
    connection.close()


@pytest.mark.parametrize("who", ["guest", "member"])
def test_reader_of_a_public_topic_is_told_of_a_reply_without_its_words(live_site, collective, member, outsider, who):
    space = make_spaces(collective=collective)
    topic = services.start_topic(forum=space.public_forum, author=member, subject="Affiches", content="Où ?")
    with listen(live_site, topic, user=member if who == "member" else None) as socket:
        socket.send("anything")  # readers say nothing; whatever comes is ignored
        post_over_http(live_site, topic, outsider, "Des mots à ne pas diffuser")
        news = json.loads(socket.recv(timeout=SECONDS))
    assert news == {"post": topic.posts.order_by("pk").last().pk}


def test_private_topic_is_open_to_members_only(live_site, collective, member, organiser, outsider):
    space = make_spaces(collective=collective)
    topic = services.start_topic(forum=space.private_forum, author=member, subject="Interne", content="Où ?")
    for user in (None, outsider):
        with pytest.raises(InvalidStatus) as refusal, listen(live_site, topic, user=user):
            pass
        assert refusal.value.response.status_code == 403
    with listen(live_site, topic, user=organiser) as socket:
        post_over_http(live_site, topic, member, "Ici")
        assert json.loads(socket.recv(timeout=SECONDS))


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
        with pytest.raises(Exception) as closed:  # noqa: PT011, B017
            socket.recv(timeout=SECONDS)
    assert closed.value.rcvd.code == 4404
