"""What the worker does after a post, a question or an act: notices, then mails. It is given keys alone."""

from __future__ import annotations

from django.contrib.auth import get_user_model
from django_tasks import task

from forum.machina import Post, Topic
from forum.models import Decision
from forum.notices.services import mails
from forum.notices.services.telling import tell_named
from forum.notices.services.telling import tell_of_post as tell_readers
from forum.services.deciding import tell_of_decision as tell_voters


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


@task()
def tell_of_decision(decision_id: int, kind: str, but: int | None) -> None:
    """Tell that a question was put, closes soon or is closed."""
    for decision in Decision.objects.filter(pk=decision_id).select_related("topic", "topic__forum"):
        tell_voters(decision, kind=kind, but=but)


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
