"""Verbs of those who look after a forum. Every act is logged, most can be undone.

Who moderates is machina's permission on the forum: organisers in their collective's own, campaign moderators in all
that they may read. There is no shadow ban: whoever is stopped is told why and until when.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext

from campaign.models import Collective
from forum.exceptions import Overtaken, TooLate
from forum.machina import Forum, Post, Topic
from forum.models import Flag, HiddenPost, ModerationAct, Notice, PublicProfile, Space, Suspension
from forum.moderation.queries import TAKES_WORDS, UNDO_FOR, may_undo, took_words_after
from forum.moderation.services import removing, topics
from forum.notices.services.telling import take_back, tell, tell_author, tell_moderators
from forum.queries import private_forum_ids
from forum.writing.services import posts
from forum.writing.services.locking import hold_topic, locked_post

What = ModerationAct.What


def record(*, what: str, by: Any, topic: Any, reason: str = "", forum: Any = None, **before: Any) -> ModerationAct:
    """Write an act into the log."""
    return ModerationAct.objects.create(
        forum=forum or topic.forum, subject=topic.subject, what=what, by=by, reason=reason, before=before
    )


# -- Suspensions -------------------------------------------------------------------------------------------------------


@transaction.atomic
def suspend(*, post: Any, until: datetime | None, reason: str, by: Any, collective: Collective | None) -> Suspension:
    """Keep the author of a post from writing, in one collective's spaces or everywhere, until then; None: for good."""
    record(what=What.SUSPEND, by=by, topic=post.topic, reason=reason)
    return Suspension.objects.create(user=post.poster, collective=collective, until=until, reason=reason, by=by)


@transaction.atomic
def suspend_person(
    *, user: Any, until: datetime | None, reason: str, by: Any, collective: Collective | None
) -> Suspension:
    """The same from the person's own page."""
    _record_about(user, what=What.SUSPEND, by=by, reason=reason, collective=collective)
    return Suspension.objects.create(user=user, collective=collective, until=until, reason=reason, by=by)


@transaction.atomic
def end_suspension(suspension: Suspension, *, by: Any) -> None:
    """Let somebody write again before the time. Raises Overtaken when it ended already."""
    locked = Suspension.objects.running().select_for_update(of=("self",)).filter(pk=suspension.pk).first()
    if locked is None:
        raise Overtaken
    _record_about(locked.user, what=What.LIFT, by=by, collective=locked.collective)
    locked.delete()


def _record_about(user: Any, *, what: str, by: Any, collective: Collective | None, reason: str = "") -> None:
    """Into the log of the campaign, or of a collective's private forum, which nobody else reads."""
    space = Space.objects.filter(collective=collective).first() if collective else None
    forum = space.private_forum_id if space else None
    ModerationAct.objects.create(what=what, by=by, whom=user, reason=reason, forum_id=forum)


# -- Flags -------------------------------------------------------------------------------------------------------------
@transaction.atomic
def flag(*, post: Any, by: Any, reason: str, words: str) -> Flag:
    """Tell the moderators; telling again changes what was told."""
    return Flag.objects.update_or_create(
        post=post, by=by, settled_at=None, defaults={"reason": reason, "words": words}
    )[0]


def _settle(post: Any) -> None:
    if Flag.objects.filter(post=post, settled_at=None).update(settled_at=timezone.now()):
        tell_moderators(post.topic.forum)


@transaction.atomic
def dismiss(*, post: Any, by: Any) -> None:
    """Leave a flagged post as it is."""
    _settle(post)
    record(what=What.DISMISS, by=by, topic=post.topic)


# -- Posts -------------------------------------------------------------------------------------------------------------
@transaction.atomic
def hide(*, post: Any, by: Any, reason: str) -> None:
    """Leave only the mark and the reason. What was said is kept aside, for those who moderate here.

    Raises Overtaken when somebody moved the post or took it away meanwhile.
    """
    post = locked_post(post)
    if HiddenPost.objects.filter(post=post).exists():
        return
    HiddenPost.objects.create(post=post, content=post.content.raw, subject=post.subject, reason=reason)
    with translation.override("fr"):  # stored once, like what people write
        mark = gettext("Hidden by the moderators: %(reason)s") % {"reason": reason}
    post.content = mark
    post.save()
    _settle(post)
    record(what=What.HIDE, by=by, topic=post.topic, reason=reason, post=post.pk)
    tell_author(post, kind=Notice.Kind.HIDDEN, by=by, words=reason)


@transaction.atomic
def show_again(*, post: Any, by: Any) -> None:
    """Put back what a hidden post said, unless that was erased. Raises Overtaken as hide() does."""
    post = locked_post(post)
    kept = HiddenPost.objects.filter(post=post).first()
    if kept is None or not kept.content:
        return
    post.content = kept.content
    kept.delete()
    post.save()
    record(what=What.SHOW, by=by, topic=post.topic)
    if post.poster_id is not None:
        take_back(post.poster_id, kind=Notice.Kind.HIDDEN, post=post)


@transaction.atomic
def approve(*, post: Any, by: Any) -> None:
    """Let a waiting post appear. Raises Overtaken when somebody decided, or took it away, meanwhile."""
    post = locked_post(post, approved=False)
    posts.approve_post(post=post)
    record(what=What.APPROVE, by=by, topic=post.topic)
    tell_author(post, kind=Notice.Kind.APPROVED, by=by)


@transaction.atomic
def decline(*, post: Any, by: Any) -> None:
    """Delete a waiting post. Raises Overtaken as approve() does."""
    post = locked_post(post, approved=False)
    record(what=What.DECLINE, by=by, topic=post.topic)
    # The line belongs to no place any more, and is mailed like what was public: what is private must not be in it.
    subject = "" if post.topic.forum_id in private_forum_ids() else post.topic.subject
    tell_author(post, kind=Notice.Kind.DECLINED, by=by, words=subject)
    posts.delete_post(post=post)


# -- Profiles ----------------------------------------------------------------------------------------------------------
@transaction.atomic
def clear_words(*, profile: PublicProfile, by: Any, reason: str) -> None:
    """Take the words of somebody's profile away, and tell them why. What they chose to show beside them stays."""
    locked = PublicProfile.objects.select_for_update().get(pk=profile.pk)
    if not locked.words:
        return
    locked.words, locked.cleared = "", locked.words
    locked.save()
    before = {"profile": locked.pk}
    ModerationAct.objects.create(what=What.CLEAR, by=by, whom_id=locked.user_id, reason=reason, before=before)
    tell([locked.user_id], kind=Notice.Kind.CLEARED, words=reason[:300])


def _give_words_back(act: ModerationAct, *, by: Any) -> None:
    """Raises TooLate when the account is gone, or the person wrote other words meanwhile, even if these went too."""
    locked = PublicProfile.objects.select_for_update().filter(pk=act.before["profile"], words="").first()
    if locked is None or not locked.cleared or took_words_after(act):
        raise TooLate
    locked.words, locked.cleared = locked.cleared, ""
    locked.save()
    ModerationAct.objects.create(what=What.UNDO, by=by, whom_id=locked.user_id)
    take_back(locked.user_id, kind=Notice.Kind.CLEARED)


def forget_cleared() -> int:
    """Every night: words that nobody can give back any more. Of how many profiles they were."""
    fresh = ModerationAct.objects.filter(what__in=TAKES_WORDS, at__gt=timezone.now() - UNDO_FOR).exclude(whom=None)
    old = PublicProfile.objects.exclude(cleared="").exclude(user__in=fresh.values("whom"))
    return old.update(cleared="")


# -- Topics ------------------------------------------------------------------------------------------------------------
@transaction.atomic
def set_locked(*, topic: Any, locked: bool, by: Any) -> None:
    """Close a topic to replies, or open it again."""
    hold_topic(topic)
    record(what=What.LOCK if locked else What.UNLOCK, by=by, topic=topic, topic_pk=topic.pk, locked=topic.is_locked)
    topics.set_locked(topic=topic, locked=locked)


@transaction.atomic
def set_kind(*, topic: Any, kind: int, by: Any) -> None:
    """Make a topic ordinary, pinned, or an announcement."""
    hold_topic(topic)
    record(what=What.KIND, by=by, topic=topic, topic_pk=topic.pk, kind=topic.type)
    topics.set_kind(topic=topic, kind=kind)


@transaction.atomic
def move_topic(*, topic: Any, forum: Any, by: Any) -> None:
    """Put a topic into another forum; both forums' logs say so."""
    hold_topic(topic)
    record(what=What.MOVE, by=by, topic=topic, topic_pk=topic.pk, from_forum=topic.forum_id)
    record(what=What.MOVE, by=by, topic=topic, forum=forum)
    topics.move_topic(topic=topic, forum=forum)
    if topic.first_post is not None:
        tell_author(topic.first_post, kind=Notice.Kind.MOVED, by=by)


@transaction.atomic
def delete_topic(*, topic: Any, by: Any) -> None:
    """Delete a topic with everything in it, for good."""
    hold_topic(topic)
    record(what=What.DELETE, by=by, topic=topic)
    topics.delete_topic(topic=topic)


@transaction.atomic
def split_topic(*, topic: Any, posts: Any, subject: str, by: Any) -> Any:
    """Make some posts a topic of their own. Raises ValueError as topics.split_topic does."""
    new = topics.split_topic(topic=topic, posts=posts, subject=subject)
    record(what=What.SPLIT, by=by, topic=topic)
    return new


@transaction.atomic
def merge_topics(*, topic: Any, into: Any, by: Any) -> Any:
    """Put one topic into another. Raises ValueError as topics.merge_topics does."""
    record(what=What.MERGE, by=by, topic=topic)
    return topics.merge_topics(topic=topic, into=into)


# -- The log -----------------------------------------------------------------------------------------------------------


@transaction.atomic
def undo(*, act: ModerationAct, by: Any) -> None:
    """Put back what was. Raises TooLate."""
    act = ModerationAct.objects.select_for_update().get(pk=act.pk)
    if not may_undo(act):
        raise TooLate
    before = act.before
    if act.what == What.HIDE:
        posts = Post.objects.filter(pk=before["post"], topic__forum__shelf=None)
        post = posts.select_related("topic", "topic__forum").first()
        if post is None:
            raise TooLate
        show_again(post=post, by=by)
    elif act.what == What.CLEAR:
        _give_words_back(act, by=by)
    elif act.what == What.REMOVE:
        removing.put_back(act=act, by=by)
    else:
        found = Topic.objects.select_for_update(of=("self",)).filter(pk=before["topic_pk"], forum__shelf=None)
        topic = found.select_related("forum").first()
        if topic is None:
            raise TooLate
        _put_back(topic, before)
        record(what=What.UNDO, by=by, topic=topic)
    ModerationAct.objects.filter(pk=act.pk).update(undone=True)


def _put_back(topic: Any, before: dict[str, Any]) -> None:
    if "locked" in before:
        topics.set_locked(topic=topic, locked=before["locked"])
    elif "kind" in before:
        topics.set_kind(topic=topic, kind=before["kind"])
    else:
        forum = Forum.objects.filter(pk=before["from_forum"]).first()
        if forum is None:
            raise TooLate
        topics.move_topic(topic=topic, forum=forum)
