"""Reads of notices: what a person was told, who is to be told of what happens in a forum, and whom mails reach."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth import get_user_model
from django.core import signing
from django.db.models import Q
from django.utils import timezone

from accounts.lookalikes import look_alike_key
from accounts.tokens import seal, unseal
from campaign.models import Collective
from engine.prepared_queries import prepared
from forum.machina import Forum, GroupForumPermission, Post, UserForumPermission
from forum.models import Following, MailChoice, Notice, Suspension
from forum.queries import handler_for, readable_forum_ids, space_of

Level, Rhythm = Following.Level, MailChoice.Rhythm
APPROVE = "can_approve_posts"
DIGEST_HOUR = 8  # o'clock, of the site's time zone; weekly digests leave on Mondays
WEEKLY = {Rhythm.WEEKLY, Rhythm.WEEKLY_ONLY}
# The line above a quotation links to what it quotes; so does whoever pastes a permalink into one.
_QUOTED = re.compile(r"^ {0,3}>.*?[?&]post=([0-9]{1,9})\b", re.M)
MOST_COUNTED = 100  # more are "99+"
_STOP = "forum.mails.stop"


# -- What a person was told --------------------------------------------------------------------------------------------
def notices_of(user: Any, handler: Any = None) -> Any:
    """A person's notices about what they may read now: what they may no longer read has vanished."""
    readable = (handler or handler_for()).readable_forum_ids(user)
    rows = Notice.objects.filter(recipient=user).about(readable)
    return rows.select_related("topic", "topic__forum", "post", "post__poster").defer(
        "post__content", "post___content_rendered", "post__search_text"
    )


@prepared
def _unread_places(*, user: int) -> Any:
    return unread_of(user).values_list("topic", "topic__forum")[:MOST_COUNTED]


def unread_places(user: Any) -> list[tuple[int | None, int | None]]:
    """Topic and forum of each unread notice. One question a request: the topic's page and its head both ask."""
    known: list[tuple[int | None, int | None]] | None = getattr(user, "_unread_places", None)
    if known is None:
        known = _unread_places(user=user.pk)
        user._unread_places = known
    return known


def unread_of(user: Any) -> Any:
    """The notices of a person, or of who has this number: for who asks for more in the same question."""
    return Notice.objects.unread().filter(recipient=user).exclude(topic__approved=False).order_by()


def note_places(user: Any, places: list[tuple[int | None, int | None]]) -> None:
    """What was asked elsewhere, or is known since something was settled."""
    user._unread_places = places


def count_unread(user: Any, handler: Any = None) -> int:
    """How many unread notices are about what this person may read; permissions are looked at only if there are any."""
    places = unread_places(user)
    if not places:
        return 0
    readable = (handler or handler_for()).readable_forum_ids(user)
    return sum(topic is None or forum in readable for topic, forum in places)


def people_told_of(topics: Iterable[int], posts: Iterable[int]) -> set[int]:
    """Who has unread lines about these topics and messages: the head of their pages counts anew."""
    about = Q(topic__in=list(topics)) | Q(post__in=list(posts))
    return set(Notice.objects.unread().filter(about).values_list("recipient", flat=True))


# -- Who is to be told: who follows, minus who muted, minus who may not read it ----------------------------------------
def readers_among(user_ids: Iterable[int], forum: Any) -> set[int]:
    """Which of these people may read a forum now."""
    return _those_who_may("can_read_forum", user_ids, forum)


def moderators_of(forum: Any) -> set[int]:
    """Who is told of what waits in a forum: those who may approve posts there now."""
    rules = {"permission__codename": APPROVE, "has_perm": True}
    here = Q(forum=forum) | Q(forum=None)
    groups = GroupForumPermission.objects.filter(here, **rules).values("group")
    people = UserForumPermission.objects.filter(here, **rules).exclude(user=None).values("user")
    able = get_user_model().objects.filter(Q(groups__in=groups) | Q(pk__in=people) | Q(is_superuser=True))
    return _those_who_may(APPROVE, able.values_list("pk", flat=True), forum)


def _those_who_may(codename: str, user_ids: Iterable[int], forum: Any) -> set[int]:
    """Which of these people have a permission in a forum now.

    People whom no rule names, and who are in the same groups of those that rules name, are decided together: however
    many there are, a few questions to the permission checker answer for all.
    """
    users = get_user_model().objects.filter(pk__in=set(user_ids), is_active=True).in_bulk()
    named = set(UserForumPermission.objects.filter(user__in=users).values_list("user", flat=True))
    ruled = GroupForumPermission.objects.order_by().values("group")
    groups: dict[int, set[int]] = {}
    through = get_user_model().groups.through.objects.filter(group__in=ruled, user__in=users)
    for user_id, group_id in through.values_list("user_id", "group_id"):
        groups.setdefault(user_id, set()).add(group_id)
    alike: dict[object, list[int]] = {}
    for pk, user in users.items():
        alone = user.is_superuser or pk in named
        alike.setdefault(pk if alone else frozenset(groups.get(pk, ())), []).append(pk)
    able: set[int] = set()
    for people in alike.values():
        if handler_for().may(users[people[0]], codename, forum):
            able.update(people)
    return able


def muting(topic: Any) -> set[int]:
    """Who wants to hear nothing of a topic, or of a forum it lies in."""
    return set(Following.objects.over(topic).muting().values_list("user", flat=True))


def followers(topic: Any, *, opening: bool = False) -> set[int]:
    """Who wants to be told of a reply in a topic or, with `opening`, that the topic was opened."""
    told = Q(topic=None, level=Level.FOLLOW) if opening else Q(forum=None, level=Level.FOLLOW)
    over = Following.objects.over(topic).filter(told | Q(level=Level.EVERY))
    return set(over.values_list("user", flat=True))


def followers_of_any_kind(topic: Any) -> set[int]:
    """Who follows a topic, or a forum it lies in, closely or not."""
    return set(Following.objects.over(topic).exclude(level=Level.MUTE).values_list("user", flat=True))


def quoted_in(post: Any) -> set[int]:
    """Whose posts of the same topic a post quotes."""
    numbers = {int(number) for number in _QUOTED.findall(post.content.raw)}
    if not numbers:
        return set()
    quoted = Post.objects.filter(pk__in=numbers, topic=post.topic_id, approved=True)
    return set(quoted.exclude(poster=None).values_list("poster", flat=True))


# -- Mails -------------------------------------------------------------------------------------------------------------
def places_of(user: Any, handler: Any = None) -> tuple[list[Collective], list[Any]]:
    """The collectives one belongs to, and the forums one follows: each can have a rhythm of its own."""
    collectives = Collective.objects.filter(memberships__user=user, space__isnull=False)
    followed = Following.objects.filter(user=user, topic=None).exclude(level=Following.Level.MUTE)
    chosen = MailChoice.objects.filter(user=user).exclude(forum=None)
    forums = Forum.objects.filter(pk__in=readable_forum_ids(user, handler)).select_related("parent")
    forums = forums.filter(pk__in=followed.values("forum")) | forums.filter(pk__in=chosen.values("forum"))
    return list(collectives.order_by("name")), list(forums.order_by("tree_id", "lft"))


def choices_of(user: Any) -> dict[str, str]:
    """What was chosen: `usual`, `collective-<number>` or `forum-<number>`, and the rhythm."""
    chosen = {}
    for row in MailChoice.objects.filter(user=user):
        chosen[_name_of_place(row.collective_id, row.forum_id)] = row.rhythm
    return chosen


def _name_of_place(collective_id: int | None, forum_id: int | None) -> str:
    if collective_id is not None:
        return f"collective-{collective_id}"
    return "usual" if forum_id is None else f"forum-{forum_id}"


@dataclass(frozen=True)
class Mailbox:
    """A person's verified address, and how often they want it used for a place."""

    user: Any
    address: str
    rhythm: str

    def wants_at_once(self, kind: str) -> bool:
        """Whether a notice of this kind is mailed by itself; "nothing in between" means nothing at all."""
        speaks_to_me = kind in Notice.PERSONAL and self.rhythm in (Rhythm.DAILY, Rhythm.WEEKLY)
        return self.rhythm == Rhythm.AT_ONCE or speaks_to_me


def mailboxes(user_ids: Iterable[int], forum: Any = None) -> dict[int, Mailbox]:
    """Who of these people can and wants to be mailed about a forum (None: about no forum).

    The most precise choice counts: of the forum, of its collective, of all. Nobody is mailed who has no verified
    address, or is suspended there or everywhere.
    """
    space = space_of(forum) if forum is not None else None
    collective = space.collective_id if space else None
    here = Q(forum=None, collective=None)
    stopped = Q(collective=None)
    if forum is not None:
        here |= Q(forum=forum)
    if collective is not None:
        here, stopped = here | Q(collective=collective), stopped | Q(collective=collective)
    chosen: dict[int, tuple[int, str]] = {}
    for choice in MailChoice.objects.filter(here, user__in=set(user_ids)):
        precision = 2 if choice.forum_id else 1 if choice.collective_id else 0
        chosen[choice.user_id] = max(chosen.get(choice.user_id, (-1, "")), (precision, choice.rhythm))
    suspended = Suspension.objects.running().filter(stopped, user__in=set(user_ids)).values("user")
    found = EmailAddress.objects.filter(user__in=set(user_ids), verified=True, primary=True, user__is_active=True)
    boxes = {}
    for row in found.exclude(user__in=suspended).select_related("user"):
        rhythm = chosen.get(row.user_id, (0, MailChoice.USUAL))[1]
        if rhythm != Rhythm.NEVER:
            boxes[row.user_id] = Mailbox(row.user, row.email, rhythm)
    return boxes


def digest_moments(now: datetime | None = None) -> tuple[datetime, datetime]:
    """The last moments, until now, at which daily and weekly digests were due."""
    local = timezone.localtime(now)
    day = local.date() if local.hour >= DIGEST_HOUR else local.date() - timedelta(days=1)
    monday = day - timedelta(days=day.weekday())
    at = time(DIGEST_HOUR)
    return timezone.make_aware(datetime.combine(day, at)), timezone.make_aware(datetime.combine(monday, at))


def people_with_digest(now: datetime | None = None) -> list[int]:
    """Whom something unread and unmailed waits for, from before the last hour of digests."""
    waiting = Notice.objects.unread().filter(mailed=False, at__lte=digest_moments(now)[0])
    addresses = EmailAddress.objects.filter(verified=True, primary=True, user__is_active=True)
    people = waiting.filter(recipient__in=addresses.values("user")).order_by("recipient")
    return list(people.values_list("recipient", flat=True).distinct())


def stop_token(user_id: int) -> str:
    """What the address that ends all mails of the forum carries. It does nothing else, so it never runs out."""
    return seal(user_id, purpose=_STOP)


def who_stops(token: str) -> int | None:
    """Whose mails a token ends; None for what is made up. Mails of before hold signed numbers, and must end too."""
    number = unseal(token, purpose=_STOP)
    if number is not None:
        return int(number)
    try:
        return int(signing.Signer(salt=_STOP).unsign(token))
    except (signing.BadSignature, ValueError):
        return None


def gives_away(line: Notice) -> bool:
    """Whether what a line says, or the page it leads to, tells under which public name its reader writes."""
    if line.kind in Notice.OF_ONESELF:
        return True
    said = [line.words, line.topic.subject if line.topic else "", line.post.content.raw if line.post else ""]
    name = look_alike_key(line.recipient.public_name)
    return name is not None and any(name in (look_alike_key(text, longest=None) or "") for text in said)
