"""What open pages are told of one message: looked up together, and each session by its own right."""

import asyncio
import json
from collections import Counter

import pytest
from asgiref.sync import SyncToAsync, sync_to_async
from asgiref.testing import ApplicationCommunicator
from channels.layers import get_channel_layer
from channels.routing import URLRouter
from django.contrib.sessions.models import Session
from django.db import connections

from accounts.powers import with_people
from config.sockets import websocket_urlpatterns
from forum import services
from forum.live import heard
from forum.live import services as live
from forum.spaces.services import make_spaces
from tests.conftest import make_user, session_of

SECONDS = 15
application = with_people(URLRouter(websocket_urlpatterns))


@pytest.fixture
def space(transactional_db, collective):
    return make_spaces(collective=collective)


@pytest.fixture
def steps(monkeypatch):
    """How often somebody went into another thread."""
    counted, real = Counter(), SyncToAsync.thread_handler

    def thread_handler(self, *args, **more):
        counted["steps"] += 1
        return real(self, *args, **more)

    monkeypatch.setattr(SyncToAsync, "thread_handler", thread_handler)
    return counted


def run(work):
    """In a loop of its own, whose thread for databases closes what it opened."""

    async def and_close():
        try:
            return await work
        finally:
            await sync_to_async(connections.close_all)()

    return asyncio.run(and_close())


def message(topic, number, what="many", post=None):
    return {"type": "topic.changed", "what": what, "post": post, "number": number, "states": None}


async def opened(topic, session):
    headers = [(b"cookie", f"sessionid={session}".encode())] if session else []
    scope = {"type": "websocket", "path": f"/ws/forum/topics/{topic.pk}/", "headers": headers}
    page = ApplicationCommunicator(application, scope)
    await page.send_input({"type": "websocket.connect"})
    assert (await page.receive_output(SECONDS))["type"] == "websocket.accept"
    assert (await hear(page))["event"] == "state"
    return page


async def hear(page):
    return json.loads((await page.receive_output(SECONDS))["text"])


def tell_open_pages(topic, sessions, steps):
    """What pages with these sessions (None: guests) are told of one message, and the steps that it took."""

    async def all_of_them():
        pages = [await opened(topic, session) for session in sessions]
        steps.clear()
        get_channel_layer().tell(live.topic_group(topic.pk), message(topic, f"of {len(pages)}"))
        told = [await hear(page) for page in pages]
        taken = steps["steps"]
        for page in pages:
            await page.send_input({"type": "websocket.disconnect", "code": 1000})
            await page.wait(SECONDS)
        return told, taken

    return run(all_of_them())


def test_many_pages_are_told_in_as_many_steps_as_few(space, member, outsider, steps):
    topic = services.start_topic(forum=space.public_forum, author=member, subject="Affiches", content="Où ?")
    people = [session_of(member), session_of(outsider)]
    few, many = (tell_open_pages(topic, sessions, steps) for sessions in ([None, *people], [None] * 20 + people * 5))
    assert few == ([{"event": "many", "post": None}] * 3, 1)
    assert many == ([{"event": "many", "post": None}] * 30, 1), "what happened, and who may read"


def says(topic, number, sessions, asking, **more):
    """What one message says to each of those who ask, when all these sessions are there."""

    async def together():
        one = [heard.heard(message(topic, number, **more), topic.pk, sessions) for _ in asking]
        return await asyncio.gather(*(it.says(session) for it, session in zip(one, asking, strict=True)))

    return run(together())


def test_each_session_is_asked_for_once_a_message_and_by_itself(space, member, outsider, monkeypatch):
    topic = services.start_topic(forum=space.private_forum, author=member, subject="Interne", content="Où ?")
    asked, real = Counter(), heard.reader_of
    monkeypatch.setattr(heard, "reader_of", lambda key: (asked.update([key]), real(key))[1])
    inside, outside = session_of(member), session_of(outsider)
    asking = [inside, None, outside, inside, inside]
    for number in ("first", "second"):
        assert says(topic, number, {inside, outside}, asking) == ["many", "closed", "closed", "many", "many"]
    assert asked == {inside: 2, outside: 2}, "anew for the next message"


def test_right_that_ends_ends_with_the_very_next_message(space, member, organiser):
    topic = services.start_topic(forum=space.private_forum, author=organiser, subject="Interne", content="Où ?")
    keys = [session_of(member), session_of(organiser), session_of(organiser)]
    assert says(topic, "before", keys, keys) == ["many"] * 3
    member.memberships.all().delete()
    Session.objects.get(session_key=keys[2]).delete()  # signed out elsewhere
    assert says(topic, "after", keys, keys) == ["closed", "many", "closed"]


def test_more_sessions_than_one_step_takes_are_all_answered(space, organiser, monkeypatch):
    topic = services.start_topic(forum=space.public_forum, author=organiser, subject="Affiches", content="Où ?")
    monkeypatch.setattr(heard, "TOGETHER", 2)
    keys = [session_of(make_user(f"lectrice{number}")) for number in range(5)]
    late = session_of(organiser)  # who was not there when the message came in
    assert says(topic, "long", keys, [*keys, late]) == ["many"] * 6


def test_message_that_has_become_untrue_is_told_to_nobody(space, member, organiser):
    topic = services.start_topic(forum=space.public_forum, author=member, subject="Affiches", content="Où ?")
    waiting = services.reply(topic=topic, author=member, content="…", approved=False)
    asking = [None, session_of(organiser)]
    assert says(topic, "held", asking[1:], asking, what="posted", post=waiting.pk) == ["nothing"] * 2
    services.delete_topic(topic=topic)
    assert says(topic, "gone", asking[1:], asking) == ["closed"] * 2


def test_messages_are_not_remembered_for_ever(space, member, monkeypatch):
    topic = services.start_topic(forum=space.public_forum, author=member, subject="Affiches", content="Où ?")
    monkeypatch.setattr(heard, "_heard", {})
    monkeypatch.setattr(heard, "MESSAGES_REMEMBERED", 3)
    for number in range(5):
        says(topic, str(number), [], [None])
    assert list(heard._heard) == ["2", "3", "4"]
