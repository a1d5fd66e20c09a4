"""Looking after a forum: flags, hiding with a trace, suspensions, newcomers; every act is logged, most can be undone.

Who moderates is machina's permission on the forum: organisers in their collective's own, campaign moderators in all
that they may read. There is no shadow ban: whoever is stopped is told why and until when.
"""

from __future__ import annotations

from collections.abc import Set
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone, translation
from django.utils.translation import gettext

from campaign.models import Collective, Membership
from engine.part_cache import remembered
from engine.prepared_queries import prepared
from forum import services
from forum.exceptions import Overtaken, TooLate
from forum.machina import Forum, Post, Topic
from forum.models import Flag, HiddenPost, ModerationAct, Notice, PublicProfile, Space, Suspension
from forum.notices.services.telling import take_back, tell, tell_author, tell_moderators
from forum.queries import WORDS, handler_for, private_forum_ids, space_of
from forum.services import removing
from forum.services.locking import hold_topic, locked_post
from safety.html import render_markdown
from safety.markdown import ID_PREFIX

UNDO_FOR = timedelta(minutes=10)
WAITING_SHOWN = 50
SETTLED_IN = 3  # approved posts after which a person without collective is no newcomer any more
What = ModerationAct.What
UNDOABLE = {What.LOCK, What.UNLOCK, What.KIND, What.MOVE, What.HIDE, What.CLEAR, What.REMOVE}


def record(*, what: str, by: Any, topic: Any, reason: str = "", forum: Any = None, **before: Any) -> ModerationAct:
    """Write an act into the log."""
    return ModerationAct.objects.create(
        forum=forum or topic.forum, subject=topic.subject, what=what, by=by, reason=reason, before=before
    )


# -- Newcomers ---------------------------------------------------------------------------------------------------------
def is_newcomer(user: Any) -> bool:
    """Whether nobody knows this person yet: no collective took them in, and few of their posts were approved."""
    taken_in = remembered(("forum:taken in", user.pk), lambda: _memberships(user=user.pk))
    return not taken_in and len(_first_posts(user=user.pk)) < SETTLED_IN


@prepared
def _memberships(*, user: int) -> QuerySet[Any]:
    return Membership.objects.filter(user=user, collective__approved_at__isnull=False).values_list("pk")[:1]


@prepared
def _first_posts(*, user: int) -> QuerySet[Any]:
    return Post.objects.filter(poster=user, approved=True).order_by().values_list("pk")[:SETTLED_IN]


def _links_in(content: str) -> int:
    """Links that lead away; pictures have become links there, and the way to a footnote is none."""
    html = render_markdown(content)
    return html.count("<a ") - html.count(f'<a href="#{ID_PREFIX}')


def must_wait(*, user: Any, forum: Any, content: str, before: str = "", with_files: bool = False) -> bool:
    """Whether a moderator reads this first: a newcomer's links, pictures and files in a forum of the whole campaign.

    `before` is what the post said until now: links that are there already were read. `with_files` tells of new files.
    """
    if space_of(forum) is not None or not is_newcomer(user):
        return False
    links = _links_in(content)
    if before and links <= _links_in(before):
        links = 0
    return bool(links or with_files)


def posts_a_minute(user: Any) -> int:
    """How fast somebody may write: two a minute at first, three times that once they are known."""
    return 2 if is_newcomer(user) else 6


def files_an_hour(user: Any) -> int:
    """How many files somebody may add: cleaning one costs more than a page."""
    return 10 if is_newcomer(user) else 40


# -- Suspensions -------------------------------------------------------------------------------------------------------
def suspension_of(user: Any, forum: Any) -> Suspension | None:
    """The longest suspension that keeps a person from writing here now."""
    running = [suspension for suspension in _suspensions(user=user.pk) if suspension.is_running]
    if not running:
        return None
    space = space_of(forum)
    here = {None, space.collective_id} if space else {None}
    return next((suspension for suspension in running if suspension.collective_id in here), None)


@prepared
def _suspensions(*, user: int) -> QuerySet[Suspension]:
    return Suspension.objects.filter(user=user).order_by(F("until").desc(nulls_first=True))


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


def open_flags(forum_ids: Set[int]) -> QuerySet[Flag]:
    """What was flagged in these forums and nobody has settled, the oldest first."""
    flags = Flag.objects.filter(settled_at=None, post__topic__forum_id__in=forum_ids)
    return flags.select_related("post", "post__poster", "post__topic", "post__topic__forum", "by")


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
    services.approve_post(post=post)
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
    services.delete_post(post=post)


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
    if locked is None or not locked.cleared or removing.took_words_after(act):
        raise TooLate
    locked.words, locked.cleared = locked.cleared, ""
    locked.save()
    ModerationAct.objects.create(what=What.UNDO, by=by, whom_id=locked.user_id)
    take_back(locked.user_id, kind=Notice.Kind.CLEARED)


def forget_cleared() -> int:
    """Every night: words that nobody can give back any more. Of how many profiles they were."""
    fresh = ModerationAct.objects.filter(what__in=removing.TAKES_WORDS, at__gt=timezone.now() - UNDO_FOR).exclude(
        whom=None
    )
    old = PublicProfile.objects.exclude(cleared="").exclude(user__in=fresh.values("whom"))
    return old.update(cleared="")


# -- Topics ------------------------------------------------------------------------------------------------------------
@transaction.atomic
def set_locked(*, topic: Any, locked: bool, by: Any) -> None:
    """Close a topic to replies, or open it again."""
    hold_topic(topic)
    record(what=What.LOCK if locked else What.UNLOCK, by=by, topic=topic, topic_pk=topic.pk, locked=topic.is_locked)
    services.set_locked(topic=topic, locked=locked)


@transaction.atomic
def set_kind(*, topic: Any, kind: int, by: Any) -> None:
    """Make a topic ordinary, pinned, or an announcement."""
    hold_topic(topic)
    record(what=What.KIND, by=by, topic=topic, topic_pk=topic.pk, kind=topic.type)
    services.set_kind(topic=topic, kind=kind)


@transaction.atomic
def move_topic(*, topic: Any, forum: Any, by: Any) -> None:
    """Put a topic into another forum; both forums' logs say so."""
    hold_topic(topic)
    record(what=What.MOVE, by=by, topic=topic, topic_pk=topic.pk, from_forum=topic.forum_id)
    record(what=What.MOVE, by=by, topic=topic, forum=forum)
    services.move_topic(topic=topic, forum=forum)
    if topic.first_post is not None:
        tell_author(topic.first_post, kind=Notice.Kind.MOVED, by=by)


@transaction.atomic
def delete_topic(*, topic: Any, by: Any) -> None:
    """Delete a topic with everything in it, for good."""
    hold_topic(topic)
    record(what=What.DELETE, by=by, topic=topic)
    services.delete_topic(topic=topic)


@transaction.atomic
def split_topic(*, topic: Any, posts: Any, subject: str, by: Any) -> Any:
    """Make some posts a topic of their own. Raises ValueError as services.split_topic does."""
    new = services.split_topic(topic=topic, posts=posts, subject=subject)
    record(what=What.SPLIT, by=by, topic=topic)
    return new


@transaction.atomic
def merge_topics(*, topic: Any, into: Any, by: Any) -> Any:
    """Put one topic into another. Raises ValueError as services.merge_topics does."""
    record(what=What.MERGE, by=by, topic=topic)
    return services.merge_topics(topic=topic, into=into)


# -- The log -----------------------------------------------------------------------------------------------------------
def may_undo(act: ModerationAct) -> bool:
    """Whether it is of a kind, and fresh enough, to be taken back."""
    return bool(act.what in UNDOABLE and act.before and not act.undone and act.at > timezone.now() - UNDO_FOR)


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
        services.set_locked(topic=topic, locked=before["locked"])
    elif "kind" in before:
        services.set_kind(topic=topic, kind=before["kind"])
    else:
        forum = Forum.objects.filter(pk=before["from_forum"]).first()
        if forum is None:
            raise TooLate
        services.move_topic(topic=topic, forum=forum)


def posts_to_read_first(forum_ids: Set[int]) -> QuerySet[Any]:
    """What waits in these forums for a moderator to let it appear, the oldest first."""
    waiting = Post.objects.filter(approved=False, topic__forum_id__in=forum_ids)
    return waiting.select_related("topic", "topic__forum").order_by("created")


def first_waiting(forum_ids: frozenset[int]) -> tuple[list[Flag], list[Any]]:
    """The first flags and posts to read of these forums, without their words; shared, never to be changed."""

    def read() -> tuple[list[Flag], list[Any]]:
        flags = open_flags(forum_ids).defer(*(f"post__{name}" for name in WORDS))
        return list(flags[:WAITING_SHOWN]), list(posts_to_read_first(forum_ids).defer(*WORDS)[:WAITING_SHOWN])

    return remembered(("forum:waiting", forum_ids), read)


def count_waiting(user: Any) -> int | None:
    """For the head of every page: flags and posts that wait for this person; None when none ever can."""
    ids = handler_for().forum_ids_with(user, "can_approve_posts")
    if not ids:
        return None
    flags, posts = map(len, first_waiting(ids))
    flags = flags if flags < WAITING_SHOWN else open_flags(ids).count()
    return flags + (posts if posts < WAITING_SHOWN else posts_to_read_first(ids).count())
