"""What the night does: erase what is over, sweep what a crash left, and make all dates of the files alike."""

from __future__ import annotations

import datetime as dt
import logging
import secrets
from smtplib import SMTPException

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.mail import EmailMessage
from django.db import connections, transaction
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from leaks import storage
from leaks.models import Act, Bundle, Conversation, Fault, Instance, Note, Recipient, Reply
from leaks.services.intake import erase_conversation

logger = logging.getLogger(__name__)
_FAULTS_KEPT = dt.timedelta(days=30)


def erase_expired() -> int:
    """Erase every conversation whose day has come."""
    today, erased = timezone.localdate(), 0
    for conversation in Conversation.objects.exclude(last_download_on=None):
        if conversation.erased_on is not None and conversation.erased_on <= today:
            Act.objects.create(name="night", code="expired", subject=conversation.pk)
            erase_conversation(conversation)
            erased += 1
    Fault.objects.filter(day__lt=today - _FAULTS_KEPT).delete()
    return erased


def sweep_orphans() -> int:
    """Erase blobs that no row knows: a process died between the blob and its row."""
    known = set(Bundle.objects.values_list("blob", flat=True))
    swept = 0
    for name in storage.names():
        if name not in known and storage.is_settled(name):
            storage.erase(name)
            swept += 1
    return swept


def rewrite_blobs() -> int:
    """Copy every blob to a new inode in random order: no date of the file system tells when or in which order."""
    names = list(Bundle.objects.values_list("blob", flat=True))
    secrets.SystemRandom().shuffle(names)
    rewritten = 0
    for name in names:
        try:
            storage.rewrite(name)
        except FileNotFoundError:
            continue  # erased meanwhile
        if not Bundle.objects.filter(blob=name).exists():
            storage.erase(name)  # erased while it was copied: the copy must not survive
        rewritten += 1
    return rewritten


def shuffle_and_vacuum() -> None:
    """Give rows a random order in the file, and free pages back: what was erased is gone from the file too."""
    connection = connections["leaks"]
    if connection.in_atomic_block:
        return  # a database cannot be rewritten inside a transaction (only tests call it so)
    tables = [model._meta.db_table for model in (Conversation, Bundle, Reply, Note)]
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            with transaction.atomic(using="leaks"):
                for table in tables:
                    cursor.execute(f'UPDATE "{table}" SET rowid = abs(random() / 2) + 1')  # noqa: S608 - our own names
            cursor.execute("VACUUM")
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        elif connection.vendor == "postgresql":
            # One transaction's number for all rows, then an order by their random ids: neither tells who came first.
            with transaction.atomic(using="leaks"):
                for table in tables:
                    cursor.execute(f'UPDATE "{table}" SET id = id')  # noqa: S608 - our own names
            for table in tables:
                cursor.execute(f'CLUSTER "{table}" USING "{table}_pkey"')


def mail_is_due(now: dt.datetime) -> bool:
    """Whether this is the fixed hour, and today's mail is not out yet."""
    if now.hour != settings.LEAKS_MAIL_HOUR or (settings.LEAKS_MAIL_EVERY == "week" and now.weekday() != 0):
        return False
    instance, _made = Instance.objects.get_or_create(pk=1)
    return bool(instance.mailed_on != now.date())


def mail_recipients(now: dt.datetime) -> int:
    """Remind every recipient of the desk. The same words each time, whether or not something came: it tells nothing.

    Returns how many the mail server took.
    """
    if not mail_is_due(now):
        return 0
    Instance.objects.filter(pk=1).update(mailed_on=now.date())
    names = Recipient.objects.values_list("name", flat=True).distinct()
    people = get_user_model()._default_manager.filter(username__in=list(names), is_active=True).exclude(email="")
    with translation.override(settings.LANGUAGE_CODE):
        subject = _("The desk")
        body = render_to_string("leaks/emails/reminder.txt", {"site_url": settings.SITE_URL})
    sent = 0
    for address in sorted({str(person.email) for person in people}):
        try:
            sent += EmailMessage(subject=str(subject), body=body, to=[address]).send()
        except (OSError, SMTPException) as error:
            # The error's own words name the address: the log learns its kind alone, and the others get theirs.
            logger.error("A reminder of the desk could not be sent: %s.", type(error).__name__)
    return sent
