"""What the drop remembers: ids, days, ciphertext. Never a time, a name, an address, a size that is not padded.

Ids are random, so that rows carry no order. All of it lives in its own database (alias `leaks`).
"""

from __future__ import annotations

import datetime as dt
import secrets
from typing import Any, ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from engine.append_only import AppendOnly
from leaks import rules
from leaks.macs import fits, mac_of
from leaks.names import ACTS, LABELS, two_words
from safety.cleaning import FAMILIES


def random_id() -> str:
    """An id that says nothing about when its row was made."""
    return secrets.token_hex(8)


def make_salt() -> bytes:
    """32 random bytes."""
    return secrets.token_bytes(32)


class Instance(models.Model):
    """This installation's own salt, made once: two installations derive different keys from one receipt."""

    salt = models.BinaryField(default=make_salt)
    mailed_on = models.DateField(null=True, blank=True)  # the recipients' mail, which goes out whatever came
    told_on = models.DateField(null=True, blank=True)  # the mail that somebody erased something

    def __str__(self) -> str:
        return "instance"

    @classmethod
    def salt_bytes(cls) -> bytes:
        """The salt, made at the first call."""
        return bytes(cls.objects.get_or_create(pk=1)[0].salt)


class Conversation(models.Model):
    """One source, known by what their receipt derives."""

    class State(models.TextChoices):
        NEW = "new", _("new")
        CLAIMED = "claimed", _("claimed")
        ANSWERED = "answered", _("answered")
        CLOSED = "closed", _("closed")

    id = models.CharField(primary_key=True, max_length=16, default=random_id, editable=False)
    lookup = models.CharField(max_length=32, unique=True, editable=False)
    source_key = models.CharField(max_length=80, editable=False)
    source_mac = models.CharField(max_length=64, blank=True, editable=False)
    name = models.CharField(max_length=40, default=two_words, editable=False)
    labels = models.CharField(max_length=120, blank=True)  # " urgent lawyer ", codes of LABELS
    state = models.CharField(max_length=10, choices=State, default=State.NEW)
    claimed_by = models.CharField(max_length=150, blank=True)
    started_on = models.DateField(default=timezone.localdate)
    last_added_on = models.DateField(default=timezone.localdate)
    last_download_on = models.DateField(null=True, blank=True)
    extended_until = models.DateField(null=True, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["-last_added_on", "id"]

    def __str__(self) -> str:
        return self.id

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Authenticate the source's key when it comes in: replies are sealed to it."""
        if self._state.adding:
            self.source_mac = self.make_source_mac()
        super().save(*args, **kwargs)

    @property
    def label_codes(self) -> list[str]:
        """The codes of its labels."""
        return self.labels.split()

    @property
    def label_words(self) -> list[str]:
        """Its labels in the reader's language."""
        return [str(LABELS[code]) for code in self.label_codes if code in LABELS]

    @property
    def _source(self) -> list[str]:
        return [self.pk, self.lookup, self.source_key]

    def make_source_mac(self) -> str:
        """Authenticate the source's key as it stands."""
        return mac_of("key of a source", self._source)

    @property
    def has_its_key(self) -> bool:
        """Whether the source's key is the one that came in with them; nothing is sealed to another."""
        return fits(self.source_mac, "key of a source", self._source)

    @property
    def erased_on(self) -> dt.date | None:
        """The day of its erasure, or None while somebody who is meant to read has not downloaded all of it."""
        return rules.erased_on(
            last_added_on=self.last_added_on,
            last_download_on=self.last_download_on,
            extended_until=self.extended_until,
        )

    @property
    def is_late_for_some(self) -> bool:
        """Some of it is so old that whoever is meant to read and has not stands in red."""
        red = timezone.localdate() - rules.UNREAD_TURNS_RED
        return self.last_download_on is None and any(bundle.day <= red for bundle in self.bundles.all())

    @property
    def is_overdue(self) -> bool:
        """Some of it has waited so long for a reader that the desk shows it in red."""
        red = timezone.localdate() - rules.UNREAD_TURNS_RED
        return any(bundle.downloaded_on is None and bundle.day <= red for bundle in self.bundles.all())


class Bundle(models.Model):
    """One sealed tar in the store: the first of a conversation, or an addition."""

    class KeySet(models.TextChoices):
        READING = "reading", _("reading")
        ORIGINALS = "originals", _("originals")

    id = models.CharField(primary_key=True, max_length=16, default=random_id, editable=False)
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="bundles")
    key_set = models.CharField(max_length=10, choices=KeySet, default=KeySet.READING)
    blob = models.CharField(max_length=80, unique=True, editable=False)
    size = models.PositiveBigIntegerField(editable=False)
    families = models.JSONField(default=list, blank=True)
    day = models.DateField(default=timezone.localdate)
    downloaded_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["day", "id"]

    def __str__(self) -> str:
        return self.id

    @property
    def family_labels(self) -> list[str]:
        """The kinds of its files in the reader's language."""
        return [str(FAMILIES[family].label) for family in self.families if family in FAMILIES]

    @property
    def size_label(self) -> str:
        """A coarse size."""
        return rules.size_bucket(self.size)


class Download(models.Model):
    """One recipient has one bundle: the clock of erasing starts when all who are meant have all."""

    id = models.CharField(primary_key=True, max_length=16, default=random_id, editable=False)
    bundle = models.ForeignKey(Bundle, on_delete=models.CASCADE, related_name="downloads")
    name = models.CharField(max_length=150)
    day = models.DateField(default=timezone.localdate)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["bundle", "name"], name="one_row_a_bundle_and_reader"),
        ]

    def __str__(self) -> str:
        return f"{self.bundle_id} {self.name}"


class GivenTo(models.Model):
    """A recipient to whom a conversation was given; without such rows it is everybody's."""

    id = models.CharField(primary_key=True, max_length=16, default=random_id, editable=False)
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="given")
    name = models.CharField(max_length=150)

    class Meta:
        ordering: ClassVar[list[str]] = ["name"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["conversation", "name"], name="given_once_to_each"),
        ]

    def __str__(self) -> str:
        return f"{self.conversation_id} {self.name}"


class Reply(models.Model):
    """Words to a source, sealed to the key of their receipt; the copy is sealed to those who read the conversation."""

    id = models.CharField(primary_key=True, max_length=16, default=random_id, editable=False)
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="replies")
    ciphertext = models.BinaryField()
    author = models.CharField(max_length=150, blank=True)
    copy = models.BinaryField(default=bytes)  # empty for those from before copies were kept
    day = models.DateField(default=timezone.localdate)

    class Meta:
        ordering: ClassVar[list[str]] = ["day", "id"]

    def __str__(self) -> str:
        return self.id


class Note(models.Model):
    """Words among recipients, sealed to the reading set."""

    id = models.CharField(primary_key=True, max_length=16, default=random_id, editable=False)
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="notes")
    author = models.CharField(max_length=150)
    ciphertext = models.BinaryField()
    day = models.DateField(default=timezone.localdate)

    class Meta:
        ordering: ClassVar[list[str]] = ["day", "id"]

    def __str__(self) -> str:
        return self.id


class Recipient(models.Model):
    """A person who reads, and the public key of the identity on their own machine.

    The account is named, not referenced: it lives in another database.
    """

    name = models.CharField(max_length=150)
    key_set = models.CharField(max_length=10, choices=Bundle.KeySet, default=Bundle.KeySet.READING)
    public_key = models.CharField(max_length=80)
    is_demo = models.BooleanField(default=False)
    since = models.DateField(default=timezone.localdate)

    class Meta:
        ordering: ClassVar[list[str]] = ["key_set", "name"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["name", "key_set"], name="one_key_a_person_and_set"),
        ]

    def __str__(self) -> str:
        return self.name


class KeyChange(models.Model):
    """A change of a key set that waits: proven by its owner, then approved by another recipient."""

    class Kind(models.TextChoices):
        ADD = "add", _("add a key")
        REMOVE = "remove", _("remove a key")

    id = models.CharField(primary_key=True, max_length=16, default=random_id, editable=False)
    kind = models.CharField(max_length=10, choices=Kind)
    name = models.CharField(max_length=150)
    key_set = models.CharField(max_length=10, choices=Bundle.KeySet, default=Bundle.KeySet.READING)
    public_key = models.CharField(max_length=80, blank=True)
    challenge = models.TextField(blank=True)  # armored, sealed to the proposed key
    answer_hash = models.CharField(max_length=64, blank=True)
    proven = models.BooleanField(default=False)
    proposed_by = models.CharField(max_length=150)
    day = models.DateField(default=timezone.localdate)

    class Meta:
        ordering: ClassVar[list[str]] = ["day", "id"]

    def __str__(self) -> str:
        return f"{self.kind} {self.name}"


class KeyListSeal(models.Model):
    """The seal of the list of keys (`leaks/key_list.py`): one row, a count that only rises, no day."""

    count = models.PositiveBigIntegerField()
    mac = models.CharField(max_length=64)

    def __str__(self) -> str:
        return f"list of keys {self.count}"


class Notice(models.Model):
    """What one recipient has not seen yet: a change of the list of keys, or that another one erased something.

    A row stands until this person says that they have seen it. Those about keys are under the list's seal.
    """

    class Kind(models.TextChoices):
        KEYS = "keys", _("keys")
        ERASED = "erased", _("erased")

    id = models.CharField(primary_key=True, max_length=16, default=random_id, editable=False)
    kind = models.CharField(max_length=10, choices=Kind)
    name = models.CharField(max_length=150)  # whom it waits for
    code = models.CharField(max_length=40)
    by = models.CharField(max_length=150)
    subject = models.CharField(max_length=150, blank=True)
    mailed = models.BooleanField(default=False)
    day = models.DateField(default=timezone.localdate)

    class Meta:
        ordering: ClassVar[list[str]] = ["day", "id"]

    def __str__(self) -> str:
        return f"{self.day} {self.by} {self.code} {self.subject}"

    @property
    def words(self) -> str:
        """What was done, in the reader's language."""
        return str(ACTS.get(self.code, self.code))


class Act(AppendOnly):
    """What a recipient did: day, who, what. Rows are added, never changed and never erased."""

    name = models.CharField(max_length=150)
    code = models.CharField(max_length=40)
    subject = models.CharField(max_length=150, blank=True)
    day = models.DateField(default=timezone.localdate)

    class Meta:
        ordering: ClassVar[list[str]] = ["-pk"]

    def __str__(self) -> str:
        return f"{self.day} {self.name} {self.code}"

    @property
    def words(self) -> str:
        """What was done, in the reader's language."""
        return str(ACTS.get(self.code, self.code))


class Fault(models.Model):
    """How often the source door failed on a day, and at which line of code. Values of the request never."""

    day = models.DateField(default=timezone.localdate)
    place = models.CharField(max_length=200)
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["day", "place"], name="one_row_a_day_and_place"),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.place}: {self.count}"
