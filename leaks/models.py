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

from leaks import rules
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

    @property
    def erased_on(self) -> dt.date | None:
        """The day of its erasure, or None while something of it is unread."""
        return rules.erased_on(
            last_added_on=self.last_added_on,
            last_download_on=self.last_download_on,
            extended_until=self.extended_until,
        )

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


class Reply(models.Model):
    """Words to a source, sealed to the key of their receipt."""

    id = models.CharField(primary_key=True, max_length=16, default=random_id, editable=False)
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="replies")
    ciphertext = models.BinaryField()
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


ACTS = {
    "claimed": _("took care of it"),
    "released": _("gave it back"),
    "state_closed": _("closed it"),
    "state_claimed": _("opened it again"),
    "replied": _("replied"),
    "noted": _("wrote a note"),
    "downloaded": _("downloaded a bundle"),
    "extended": _("kept it longer"),
    "erased": _("erased it"),
    "expired": _("erased it, its time being over"),
    "key_entered": _("entered a key"),
    "key_proposed": _("proposed a key"),
    "removal_proposed": _("proposed to remove a key"),
    "key_proven": _("proved a key"),
    "change_approved_add": _("approved a key"),
    "change_approved_remove": _("approved the removal of a key"),
    "account_gone": _("no longer has an account of this name: the keys are out"),
    "change_dropped": _("dropped a change of keys"),
}


class ActQuerySet(models.QuerySet["Act"]):
    """Acts, which nobody changes or erases, many at once neither."""

    def update(self, **kwargs: Any) -> int:
        raise TypeError("Acts are not changed.")

    def delete(self) -> Any:
        raise TypeError("Acts are not erased.")


class Act(models.Model):
    """What a recipient did: day, who, what. Rows are added, never changed and never erased."""

    name = models.CharField(max_length=150)
    code = models.CharField(max_length=40)
    subject = models.CharField(max_length=150, blank=True)
    day = models.DateField(default=timezone.localdate)

    objects = ActQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["-pk"]

    def __str__(self) -> str:
        return f"{self.day} {self.name} {self.code}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError("Acts are not changed.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        raise TypeError("Acts are not erased.")

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
