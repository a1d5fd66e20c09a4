"""Writing notices. Each family of them is grouped: what happens again before it is read is the same line."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import Exists, F, OuterRef
from django.utils import timezone

from forum.live import services as live
from forum.models import Mention, Notice
from forum.notices.queries import followers, moderators_of, muting, note_places, quoted_in, readers_among, unread_places
from forum.signals import people_told

Kind = Notice.Kind
AT_A_TIME = 500  # rows a statement
READ_KEPT = timedelta(days=90)  # a notice, after it was read


@transaction.atomic
def tell(recipients: Iterable[int], *, kind: str, topic: Any = None, post: Any = None, words: str = "") -> None:
    """Give these people a line each, or add to the unread line they have. Who may be told was asked before."""
    people, now = sorted(set(recipients)), timezone.now()
    known: set[int] = set()
    if topic is not None:
        unread = Notice.objects.unread().filter(kind=kind, topic=topic, recipient__in=people)
        known = set(unread.values_list("recipient", flat=True))
        unread.update(number=F("number") + 1, at=now, mailed=False, words=words)
    lines = [
        Notice(recipient_id=pk, kind=kind, topic=topic, post=post, words=words, at=now)
        for pk in people
        if pk not in known
    ]
    Notice.objects.bulk_create(lines, batch_size=AT_A_TIME, ignore_conflicts=True)
    if people:
        numbers = {"topic": topic.pk if topic else None, "post": post.pk if post else None}
        people_told.send(sender=Notice, recipients=people, kind=kind, **numbers)


def tell_of_post(post: Any) -> None:
    """Tell those whom a new post quotes, then those who follow; each once, its author never, whom it names apart."""
    topic = post.topic
    if not post.approved or not topic.approved:
        return
    opening = post.pk == topic.first_post_id
    quoted, following = quoted_in(post), followers(topic, opening=opening)
    named = set(Mention.objects.filter(post=post).values_list("user", flat=True))
    silent = muting(topic) | named | {post.poster_id}
    readers = readers_among((quoted | following) - silent, topic.forum)
    tell(readers & quoted, kind=Kind.QUOTE, topic=topic, post=post)
    tell((readers & following) - quoted, kind=Kind.TOPIC if opening else Kind.REPLY, topic=topic, post=post)


def tell_named(post: Any, user_id: int) -> None:
    """Tell somebody that a post speaks to them by name."""
    topic = post.topic
    if post.approved and topic.approved:
        people = readers_among({user_id} - muting(topic) - {post.poster_id}, topic.forum)
        tell(people, kind=Kind.MENTION, topic=topic, post=post)


def tell_author(post: Any, *, kind: str, by: Any, words: str = "") -> None:
    """Tell who wrote a post what a moderator did with it; nobody is told of what they did themselves."""
    if post.poster_id is None or post.poster_id == by.pk:
        return
    stays = kind != Kind.DECLINED
    topic = post.topic if stays else None
    tell([post.poster_id], kind=kind, topic=topic, post=post if stays else None, words=words[:300])


def tell_moderators(forum: Any) -> None:
    """Something waits in a forum, or no longer does: the pages of those who moderate it count anew."""
    live.counts_changed(moderators_of(forum))


def take_back(recipient: int, *, kind: str, post: Any = None) -> None:
    """What somebody was told of is undone: the line that they have not read yet goes."""
    lines = Notice.objects.unread().filter(recipient=recipient, kind=kind, post=post, number=1)
    if lines.delete()[0]:
        live.counts_changed([recipient])


def settle(user: Any, *, topic_id: int | None = None, pk: int | None = None) -> int:
    """Mark as read: everything, what is about one topic, or one line. How many lines that were."""
    unread = Notice.objects.unread().filter(recipient=user)
    if topic_id is not None:
        unread = unread.filter(topic=topic_id)
    if pk is not None:
        unread = unread.filter(pk=pk)
    settled = unread.update(read_at=timezone.now())
    if settled:
        live.counts_changed([user.pk])  # on the other pages that this person has open
    return settled


def settle_shown(user: Any, topic: Any) -> None:
    """A person looks at a topic: mark as read what is about it, writing only if there is anything."""
    places = unread_places(user)
    others = [(place, forum) for place, forum in places if place != topic.pk]
    if len(others) < len(places):
        settle(user, topic_id=topic.pk)
        note_places(user, others)


@transaction.atomic
def move_notices(*, topic: Any, into: Any) -> None:
    """What people were told of a topic that becomes part of another is about that one; two lines stay one."""
    twins = Notice.objects.unread().filter(topic=into, kind=OuterRef("kind"), recipient=OuterRef("recipient"))
    moved = Notice.objects.filter(topic=topic)
    moved.unread().filter(Exists(twins)).delete()
    moved.update(topic=into)


def forget_post(post: Any) -> None:
    """A post goes: lines that told of it alone go with it, others tell of one less."""
    lines = Notice.objects.filter(post=post)
    lines.filter(number=1).delete()
    lines.update(number=F("number") - 1)


def forget_old() -> int:
    """Every night: what was read this long ago is nobody's business any more. How many lines went."""
    old = Notice.objects.filter(read_at__lt=timezone.now() - READ_KEPT)
    return old.delete()[0]
