"""Read marks: the reader's own, seen by nobody else."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from machina.core.db.models import get_model
from machina.core.loading import get_class

TopicReadTrack = get_model("forum_tracking", "TopicReadTrack")


@transaction.atomic
def mark_seen(*, topic: Any, user: Any, until: datetime | None) -> None:
    """Note that a person has seen a topic up to this moment; None: to its end, and its forum if nothing else is new."""
    if until is None:
        get_class("forum_tracking.handler", "TrackingHandler")().mark_topic_read(topic, user)
        return
    track, _made = TopicReadTrack.objects.get_or_create(topic=topic, user=user)
    TopicReadTrack.objects.filter(pk=track.pk).update(mark_time=until)  # saving would write the present
