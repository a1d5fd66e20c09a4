"""Reads of those who look after a forum: newcomers, suspensions, what waits, what a removal of all would take."""

from __future__ import annotations

from collections.abc import Iterable, Set
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone, translation
from django.utils.translation import gettext

from campaign.models import Membership, MembershipRequest
from engine.part_cache import cached
from engine.prepared_queries import prepared
from forum.machina import Post, Topic
from forum.models import Attachment, Flag, ModerationAct, PublicProfile, Suspension, TopicAbout
from forum.queries import WORDS, handler_for, space_of
from safety.html import render_markdown
from safety.markdown import ID_PREFIX

What = ModerationAct.What
UNDO_FOR = timedelta(minutes=10)
UNDOABLE = {What.LOCK, What.UNLOCK, What.KIND, What.MOVE, What.HIDE, What.CLEAR, What.REMOVE}
TAKES_WORDS = (What.CLEAR, What.REMOVE)
WAITING_SHOWN = 50
SHOWN = 20  # titles on the page that asks
SETTLED_IN = 3  # approved posts after which a person without collective is no newcomer any more


# -- Newcomers ---------------------------------------------------------------------------------------------------------
def is_newcomer(user: Any) -> bool:
    """Whether nobody knows this person yet: no collective took them in, and few of their posts were approved."""
    taken_in = cached(("forum:taken in", user.pk), lambda: _memberships(user=user.pk))
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


def suspension_anywhere(user: Any) -> Suspension | None:
    """The longest suspension from the whole forum that runs now: no profile is written meanwhile."""
    running = Suspension.objects.running().filter(user=user, collective=None)
    return running.order_by(F("until").desc(nulls_first=True)).first()


# -- What waits, and what was done -------------------------------------------------------------------------------------
def open_flags(forum_ids: Set[int]) -> QuerySet[Flag]:
    """What was flagged in these forums and nobody has settled, the oldest first."""
    flags = Flag.objects.filter(settled_at=None, post__topic__forum_id__in=forum_ids)
    return flags.select_related("post", "post__poster", "post__topic", "post__topic__forum", "by")


def may_undo(act: ModerationAct) -> bool:
    """Whether it is of a kind, and fresh enough, to be taken back."""
    return bool(act.what in UNDOABLE and act.before and not act.undone and act.at > timezone.now() - UNDO_FOR)


def posts_to_read_first(forum_ids: Set[int]) -> QuerySet[Any]:
    """What waits in these forums for a moderator to let it appear, the oldest first."""
    waiting = Post.objects.filter(approved=False, topic__forum_id__in=forum_ids)
    return waiting.select_related("poster", "topic", "topic__forum").order_by("created")


def first_waiting(forum_ids: frozenset[int]) -> tuple[list[Flag], list[Any]]:
    """The first flags and posts to read of these forums, without their words; shared, never to be changed."""

    def read() -> tuple[list[Flag], list[Any]]:
        flags = open_flags(forum_ids).defer(*(f"post__{name}" for name in WORDS))
        return list(flags[:WAITING_SHOWN]), list(posts_to_read_first(forum_ids).defer(*WORDS)[:WAITING_SHOWN])

    return cached(("forum:waiting", forum_ids), read)


def count_waiting(user: Any) -> int | None:
    """For the head of every page: flags and posts that wait for this person; None when none ever can."""
    ids = handler_for().forum_ids_with(user, "can_approve_posts")
    if not ids:
        return None
    flags, posts = map(len, first_waiting(ids))
    flags = flags if flags < WAITING_SHOWN else open_flags(ids).count()
    return flags + (posts if posts < WAITING_SHOWN else posts_to_read_first(ids).count())


# -- All that one account wrote ----------------------------------------------------------------------------------------
def neutral_subject() -> str:
    """The title of a topic whose own was removed; stored once, like what people write."""
    with translation.override("fr"):
        return gettext("Title removed by the moderators")


@dataclass(frozen=True)
class Scope:
    """Where a moderator removes: these forums and, for those of the campaign, what lies in none."""

    forum_ids: frozenset[int]
    campaign: bool


@dataclass(frozen=True)
class Going:
    """What an account wrote within somebody's scope."""

    topics: QuerySet[Any]  # where nobody else spoke: they go whole
    opened: QuerySet[Any]  # where others answered: the opening and the title go, the answers stay
    posts: QuerySet[Any]  # in other people's topics
    files: int
    words: str  # of the profile
    requests: QuerySet[MembershipRequest]
    flags: QuerySet[Flag]

    def __bool__(self) -> bool:
        rows = (self.topics, self.opened, self.posts, self.requests, self.flags)
        return bool(self.words) or any(found.exists() for found in rows)


def what_goes(*, user: Any, scope: Scope) -> Going:
    """All that an account wrote, held messages and hidden ones included, that this moderator may remove."""
    here = Topic.objects.filter(forum__in=scope.forum_ids)
    said = Post.objects.filter(topic=OuterRef("pk"))
    own, others = Exists(said.filter(poster=user)), Exists(said.exclude(poster=user))
    # The opening words of a topic about something are the site's own, unless somebody changed them.
    linked = Exists(TopicAbout.objects.filter(topic=OuterRef("pk")))
    answered = here.filter(others, first_post__poster=user)
    marked = Q(first_post__hidden__isnull=False, subject=neutral_subject())  # removed before
    stays = marked | Q(linked, first_post__updates_count=0)
    opened = answered.exclude(stays)
    whole = here.filter(own, ~others)
    posts = Post.objects.filter(poster=user, topic__forum__in=scope.forum_ids)
    loose = posts.exclude(topic__in=whole.values("pk")).exclude(pk__in=answered.values("first_post"))
    profile = PublicProfile.objects.filter(user=user).first() if scope.campaign else None
    asked = MembershipRequest.objects.filter(user=user) if scope.campaign else MembershipRequest.objects.none()
    told = Flag.objects.filter(by=user, settled_at=None, post__topic__forum__in=scope.forum_ids)
    return Going(
        topics=whole.select_related("forum").order_by("pk"),
        opened=opened.select_related("forum").order_by("pk"),
        posts=loose.select_related("topic", "topic__forum").defer("search_text").order_by("pk"),
        files=Attachment.objects.filter(post__in=posts.values("pk")).count(),
        words=profile.words if profile else "",
        requests=asked.select_related("collective").order_by("pk"),
        flags=told.order_by("pk"),
    )


def took_words_after(act: ModerationAct) -> bool:
    """Whether a later act took words of the same profile away: what is kept there is no longer this act's."""
    later = ModerationAct.objects.filter(what__in=TAKES_WORDS, pk__gt=act.pk)
    return later.filter(before__profile=act.before["profile"]).exists()


def summary_of(going: Going) -> dict[str, Any]:
    """What the page says before anything goes: numbers, and the first titles."""
    topics, opened = list(going.topics[:SHOWN]), list(going.opened[:SHOWN])
    posts = list(going.posts[:SHOWN])
    counted: Iterable[dict[str, Any]] = going.topics.order_by().values("pk").annotate(number=Count("posts"))
    return {
        "topics": topics,
        "topics_count": going.topics.count(),
        "in_topics_count": sum(row["number"] for row in counted),
        "opened": opened,
        "opened_count": going.opened.count(),
        "posts": posts,
        "posts_count": going.posts.count(),
        "requests_count": going.requests.count(),
        "flags_count": going.flags.count(),
    }
