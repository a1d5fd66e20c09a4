"""Looking after a forum: what waits, locking, pinning, moving, deleting; outsiders find none of it."""

import pytest
from django.urls import reverse

from forum import services
from forum.machina import Forum, Post, Topic
from forum.templatetags.board_tags import topic_url

pytestmark = pytest.mark.django_db
ACTIONS = [
    "topic_lock", "topic_unlock", "topic_delete", "topic_move", "topic_update_to_post", "topic_update_to_sticky",
    "topic_update_to_announce",
]  # fmt: skip


def on(name, topic):
    return reverse(f"forum_moderation:{name}", args=[topic.slug, topic.pk])


@pytest.mark.parametrize("action", ACTIONS)
def test_moderation_is_refused_to_everyone_else(space, write, member, outsider, client_of, source, action):
    topic = write(space.public_forum, member)
    assert source.post(on(action, topic)).status_code == 302
    for user in (member, outsider):
        assert client_of(user).get(on(action, topic)).status_code == 404
        assert client_of(user).post(on(action, topic), {"forum": 1}).status_code == 404
    topic.refresh_from_db()
    assert (topic.status, topic.type) == (Topic.TOPIC_UNLOCKED, Topic.TOPIC_POST)


def test_campaign_moderator_moderates_public_forums_not_private_ones(space, write, member, moderator, client_of):
    public, private = write(space.public_forum, member), write(space.private_forum, member)
    client = client_of(moderator)
    assert client.get(on("topic_lock", public)).status_code == 200
    assert client.post(on("topic_lock", public)).status_code == 302
    assert client.post(on("topic_lock", private)).status_code == 404
    public.refresh_from_db()
    assert public.is_locked
    assert client.post(on("topic_unlock", public)).url == topic_url(public)


@pytest.mark.parametrize(
    ("action", "kind"),
    [("topic_update_to_sticky", Topic.TOPIC_STICKY), ("topic_update_to_announce", Topic.TOPIC_ANNOUNCE),
     ("topic_update_to_post", Topic.TOPIC_POST)],
)  # fmt: skip
def test_kind_changes_on_post_only(space, write, member, organiser, client_of, action, kind):
    topic = write(space.public_forum, member, kind=Topic.TOPIC_STICKY if kind == Topic.TOPIC_POST else Topic.TOPIC_POST)
    before = topic.type
    client = client_of(organiser)
    assert client.get(on(action, topic)).status_code == 200
    topic.refresh_from_db()
    assert topic.type == before
    client.post(on(action, topic))
    topic.refresh_from_db()
    assert topic.type == kind


def test_topic_moves_only_to_where_the_moderator_may_too(space, write, member, organiser, moderator, client_of):
    national = Forum.objects.filter(type=Forum.FORUM_POST).exclude(parent=space.category).first()
    topic = write(space.public_forum, member)
    assert client_of(organiser).post(on("topic_move", topic), {"forum": national.pk}).status_code == 400
    assert client_of(moderator).get(on("topic_move", topic)).status_code == 200
    assert client_of(moderator).post(on("topic_move", topic), {"forum": space.category.pk}).status_code == 400
    assert client_of(moderator).post(on("topic_move", topic), {"forum": space.private_forum.pk}).status_code == 400
    assert client_of(moderator).post(on("topic_move", topic), {"forum": national.pk}).status_code == 302
    topic.refresh_from_db()
    assert topic.forum == national
    for forum in (national, space.public_forum):
        forum.refresh_from_db()
    assert (national.direct_topics_count, space.public_forum.direct_topics_count) == (1, 0)


def test_topic_is_deleted_after_asking(space, write, member, organiser, client_of):
    topic = write(space.public_forum, member)
    assert client_of(organiser).get(on("topic_delete", topic)).status_code == 200
    assert Topic.objects.exists()
    client_of(organiser).post(on("topic_delete", topic))
    assert not Post.objects.exists()


def test_queue_shows_each_moderator_their_own(space, write, member, organiser, outsider, moderator, client_of):
    public = write(space.public_forum, member, subject="Attend en public", approved=False)
    private = write(space.private_forum, member, subject="Attend en privé", approved=False)
    queue = reverse("forum_moderation:queue")
    page = client_of(organiser).get(queue).content.decode()
    assert "Attend en public" in page and "Attend en privé" in page
    page = client_of(moderator).get(queue).content.decode()
    assert "Attend en public" in page and "Attend en privé" not in page
    assert client_of(outsider).get(queue).status_code == 404
    one = lambda name, topic: reverse(f"forum_moderation:{name}", args=[topic.first_post_id])  # noqa: E731
    for name in ("queued_post", "approve_queued_post", "disapprove_queued_post"):
        assert client_of(outsider).post(one(name, public)).status_code == 404
        assert client_of(moderator).post(one(name, private)).status_code == 404
    assert client_of(moderator).get(one("queued_post", public)).status_code == 200
    assert Post.objects.filter(approved=False).count() == 2


def test_waiting_topic_appears_once_approved_and_goes_when_not(space, write, member, organiser, client_of, source):
    yes, no = (write(space.public_forum, member, approved=False) for _ in range(2))
    client = client_of(organiser)
    answer = client.post(reverse("forum_moderation:approve_queued_post", args=[yes.first_post_id]))
    assert answer.status_code == 302
    client.post(reverse("forum_moderation:disapprove_queued_post", args=[no.first_post_id]))
    assert source.get(topic_url(yes)).status_code == 200
    assert not Topic.objects.filter(pk=no.pk).exists()


def test_waiting_reply_leaves_the_topic_open(space, write, member, organiser, client_of, source):
    topic = write(space.public_forum, member)
    post = services.reply(topic=topic, author=member, content="attend", approved=False)
    client_of(organiser).post(reverse("forum_moderation:disapprove_queued_post", args=[post.pk]))
    assert source.get(topic_url(topic)).status_code == 200
    assert Post.objects.count() == 1
