"""What the night does: erase what is over, sweep what a crash left, and make all dates of the files alike."""

from __future__ import annotations

import datetime as dt
import secrets

from django.conf import settings
from django.db import connections, transaction
from django.db.models import Q
from django.utils import timezone

from leaks import storage
from leaks.models import (
    Act,
    Bundle,
    Conversation,
    Download,
    Fault,
    GivenTo,
    Instance,
    Note,
    Notice,
    Recipient,
    Reply,
)
from leaks.services.desk import start_clock
from leaks.services.intake import erase_conversation
from leaks.services.telling import addresses_of, send_to

_FAULTS_KEPT = dt.timedelta(days=30)


def erase_expired() -> int:
    """Erase every conversation whose day has come, and start the clock where whoever was waited for no longer reads."""
    today, erased = timezone.localdate(), 0
    for conversation in Conversation.objects.filter(last_download_on=None):
        if start_clock(conversation):
            conversation.save(update_fields=["last_download_on"])
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
    storage.remember_count(0)
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
    tables = [model._meta.db_table for model in (Conversation, Bundle, Download, GivenTo, Reply, Note, Notice)]
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


def _claim_day(field: str, day: dt.date) -> bool:
    """Note that the mail of this day goes out; False when another machine has noted it since."""
    unsent = Q(**{field: None}) | ~Q(**{field: day})
    return bool(Instance.objects.filter(unsent, pk=1).update(**{field: day}))


def mail_recipients(now: dt.datetime) -> int:
    """Remind every recipient of the desk. The same words each time, whether or not something came: it tells nothing.

    Returns how many the mail server took.
    """
    if not mail_is_due(now) or not _claim_day("mailed_on", now.date()):
        return 0
    return send_to(addresses_of(Recipient.objects.values_list("name", flat=True)), "reminder")


def mail_erasures(now: dt.datetime) -> int:
    """Tell by mail, once a day at the fixed hour, those whose conversations another recipient erased."""
    instance, _made = Instance.objects.get_or_create(pk=1)
    if now.hour != settings.LEAKS_MAIL_HOUR or instance.told_on == now.date():
        return 0
    if not _claim_day("told_on", now.date()):
        return 0
    waiting = Notice.objects.filter(kind=Notice.Kind.ERASED, mailed=False)
    names = set(waiting.values_list("name", flat=True))
    waiting.update(mailed=True)
    return send_to(addresses_of(names), "erased")
