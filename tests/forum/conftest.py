"""Forums to test with: the spaces of `collective`, and a way to write in them."""

from __future__ import annotations

import pytest

from forum import services
from forum.live import services as live
from forum.machina import Forum
from forum.spaces.services import make_national_forums, make_spaces
from tests.conftest import make_user
from tests.forum.removals import write_everything


@pytest.fixture
def space(collective):
    return make_spaces(collective=collective)


@pytest.fixture
def write():
    """`write(forum, author, subject)`: an approved topic with one post."""

    def start(forum, author, subject="Affiches", content="On se retrouve où ?", **more):
        return services.start_topic(forum=forum, author=author, subject=subject, content=content, **more)

    return start


@pytest.fixture
def told(monkeypatch, django_capture_on_commit_callbacks):
    """`told(act)`: what open pages are told when this is done, as (group, what, post)."""
    heard, states = [], []

    def hear(group, message):
        heard.append((group, message.get("what", message["type"]), message.get("post")))
        states.append(message.get("states"))

    monkeypatch.setattr(live, "_send", hear)

    def act(do):
        heard.clear()
        with django_capture_on_commit_callbacks(execute=True):
            do()
        return list(heard)

    act.states = states
    return act


@pytest.fixture
def forum(db):
    make_national_forums()
    return Forum.objects.filter(type=Forum.FORUM_POST).order_by("pk").first()


@pytest.fixture
def spammer(db):
    return make_user("casino")


@pytest.fixture
def written(forum, spammer, member, collective, write):
    """One of everything that an account can write."""
    return write_everything(forum, spammer, member, collective, write)
