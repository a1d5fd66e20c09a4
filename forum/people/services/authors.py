"""What becomes of what a person wrote when their account goes."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext

from forum.live import services as live
from forum.machina import Post, Topic, TopicPoll
from forum.models import Attachment, Draft, EarlierVersion, HiddenPost
from forum.moderation.services.topics import delete_topic
from forum.writing.queries.mentions import address_of

# The name that a quote begins with (services/quoting.py); bounded, as others' words are searched for it.
_QUOTE_OF = re.compile(r"\[(?:\\.|[^\[\]\\\n]){0,400}\](?=\([^()\[\]\s]{0,2000}\?post=([0-9]{1,9})#[0-9]{1,9}\))")


@transaction.atomic
def keep_name_of(*, user: Any) -> None:
    """Write the public name into the posts of an account that is about to be deleted, so that replies make sense."""
    Post.objects.filter(poster=user).update(username=user.get_full_name())


@transaction.atomic
def erase_name(*, user: Any) -> None:
    """Leave no trace of who wrote these posts; they stay, under a tombstone. Others' words name them no more either."""
    theirs = Post.objects.filter(Q(poster=user) | Q(updated_by=user))
    topics = set(theirs.values_list("topic_id", flat=True))
    _strike_name(user)
    Post.objects.filter(updated_by=user).update(updated_by=None)
    Post.objects.filter(poster=user).update(poster=None, username=None)
    Topic.objects.filter(poster=user).update(poster=None)
    live.topics_changed(topics)


def _strike_name(user: Any) -> None:
    """Take a person's name out of what others said to them by `@name` and of the heads of quotes from their posts.

    The stored pages know under which names: people change theirs.
    """
    nobody = gettext("somebody who left")
    theirs = set(Post.objects.filter(poster=user).values_list("pk", flat=True))
    link = re.compile(rf'<a href="{re.escape(address_of(user.public_name))}"[^>]*>@([^<]+)</a>')
    speaking = Post.objects.filter(_content_rendered__contains=f'href="{address_of(user.public_name)}"')
    pages = speaking.values_list("_content_rendered", flat=True)
    names = {user.get_full_name()} | {unescape(name) for page in pages for name in link.findall(page)}
    called = re.compile("@(?:" + "|".join(re.escape(name) for name in names) + r")(?!\w)", re.IGNORECASE)
    spoken_to = set(speaking.values_list("pk", flat=True))

    def without(text: str, *, named: bool) -> str:
        text = _QUOTE_OF.sub(lambda head: f"[{nobody}]" if int(head[1]) in theirs else head[0], text)
        return called.sub(nobody, text) if named else text

    for post in Post.objects.filter(Q(pk__in=spoken_to) | Q(content__contains="?post=")).iterator(chunk_size=500):
        words = without(post.content.raw, named=post.pk in spoken_to)
        if words != post.content.raw:
            post.content = words
            post.save()
    for model, place in ((EarlierVersion, "post_id"), (HiddenPost, "post_id"), (Draft, "topic_id")):
        for row in model.objects.filter(Q(content__contains="@") | Q(content__contains="?post=")):
            words = without(row.content, named=place == "topic_id" or getattr(row, place) in spoken_to)
            if words != row.content:
                model.objects.filter(pk=row.pk).update(content=words)


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
