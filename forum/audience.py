"""Who is to be told of what happens in a forum: who follows, minus who muted, minus who may not read it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Q

from forum.machina import GroupForumPermission, Post, UserForumPermission
from forum.models import Following
from forum.queries import handler_for

Level = Following.Level
APPROVE = "can_approve_posts"
# The line above a quotation links to what it quotes; so does whoever pastes a permalink into one.
_QUOTED = re.compile(r"^ {0,3}>.*?[?&]post=([0-9]{1,9})\b", re.M)


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
