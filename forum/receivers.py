"""What follows by itself from what happens: spaces for approved collectives, groups that follow memberships, names that
stay, and what open pages are told of."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from accounts.names import WORDS_GO, WORDS_STAY_NAMED
from campaign.models import Collective
from forum.deciding.tasks import tell_of_decision
from forum.live import services as live
from forum.machina import Post, Topic
from forum.models import Attachment, Decision, Flag, Mention
from forum.notices import tasks
from forum.notices.services import telling
from forum.people.services.authors import erase_name, erase_words, keep_name_of
from forum.searching import full_text
from forum.spaces import services as spaces
from forum.writing.services import attaching, mentions, rendering
from forum.writing.services.history import erase_versions_of


def open_spaces(collective: Collective, **kwargs: Any) -> None:
    """A collective was approved."""
    spaces.make_spaces(collective=collective)


def start_forums(using: str, **kwargs: Any) -> None:
    """A new database gets machina's permissions and the national forums; any, what the search reads."""
    if using == "default":
        full_text.make_index()
        spaces.make_permissions()
        spaces.make_national_forums()


def note_former_name(instance: Any, raw: bool = False, update_fields: Any = None, **kwargs: Any) -> None:
    """An account is about to be saved: what it was called before, if that changes."""
    instance.former_name = ""
    if not raw and instance.pk and (update_fields is None or "public_name" in update_fields):
        known = type(instance).objects.filter(pk=instance.pk).exclude(public_name=instance.public_name)
        instance.former_name = known.values_list("public_name", flat=True).first() or ""


def follow_name(instance: Any, **kwargs: Any) -> None:
    """An account was saved: mentions lead to where its page is now."""
    if instance.former_name:
        mentions.follow_name(was=instance.former_name, name=instance.public_name)


def keep_name(instance: Any, **kwargs: Any) -> None:
    """An account is about to be deleted."""
    keep_name_of(user=instance)


def leave_words(user: Any, words: str, **kwargs: Any) -> None:
    """A person erases their account, and has chosen what becomes of what they wrote."""
    erase_versions_of(user=user)
    if words == WORDS_GO:
        erase_words(user=user)
    if words != WORDS_STAY_NAMED:
        erase_name(user=user)


def complete_words(instance: Any, raw: bool = False, **kwargs: Any) -> None:
    """A post was saved, by whichever door."""
    if not raw and instance.content:
        rendering.finish(post=instance)


def erase_files(instance: Attachment, **kwargs: Any) -> None:
    """An attachment is gone, alone or with its post, its topic, its forum or who was writing."""
    attaching.erase_files([instance.file.name, instance.small.name])


def tell_of_post(instance: Any, created: bool, raw: bool = False, **kwargs: Any) -> None:
    """A post was written, changed, or let appear by a moderator."""
    if raw:
        return
    just_approved = getattr(instance, "just_approved", False)
    if instance.approved:
        what = live.POSTED if created or just_approved else live.CHANGED
        live.tell_topic(instance.topic_id, what, post=instance.pk)
    if just_approved or not instance.approved:
        telling.tell_moderators(instance.topic.forum)


def tell_of_deletion(instance: Any, origin: Any = None, **kwargs: Any) -> None:
    """A post was taken away by itself; with its whole topic is another matter."""
    if origin is instance and instance.approved:
        live.tell_topic(instance.topic_id, live.GONE, post=instance.pk)
    if not instance.approved:
        _tell_moderators_of(instance.topic_id)


def tell_of_flag(instance: Flag, raw: bool = False, **kwargs: Any) -> None:
    """Moderators are told of a post, or the flag goes with its post."""
    if not raw and instance.settled_at is None:
        _tell_moderators_of(Post.objects.filter(pk=instance.post_id).values("topic")[:1])


def _tell_moderators_of(topic: Any) -> None:
    """Of a topic by its number; one that is going tells nothing more."""
    found = Topic.objects.filter(pk=topic).select_related("forum").first()
    if found is not None:
        telling.tell_moderators(found.forum)


def tell_of_deleted_topic(instance: Any, **kwargs: Any) -> None:
    """A topic is no longer there."""
    live.tell_topic(instance.pk, live.MANY)


def queue_post(post: Any, **kwargs: Any) -> None:
    """A post appeared: the worker tells those who want to know, so that writing takes as long for many as for few."""
    transaction.on_commit(lambda: tasks.tell_of_post.enqueue(post.pk), robust=True)


def queue_decision(decision: Decision, kind: str, by: Any, **kwargs: Any) -> None:
    """A question was put or closed, or closes soon."""
    number, but = decision.pk, by.pk if by else None
    transaction.on_commit(lambda: tell_of_decision.enqueue(number, str(kind), but), robust=True)


def queue_mention(instance: Mention, created: bool, raw: bool = False, **kwargs: Any) -> None:
    """Somebody is named in a post, be it when it is changed."""
    if created and not raw:
        transaction.on_commit(lambda: tasks.tell_of_mention.enqueue(instance.post_id, instance.user_id), robust=True)


def queue_mails(recipients: list[int], kind: str, topic: int | None, post: int | None, **kwargs: Any) -> None:
    """People have new notices: the heads of their open pages say so, and mails leave."""
    live.counts_changed(recipients)
    transaction.on_commit(lambda: tasks.mail_at_once.enqueue(recipients, str(kind), topic, post), robust=True)
