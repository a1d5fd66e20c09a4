"""Held messages decided several at once: those that are ticked, or all that the page listed."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from forum import services
from forum.machina import Post
from forum.models import ModerationAct, Notice
from forum.moderation.services import moderating
from tests.conftest import make_user, signed_in_client

pytestmark = pytest.mark.django_db
QUEUE = "/forum/moderation/queue/"


@pytest.fixture
def topic(space, write, member):
    return write(space.public_forum, member)


@pytest.fixture
def hold(topic):
    def held(number, author):
        return [
            services.reply(topic=topic, author=author, content=f"retenu {n}", approved=False) for n in range(number)
        ]

    return held


def send(person, action, rows, **more):
    return signed_in_client(person).post(QUEUE, {"action": action, "row": [post.pk for post in rows], **more})


def test_ticked_messages_are_published_and_the_others_wait(hold, organiser, outsider, topic):
    posts = hold(3, outsider)
    assert "retenu 1" in signed_in_client(organiser).get(QUEUE).text
    assert send(organiser, "approve", posts[:2]).url == QUEUE
    assert [Post.objects.get(pk=post.pk).approved for post in posts] == [True, True, False]
    assert list(ModerationAct.objects.values_list("what", flat=True)) == ["approve"] * 2
    assert Notice.objects.get(recipient=outsider, kind="approved").number == 2


def test_ticked_messages_are_deleted_and_their_authors_told(hold, organiser, outsider):
    posts = hold(3, outsider)
    send(organiser, "disapprove", posts[1:])
    assert list(Post.objects.filter(approved=False)) == [posts[0]]
    assert Notice.objects.filter(recipient=outsider, kind="declined").count() == 2


def test_every_means_what_the_page_listed_and_not_what_came_since(hold, organiser, outsider):
    listed, since = hold(2, outsider), hold(1, outsider)
    client = signed_in_client(organiser)
    client.post(QUEUE, {"action": "approve", "every": "1", "listed": [post.pk for post in listed]})
    assert list(Post.objects.filter(approved=False)) == since


def test_nothing_ticked_or_no_number_changes_nothing(hold, organiser, outsider):
    hold(1, outsider)
    client = signed_in_client(organiser)
    for sent in ({"action": "approve"}, {"action": "approve", "row": ["x", "٣", "9" * 30]}, {"row": "1"}, {}):
        answer = client.post(QUEUE, sent)
        assert answer.status_code == 422 and "Rien n’est coché" in answer.text
    assert Post.objects.filter(approved=False).count() == 1


def test_what_somebody_else_decided_is_said_and_left(hold, organiser, outsider):
    posts = hold(3, outsider)
    moderating.approve(post=posts[0], by=organiser)
    moderating.decline(post=posts[1], by=organiser)
    page = signed_in_client(organiser).post(
        QUEUE, {"action": "disapprove", "row": [post.pk for post in posts]}, follow=True
    )
    assert "1 message est supprimé" in page.text and "2" in page.text
    assert Post.objects.filter(pk=posts[0].pk, approved=True).exists()


def test_nobody_else_decides(hold, organiser, outsider, member, recipient, topic):
    posts = hold(2, outsider)
    for person in (outsider, member, recipient):
        assert send(person, "approve", posts).status_code == 404
    assert Client().post(QUEUE, {"action": "approve", "row": posts[0].pk}).url.startswith("/accounts/login/")
    assert Post.objects.filter(approved=False).count() == 2


def test_organiser_of_another_collective_decides_nothing_here(hold, outsider, commune):
    from django.utils import timezone

    from campaign.models import Collective
    from forum.spaces.services import make_spaces

    posts = hold(1, outsider)
    other = Collective.objects.create(name="Ailleurs", slug="ailleurs", commune=commune, approved_at=timezone.now())
    make_spaces(collective=other)
    stranger = make_user("referente-ailleurs")
    other.memberships.create(user=stranger, role="organiser")
    send(stranger, "approve", posts)
    assert Post.objects.filter(approved=False).count() == 1


def test_queue_asks_no_more_for_many(hold, organiser, outsider):
    def asked():
        client = signed_in_client(organiser)
        client.get(QUEUE)
        with CaptureQueriesContext(connection) as queries:
            client.get(QUEUE)
        return len(queries)

    hold(1, outsider)
    few = asked()
    hold(15, outsider)
    assert asked() == few
