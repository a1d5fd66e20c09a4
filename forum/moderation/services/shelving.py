"""Setting what people wrote aside, where nobody reads it, and bringing it back as it was or erasing it for good.

Rows keep their numbers and all that hangs on them — files, votes, earlier versions, drafts of answers — and only move:
whole topics into the forum of `shelf()`, single messages into a topic of that forum, one for each they come from.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any, TypedDict

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import translation
from django.utils.translation import gettext

from forum.live import services as live
from forum.machina import Forum, Post, Topic, TopicPoll
from forum.models import Attachment, Decision, EarlierVersion, FormerTopic, HiddenPost, Notice, Shelf, TopicTag
from forum.moderation.queries import neutral_subject
from forum.notices.services.telling import move_notices
from forum.order import put_in_order
from safety.letters import plain_letters


class Aside(TypedDict, total=False):
    """What lies on the shelf because of one act, by number: enough to bring it back, and no word of it."""

    topics: list[list[int]]  # whole topics, each with its forum
    posts: list[list[int]]  # topics on the shelf, each with the topic that its messages, poll and tags come from
    heads: list[list[int]]  # opening messages that stay as a mark; whether the act hid them (1) or others had (0)
    lines: list[list[int]]  # notices that tell of one message less, each with that message


def shelf() -> Any:
    """The forum that nobody reads."""
    try:
        with transaction.atomic():
            if not Shelf.objects.exists():
                with translation.override("fr"):  # seen in the administration alone
                    name = gettext("Removed by the moderators")
                Shelf.objects.create(pk=1, forum=Forum.objects.create(name=name, type=Forum.FORUM_POST))
    except IntegrityError:  # somebody else was quicker
        pass
    return Shelf.objects.select_related("forum").get().forum


# -- Away --------------------------------------------------------------------------------------------------------------
def set_topics_aside(topics: Iterable[Any]) -> list[list[int]]:
    """Take whole topics from their forums. Which came from where."""
    kept = [[topic.pk, topic.forum_id] for topic in topics]
    _move(kept, shelf().pk)
    return kept


def _move(kept: list[list[int]], to: int | None) -> None:
    """Put topics into a forum, or (None) each into its own; both ends count anew."""
    by_forum: dict[int, list[int]] = defaultdict(list)
    for topic, forum in kept:
        by_forum[forum].append(topic)
    for forum, numbers in by_forum.items():
        Topic.objects.filter(pk__in=numbers).update(forum=forum if to is None else to)
    count_forums(by_forum)
    live.topics_changed(topic for topic, _forum in kept)


def set_posts_aside(topic: Any, posts: list[int], *, by: Any) -> tuple[list[int], list[list[int]]]:
    """Take messages of one person from a topic where others speak. The shelf's topic with this one; lines changed."""
    aside = Topic.objects.create(
        forum=shelf(), poster=by, subject=neutral_subject(), type=Topic.TOPIC_POST, status=Topic.TOPIC_UNLOCKED
    )
    Post.objects.filter(pk__in=posts).update(topic=aside, position=None)
    about = Notice.objects.filter(post__in=posts, topic=topic)
    about.filter(number=1).update(topic=aside)
    several = about.exclude(number=1)
    lines = [list(pair) for pair in several.values_list("pk", "post")]
    several.update(number=F("number") - 1, post=None)
    settle_topics([topic.pk, aside.pk])
    return [aside.pk, topic.pk], lines


def set_opening_aside(topic: Any, aside_pk: int, *, reason: str) -> list[int]:
    """Of a topic in which others answered: leave the mark of what is hidden, and a title that says nothing.

    Its poll, its tags and the questions that its author put go to the shelf. The message; whether it was hidden now.
    """
    topic = Topic.objects.select_related("forum", "first_post").get(pk=topic.pk)
    post = topic.first_post
    TopicPoll.objects.filter(topic=topic).update(topic=aside_pk)
    TopicTag.objects.filter(topic=topic).update(topic=aside_pk)
    Decision.objects.filter(topic=topic, opened_by=post.poster_id).update(topic=aside_pk)
    kept, new = HiddenPost.objects.get_or_create(
        post=post, defaults={"content": post.content.raw, "subject": post.subject, "reason": reason}
    )
    if new:
        with translation.override("fr"):
            post.content = gettext("Hidden by the moderators: %(reason)s") % {"reason": reason}
    else:
        HiddenPost.objects.filter(pk=kept.pk).update(subject=post.subject)
    _retitle(topic, post, neutral_subject())
    return [post.pk, int(new)]


def _retitle(topic: Any, opening: Any, subject: str) -> None:
    """Another title for a topic, and for the answers that bear it, which the search reads with their words."""
    longest = Post._meta.get_field("subject").max_length
    old, opening.subject = opening.subject, subject
    opening.topic = topic
    opening.save()
    for post in topic.posts.filter(subject=old[:longest]).exclude(pk=opening.pk):
        words = plain_letters(f"{subject}\n{post.content.raw}")
        Post.objects.filter(pk=post.pk).update(subject=subject[:longest], search_text=words)


# -- Back --------------------------------------------------------------------------------------------------------------
def bring_back(aside: Aside) -> None:
    """Put everything where it was. What lay in a place that is gone meanwhile is gone with it."""
    forums = set(Forum.objects.values_list("pk", flat=True))
    there = set(Topic.objects.filter(forum=shelf()).values_list("pk", flat=True))
    _move([pair for pair in aside.get("topics", []) if pair[0] in there and pair[1] in forums], None)
    moved: set[int] = set()
    for aside_pk, topic_pk in aside.get("posts", []):
        source = _place_of(topic_pk)
        kept = Topic.objects.filter(pk=aside_pk).first()
        if source is None or kept is None:
            continue
        Post.objects.filter(topic=kept).update(topic=source, position=None)
        if not TopicPoll.objects.filter(topic=source).exists():
            TopicPoll.objects.filter(topic=kept).update(topic=source)
        TopicTag.objects.filter(topic=kept).exclude(slug__in=source.tags.values("slug")).update(topic=source)
        open_there = Decision.objects.filter(topic=source, outcome="").exists()
        decisions = Decision.objects.filter(topic=kept)
        (decisions.exclude(outcome="") if open_there else decisions).update(topic=source)
        move_notices(topic=kept, into=source)
        kept.delete()
        moved.add(source.pk)
    for number, post in aside.get("lines", []):
        lines = Notice.objects.unread().filter(pk=number)
        if not lines.filter(post=None).update(number=F("number") + 1, post=post):
            lines.update(number=F("number") + 1)
    settle_topics(moved)
    for pk, was_hidden in aside.get("heads", []):
        _show_opening(pk, again=bool(was_hidden))


def _show_opening(pk: int, *, again: bool) -> None:
    kept = HiddenPost.objects.filter(post=pk).select_related("post__topic__forum").first()
    if kept is None:
        return
    post, subject = kept.post, kept.subject
    if again:
        post.content = kept.content
        kept.delete()
    if post.subject == neutral_subject():
        _retitle(post.topic, post, subject)
    else:  # moderators found a better title meanwhile
        post.save()


def _place_of(topic_pk: int) -> Any:
    """Where the messages of a topic are now: merged into another since, perhaps. None when nowhere."""
    found = Topic.objects.filter(pk=topic_pk).select_related("forum").first()
    if found is None:
        merged = FormerTopic.objects.filter(former_id=topic_pk).select_related("topic__forum").first()
        found = merged.topic if merged else None
    return found


# -- Counting ----------------------------------------------------------------------------------------------------------
def settle_topics(numbers: Iterable[int]) -> None:
    """Number and count topics whose messages moved, then their forums, each once."""
    forums: set[int] = set()
    topics = list(Topic.objects.filter(pk__in=set(numbers)).order_by("pk"))
    for topic in topics:
        put_in_order(topic.pk)
        first = topic.posts.order_by("created", "pk").values_list("pk", flat=True).first()
        last = topic.posts.filter(approved=True).order_by("-created", "-pk").values("pk", "created").first() or {}
        Topic.objects.filter(pk=topic.pk).update(
            posts_count=topic.posts.filter(approved=True).count(),
            first_post=first,
            last_post=last.get("pk"),
            last_post_on=last.get("created"),
        )
        forums.add(topic.forum_id)
    count_forums(forums)
    live.topics_changed(topic.pk for topic in topics)


def count_forums(numbers: Iterable[int]) -> None:
    """Count afresh what lies in these forums."""
    for forum in Forum.objects.filter(pk__in=set(numbers)):
        forum.update_trackers()


# -- Gone --------------------------------------------------------------------------------------------------------------
def erase(aside: Aside) -> None:
    """Delete what lies on the shelf because of one act, files included.

    Somebody who was answering when a topic was set aside answered into it: their words come back, under a mark.
    """
    place = shelf()
    forums = set(Forum.objects.values_list("pk", flat=True))
    for pk, forum in aside.get("topics", []):
        topic = Topic.objects.filter(pk=pk, forum=place).select_related("first_post", "forum").first()
        if topic is None:
            continue
        authors = set(topic.posts.values_list("poster", flat=True))
        if len(authors) > 1 and forum in forums:
            _give_answers_back(topic, forum)
        else:
            topic.delete()
    for topic in Topic.objects.filter(forum=place, pk__in=[aside_pk for aside_pk, _topic in aside.get("posts", [])]):
        topic.delete()


def _give_answers_back(topic: Any, forum: int) -> None:
    _move([[topic.pk, forum]], None)
    author = topic.first_post.poster_id
    loose = topic.posts.filter(poster=author).exclude(pk=topic.first_post_id).values_list("pk", flat=True)
    (aside_pk, _topic), _lines = set_posts_aside(topic, list(loose), by=topic.first_post.poster)
    with translation.override("fr"):
        reason = gettext("Removed by the moderators")
    set_opening_aside(topic, aside_pk, reason=reason)
    Topic.objects.get(pk=aside_pk).delete()
    for rows in (Attachment, EarlierVersion):
        rows.objects.filter(post=topic.first_post_id).delete()
    HiddenPost.objects.filter(post=topic.first_post_id).update(content="", subject=neutral_subject())
