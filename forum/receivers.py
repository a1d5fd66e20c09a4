"""What happens by itself: spaces for approved collectives, groups that follow memberships, names that stay."""

from __future__ import annotations

import asyncio
from typing import Any

from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer
from django.db import transaction

from accounts.names import WORDS_GO, WORDS_STAY_NAMED
from campaign.models import Collective, Membership
from forum import full_text, services
from forum.models import Attachment
from forum.services import attaching, rendering, spaces

_sending: set[asyncio.Task[None]] = set()  # a task that nobody holds may be forgotten before it is done


def open_spaces(collective: Collective, **kwargs: Any) -> None:
    """A collective was approved."""
    spaces.make_spaces(collective=collective)


def start_forums(using: str, **kwargs: Any) -> None:
    """A new database gets machina's permissions and the national forums; any, what the search reads."""
    if using == "default":
        full_text.make_index()
        spaces.make_permissions()
        spaces.make_national_forums()


def follow_membership(instance: Membership, raw: bool = False, **kwargs: Any) -> None:
    """Somebody joined a collective, or became its organiser, or no longer is."""
    if not raw:
        spaces.follow_membership(membership=instance)


def forget_membership(instance: Membership, **kwargs: Any) -> None:
    """Somebody left a collective."""
    spaces.forget_membership(membership=instance)


def keep_name(instance: Any, **kwargs: Any) -> None:
    """An account is about to be deleted."""
    services.keep_name_of(user=instance)


def leave_words(user: Any, words: str, **kwargs: Any) -> None:
    """A person erases their account, and has chosen what becomes of what they wrote."""
    services.erase_versions_of(user=user)
    if words == WORDS_GO:
        services.erase_words(user=user)
    if words != WORDS_STAY_NAMED:
        services.erase_name(user=user)


def complete_words(instance: Any, raw: bool = False, **kwargs: Any) -> None:
    """A post was saved, by whichever door."""
    if not raw and instance.content:
        rendering.finish(post=instance)


def erase_files(instance: Attachment, **kwargs: Any) -> None:
    """An attachment is gone, alone or with its post, its topic, its forum or who was writing."""
    attaching.erase_files([instance.file.name, instance.small.name])


def topic_group(topic_id: int) -> str:
    """The channel group of those who have a topic open."""
    return f"topic-{topic_id}"


def announce_post(instance: Any, created: bool, raw: bool = False, **kwargs: Any) -> None:
    """Tell open pages that something was said: no text, no name, no more than that it happened."""
    if raw or not instance.approved or not (created or getattr(instance, "just_approved", False)):
        return
    event = {"type": "post.published", "post": instance.pk}

    def send() -> None:
        layer = get_channel_layer()
        if layer is None:
            return
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            async_to_sync(layer.group_send)(topic_group(instance.topic_id), event)
        else:  # called from asynchronous code, which must not be blocked
            _sending.add(task := loop.create_task(layer.group_send(topic_group(instance.topic_id), event)))
            task.add_done_callback(_sending.discard)

    transaction.on_commit(send, robust=True)
