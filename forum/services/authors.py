"""What becomes of what a person wrote when their account goes."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext
from machina.core.db.models import get_model

from forum import live
from forum.models import Attachment, HiddenPost
from forum.services.topics import delete_topic

Topic = get_model("forum_conversation", "Topic")
Post = get_model("forum_conversation", "Post")
TopicPoll = get_model("forum_polls", "TopicPoll")


@transaction.atomic
def keep_name_of(*, user: Any) -> None:
    """Write the public name into the posts of an account that is about to be deleted, so that replies make sense."""
    Post.objects.filter(poster=user).update(username=user.get_full_name())


@transaction.atomic
def erase_name(*, user: Any) -> None:
    """Leave no trace of who wrote these posts; they stay, under a tombstone."""
    theirs = Post.objects.filter(Q(poster=user) | Q(updated_by=user))
    topics = set(theirs.values_list("topic_id", flat=True))
    Post.objects.filter(updated_by=user).update(updated_by=None)
    Post.objects.filter(poster=user).update(poster=None, username=None)
    Topic.objects.filter(poster=user).update(poster=None)
    live.topics_changed(topics)


@transaction.atomic
def erase_words(*, user: Any) -> None:
    """Take away what a person said: topics where nobody else spoke go, elsewhere a mark remains in its place."""
    TopicPoll.objects.filter(topic__poster=user).delete()
    for topic in Topic.objects.filter(poster=user):
        if not topic.posts.exclude(poster=user).exists():
            delete_topic(topic=topic)
    HiddenPost.objects.filter(post__poster=user).delete()
    Attachment.objects.filter(post__poster=user).delete()
    mark = gettext("Erased by its author.")
    for post in Post.objects.filter(poster=user):
        subject = post.subject if post.is_topic_head else post.topic.subject
        post.content, post.subject = mark, subject[: Post._meta.get_field("subject").max_length]
        post.update_reason = None
        post.save()
