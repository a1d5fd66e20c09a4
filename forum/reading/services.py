"""Verbs on read marks: the reader's own, seen by nobody else."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F, Max, OuterRef, Subquery

from forum.machina import ForumReadTrack, Post, Topic, TopicReadTrack, TrackingHandler


@transaction.atomic
def mark_seen(*, topic: Any, user: Any, until: datetime | None) -> None:
    """Note that a person has seen a topic up to this moment; None: to its end, and its forum if nothing else is new."""
    if until is None:
        TrackingHandler().mark_topic_read(topic, user)
        return
    track, _made = TopicReadTrack.objects.get_or_create(topic=topic, user=user)
    TopicReadTrack.objects.filter(pk=track.pk).update(mark_time=until)  # saving would write the present


@transaction.atomic
def settle_marks() -> int:
    """Let each mark bear the moment of the last message that was there, which everybody reads; how many changed.

    What was read stays read. When somebody looked is nobody's business, so it is known no longer than the day.
    """
    said = Post.objects.filter(topic=OuterRef("topic"), created__lte=OuterRef("mark_time")).order_by()
    moved = Topic.objects.filter(forum=OuterRef("forum"), last_post_on__lte=OuterRef("mark_time")).order_by()
    lately = said.values("topic").annotate(last=Max("created")).values("last")
    moving = moved.values("forum").annotate(last=Max("last_post_on")).values("last")
    changed = 0
    for track, moments in ((TopicReadTrack, lately), (ForumReadTrack, moving)):
        rows = track.objects.annotate(settled=Subquery(moments)).filter(settled__lt=F("mark_time"))
        changed += track.objects.filter(pk__in=rows.values("pk")).update(mark_time=Subquery(moments))
    return changed
