"""Removing all that one account wrote, by one act, and bringing it back within ten minutes.

Those who moderate the campaign remove what lies in every forum that they look after, the words of the profile, the
flags and the requests to join that wait; those who moderate a collective's spaces, what lies there. What was published
in the name of a collective belongs to it, and what was proposed without account names nobody.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, cast

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils import timezone

from campaign.models import Collective, MembershipRequest
from forum.exceptions import Overtaken, TooLate
from forum.live import services as live
from forum.machina import Forum, Post, Topic
from forum.models import Flag, ModerationAct, Notice, PublicProfile, Suspension
from forum.moderation.queries import Going, Scope, took_words_after, what_goes
from forum.moderation.services import shelving
from forum.notices.queries import people_told_of
from forum.notices.services.telling import take_back, tell, tell_moderators

What = ModerationAct.What


@transaction.atomic
def remove_all(*, user: Any, by: Any, reason: str, scope: Scope, suspended: Iterable[Suspension] = ()) -> ModerationAct:
    """Take away all that an account wrote; one act of the log brings it back. Raises Overtaken when nothing is there.

    The suspensions that came with it (`suspended`) end when it is undone. Another moderator who does the same at
    the same moment waits, and finds nothing left.
    """
    get_user_model().objects.select_for_update(no_key=True).get(pk=user.pk)
    going = what_goes(user=user, scope=scope)
    if not going:
        raise Overtaken
    before, forums = _take(going, user=user, reason=reason, scope=scope)
    before["forums"] = sorted(forums)
    before["suspensions"] = [suspension.pk for suspension in suspended]
    about = {"what": What.REMOVE, "by": by, "whom": user, "reason": reason}
    own = None if scope.campaign else min(forums)
    act = ModerationAct.objects.create(forum_id=own, before=before, **about)
    # Those who look after one of these forums read it in their log, too.
    ModerationAct.objects.bulk_create(ModerationAct(forum_id=forum, **about) for forum in forums - {own})
    tell([user.pk], kind=Notice.Kind.REMOVED, words=reason[:300])
    return act


def _take(going: Going, *, user: Any, reason: str, scope: Scope) -> tuple[dict[str, Any], set[int]]:
    """Set it all aside. What to put back, by number; the forums where something changed."""
    topics = list(going.topics.select_for_update(of=("self",)))
    opened = list(going.opened.select_for_update(of=("self",)))
    numbers: dict[int, list[int]] = defaultdict(list)
    forums = {topic.forum_id for topic in [*topics, *opened]}
    for pk, topic_pk, forum in going.posts.values_list("pk", "topic", "topic__forum"):
        numbers[topic_pk].append(pk)
        forums.add(forum)
    told = dict(going.flags.values_list("pk", "post__topic__forum"))
    flags = list(told)
    forums |= set(told.values())
    loose = [pk for several in numbers.values() for pk in several]
    readers = people_told_of([topic.pk for topic in topics], loose)
    before: dict[str, Any] = {"topics": shelving.set_topics_aside(topics), "posts": [], "heads": [], "lines": []}
    kept_aside: dict[int, int] = {}
    sources = Topic.objects.select_for_update().filter(pk__in={*numbers, *(topic.pk for topic in opened)})
    for topic in sources.order_by("pk"):
        pair, lines = shelving.set_posts_aside(topic, numbers.get(topic.pk, []), by=user)
        before["posts"].append(pair)
        before["lines"] += lines
        kept_aside[topic.pk] = pair[0]
    for topic in opened:
        before["heads"].append(shelving.set_opening_aside(topic, kept_aside[topic.pk], reason=reason))
    before |= _take_words(user, scope) | {"requests": _take_requests(going), "flags": flags}
    Flag.objects.filter(pk__in=flags).update(settled_at=timezone.now())
    live.counts_changed(readers)
    for forum in Forum.objects.filter(pk__in=forums):
        tell_moderators(forum)
    return before, forums


def _take_words(user: Any, scope: Scope) -> dict[str, Any]:
    profile = PublicProfile.objects.select_for_update().filter(user=user).exclude(words="").first()
    if profile is None or not scope.campaign:
        return {}
    profile.words, profile.cleared = "", profile.words
    profile.save()
    return {"profile": profile.pk}


def _take_requests(going: Going) -> list[list[Any]]:
    """Requests to join that no organiser answered; what they say is kept with the act, until it is final."""
    rows = list(going.requests.values_list("collective", "words", "asked_at"))
    going.requests.order_by().delete()
    return [[collective, words, asked.isoformat()] for collective, words, asked in rows]


# -- Undoing and erasing -----------------------------------------------------------------------------------------------
def put_back(*, act: ModerationAct, by: Any) -> None:
    """Bring back exactly what an act removed, and end the suspensions that came with it. Raises TooLate."""
    before, user = act.before, act.whom
    if user is None:
        raise TooLate
    get_user_model().objects.select_for_update(no_key=True).get(pk=user.pk)
    shelving.bring_back(_aside(before))
    shelving.erase(_aside(before))  # what has no place to go back to
    Flag.objects.filter(pk__in=before["flags"]).update(settled_at=None)
    for collective, words, asked in before["requests"]:
        _ask_again(user, collective, words, datetime.fromisoformat(asked))
    if "profile" in before and not took_words_after(act):
        profile = PublicProfile.objects.select_for_update().filter(pk=before["profile"], words="").first()
        if profile is not None and profile.cleared:
            profile.words, profile.cleared = profile.cleared, ""
            profile.save()
    Suspension.objects.filter(pk__in=before["suspensions"]).delete()
    ModerationAct.objects.filter(pk=act.pk).update(before={}, undone=True)
    forums = set(before["forums"])
    own = {act.forum_id}
    ModerationAct.objects.bulk_create(
        ModerationAct(forum_id=forum, what=What.UNDO, by=by, whom=user) for forum in forums | own
    )
    numbers = [pk for pk, _forum in before["topics"]]
    live.counts_changed(people_told_of(numbers, Post.objects.filter(poster=user).values_list("pk", flat=True)))
    for forum in Forum.objects.filter(pk__in=forums):
        tell_moderators(forum)
    take_back(user.pk, kind=Notice.Kind.REMOVED)


def _aside(before: dict[str, Any]) -> shelving.Aside:
    return cast(shelving.Aside, before)


def _ask_again(user: Any, collective: int, words: str, asked: datetime) -> None:
    found = Collective.objects.filter(pk=collective).exclude(memberships__user=user).first()
    if found is not None:
        request, new = MembershipRequest.objects.get_or_create(user=user, collective=found, defaults={"words": words})
        if new:  # it waits since then, whatever auto_now_add says
            MembershipRequest.objects.filter(pk=request.pk).update(asked_at=asked)


def erase_removed(*, older_than: timedelta) -> int:
    """Every hour: erase for good what nobody can bring back any more. Of how many acts it was."""
    old = ModerationAct.objects.filter(what=What.REMOVE, at__lte=timezone.now() - older_than).exclude(before={})
    return sum(_erase(pk) for pk in old.values_list("pk", flat=True))


@transaction.atomic
def _erase(pk: int) -> int:
    act = ModerationAct.objects.select_for_update().filter(pk=pk).exclude(before={}).first()
    if act is None:
        return 0
    shelving.erase(_aside(act.before))
    PublicProfile.objects.filter(pk=act.before.get("profile"), words="").update(cleared="")
    ModerationAct.objects.filter(pk=pk).update(before={})
    return 1
