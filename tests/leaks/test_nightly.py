"""Time: what is over goes, what a crash left goes, and dates of files say nothing."""

import datetime as dt
import os
from pathlib import Path
from smtplib import SMTPRecipientsRefused

import pytest
from django.core.mail.backends.base import BaseEmailBackend
from django.core.management import call_command
from django.db import connections
from django.utils import timezone

from leaks import storage
from leaks.models import Bundle, Conversation, Fault, Reply
from leaks.rules import erased_on
from leaks.services import nightly
from safety.sealing import Recipients, make_identity, seal
from tests.conftest import make_user
from tests.leaks.conftest import enter
from tests.reading import content_of

pytestmark = pytest.mark.django_db(databases=["default", "leaks"])
TODAY = dt.date(2026, 6, 1)


def day(n: int) -> dt.date:
    return TODAY + dt.timedelta(days=n)


@pytest.mark.parametrize(
    ("added", "downloaded", "extended", "end"),
    [
        (day(0), None, None, None),
        (day(0), None, day(300), None),
        (day(0), day(0), None, day(30)),
        (day(20), day(0), None, day(34)),
        (day(0), day(0), day(60), day(60)),
        (day(0), day(40), day(60), day(70)),
    ],
)
def test_end_is_thirty_days_after_reading_and_never_unread(added, downloaded, extended, end):
    assert erased_on(last_added_on=added, last_download_on=downloaded, extended_until=extended) == end


def make(number: int, **fields) -> Conversation:
    conversation = Conversation.objects.create(lookup=f"{number:032}", source_key="age1x", **fields)
    sealed = seal([os.urandom(5000)], keys=Recipients((make_identity()[1],)))
    Bundle.objects.create(conversation=conversation, blob=storage.keep(sealed), size=sealed.size)
    Reply.objects.create(conversation=conversation, ciphertext=b"reply")
    return conversation


@pytest.mark.django_db(transaction=True, databases=["default", "leaks"])
def test_night_erases_what_is_over_and_keeps_the_unread():
    today = timezone.localdate()
    old = today - dt.timedelta(days=400)
    unread = make(1, started_on=old, last_added_on=old)
    unread.bundles.update(day=old)
    recent = make(2, started_on=old, last_added_on=old, last_download_on=today)
    make(3, started_on=old, last_added_on=old, last_download_on=today - dt.timedelta(days=30))
    Fault.objects.create(place="x", day=old)
    call_command("leaks_nightly")
    assert set(Conversation.objects.all()) == {unread, recent}
    assert set(storage.names()) == set(Bundle.objects.values_list("blob", flat=True))
    assert Reply.objects.count() == 2 and not Fault.objects.exists()
    assert unread.is_overdue and not recent.is_overdue


def test_orphans_are_swept_once_they_are_settled(monkeypatch):
    kept = make(1).bundles.get().blob
    orphan = storage.keep(seal([b"x"], keys=Recipients((make_identity()[1],))))
    folder = storage.store().location
    with open(os.path.join(folder, "half.age.part"), "wb") as half:
        half.write(b"ciphertext")
    assert nightly.sweep_orphans() == 0, "it may be a submission in the making"
    monkeypatch.setattr(storage, "SETTLED", -1)
    assert nightly.sweep_orphans() == 2
    assert storage.names() == [kept] and orphan not in storage.names()


def test_every_blob_gets_a_new_inode_and_the_same_dates():
    blobs = {make(n).bundles.get().blob for n in range(5)}
    folder = storage.store().location
    before = {name: (os.stat(os.path.join(folder, name)).st_ino, b"".join(storage.read(name))) for name in blobs}
    # Whatever inode number is free is taken again, so the old files are held open meanwhile.
    held = [open(os.path.join(folder, name), "rb") for name in blobs]
    assert nightly.rewrite_blobs() == 5
    after = {name: os.stat(os.path.join(folder, name)) for name in blobs}
    for file in held:
        file.close()
    for name in blobs:
        assert after[name].st_ino != before[name][0]
        assert after[name].st_mtime == 0
        assert after[name].st_mode & 0o777 == 0o600
        assert b"".join(storage.read(name)) == before[name][1]


@pytest.mark.django_db(transaction=True, databases=["default", "leaks"])
def test_rows_lose_their_order_and_erased_rows_leave_the_file():
    made = [make(n).pk for n in range(30)]
    place = {"sqlite": "rowid", "postgresql": "ctid"}[connections["leaks"].vendor]

    def asked(query: str) -> list[str]:
        with connections["leaks"].cursor() as cursor:
            cursor.execute(query)
            return [row[0] for row in cursor.fetchall()]

    order = f"SELECT id FROM leaks_conversation ORDER BY {place}"  # noqa: S608
    assert asked(order) == made, "as they came"
    erased = made[7]
    nightly.erase_conversation(Conversation.objects.get(pk=erased))
    nightly.shuffle_and_vacuum()
    assert sorted(asked(order)) == sorted({*made} - {erased})
    assert asked(order) != [pk for pk in made if pk != erased]
    if place == "ctid":
        assert len(asked("SELECT DISTINCT xmin::text FROM leaks_conversation")) == 1, "no order of transactions either"
    else:
        file = Path(str(connections["leaks"].settings_dict["NAME"]))
        assert erased.encode() not in content_of(file.parent, file.name)[file]


def test_mail_goes_out_once_at_its_hour_and_always_says_the_same(recipient, settings, mailoutbox):
    recipient.email = "permanence@example.org"
    recipient.save()
    enter(recipient.username)
    at_eight = dt.datetime(2026, 6, 1, 8, 20)
    assert nightly.mail_recipients(at_eight.replace(hour=7)) == 0
    assert nightly.mail_recipients(at_eight) == 1
    assert nightly.mail_recipients(at_eight.replace(minute=50)) == 0
    make(1)
    assert nightly.mail_recipients(at_eight + dt.timedelta(days=1)) == 1
    first, second = mailoutbox
    assert (first.subject, first.body) == (second.subject, second.body)
    assert first.to == ["permanence@example.org"]
    settings.LEAKS_MAIL_EVERY = "week"
    assert nightly.mail_recipients(at_eight + dt.timedelta(days=2)) == 0


class Bouncing(BaseEmailBackend):
    """A mail server that no longer knows one of the addresses."""

    taken: list[str] = []

    def send_messages(self, email_messages):
        for message in email_messages:
            if message.to == ["a-gone@example.org"]:
                raise SMTPRecipientsRefused({message.to[0]: (550, b"No such user")})
            self.taken += message.to
        return len(email_messages)


def test_mail_that_bounces_silences_nobody_else_and_leaves_no_address_in_the_log(recipient, settings, caplog):
    for user, email in ((recipient, "a-gone@example.org"), (make_user("second-recipient"), "b-there@example.org")):
        user.email = email
        user.save()
        enter(user.username)
    settings.EMAIL_BACKEND = f"{__name__}.Bouncing"
    Bouncing.taken = []
    assert nightly.mail_recipients(dt.datetime(2026, 6, 1, 8, 20)) == 1
    assert Bouncing.taken == ["b-there@example.org"]
    assert "SMTPRecipientsRefused" in caplog.text
    assert "example.org" not in caplog.text
