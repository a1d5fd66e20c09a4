"""What the administration keeps between two steps of an upload is cleaned; people are told of what happened."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import SuspiciousOperation, ValidationError
from django.db import transaction
from django.db.models.signals import post_delete, post_save, pre_save
from django.dispatch import receiver
from django.utils.translation import gettext
from wagtail.models import UploadedFile

from accounts.exceptions import CannotLeave
from accounts.signals import account_leaving
from campaign import groups, tasks
from campaign.models import Act, Collective, Membership, MembershipRequest, Watch
from campaign.queries.acts import TOLD_BY_MAIL
from campaign.uploads import cleaned_upload
from safety.words import apart


@receiver(pre_save, sender=UploadedFile)
def clean_waiting_upload(sender: Any, instance: UploadedFile, **kwargs: Any) -> None:
    """Wagtail puts a file aside when another field of its form is wrong, and takes it up again without looking."""
    if not instance.file or instance.file._committed:
        return
    try:
        instance.file = cleaned_upload(instance.file.file, pictures_only=False)
    except ValidationError as refusal:
        raise SuspiciousOperation("An upload was refused by the cleaner.") from refusal


@receiver(account_leaving)
def keep_an_organiser(sender: Any, user: Any, **kwargs: Any) -> None:
    """The last organiser of a collective with members passes the role on before the account goes."""
    organisers = Membership.objects.filter(role=Membership.Role.ORGANISER)
    others = organisers.exclude(user=user).values("collective")
    left_alone = (
        Collective.objects.filter(pk__in=organisers.filter(user=user).values("collective"))
        .exclude(pk__in=others)
        .filter(approved_at__isnull=False)
        .first()
    )
    if left_alone:
        raise CannotLeave(
            gettext("You are the last organiser of %(name)s: pass the role on to another member first.")
            % {"name": apart(left_alone.name)}
        )


@receiver(post_save, sender=Membership)
def follow_membership(sender: Any, instance: Membership, raw: bool = False, **kwargs: Any) -> None:
    """Somebody joined a collective, or became its organiser, or no longer is."""
    if not raw:
        groups.follow(instance)


@receiver(post_delete, sender=Membership)
def forget_membership(sender: Any, instance: Membership, **kwargs: Any) -> None:
    """Somebody left a collective."""
    groups.leave(instance)


@receiver(post_save, sender=Act)
def tell_of_act(sender: Any, instance: Act, raw: bool = False, **kwargs: Any) -> None:
    """A line of a log that somebody is to be told of."""
    if not raw and instance.what in TOLD_BY_MAIL:
        transaction.on_commit(lambda: tasks.tell_of_act.enqueue(instance.pk))


@receiver(post_save, sender=MembershipRequest)
def tell_of_request(sender: Any, instance: MembershipRequest, created: bool, raw: bool = False, **kwargs: Any) -> None:
    """Somebody asks to join."""
    if created and not raw:
        transaction.on_commit(lambda: tasks.tell_of_request.enqueue(instance.pk))


@receiver(post_save, sender=Watch)
def ask_to_confirm(sender: Any, instance: Watch, created: bool, raw: bool = False, **kwargs: Any) -> None:
    """Somebody typed an address; only its owner can say yes."""
    if created and not raw and instance.confirmed_at is None:
        transaction.on_commit(lambda: tasks.ask_to_confirm_watch.enqueue(instance.pk))
