"""What the worker does after a post or an act: notices, then mails. It is given keys alone."""

from __future__ import annotations

from django.contrib.auth import get_user_model
from django_tasks import task

from forum.machina import Post, Topic
from forum.notices.services import mails
from forum.notices.services.telling import tell_named
from forum.notices.services.telling import tell_of_post as tell_readers


@task()
def tell_of_post(post_id: int) -> None:
    """Tell of a post that appeared, if it is still there."""
    for post in Post.objects.filter(pk=post_id, approved=True).select_related("topic", "topic__forum"):
        tell_readers(post)


@task()
def tell_of_mention(post_id: int, user_id: int) -> None:
    """Tell somebody that a post names them."""
    for post in Post.objects.filter(pk=post_id, approved=True).select_related("topic", "topic__forum"):
        tell_named(post, user_id)


@task(queue_name="mail")
def mail_at_once(recipients: list[int], kind: str, topic_id: int | None, post_id: int | None) -> None:
    """Mail a notice to those of its recipients who want to know at once."""
    topic = Topic.objects.filter(pk=topic_id, approved=True).select_related("forum").first()
    if topic is not None or topic_id is None:
        mails.mail_at_once(recipients, kind=kind, topic=topic, post_id=post_id)


@task(queue_name="mail")
def send_digest(user_id: int) -> None:
    """Send what is due to one person."""
    for user in get_user_model().objects.filter(pk=user_id, is_active=True):
        mails.send_digest(user)
