"""What people without account leave behind, as abstract rows: something to decide about, an address to confirm."""

from __future__ import annotations

import uuid
from datetime import date, timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class SubmissionQuerySet(models.QuerySet):
    """Submissions as sentences."""

    def waiting(self):
        """Those nobody has decided yet, the oldest first."""
        return self.filter(state=Submission.State.WAITING).order_by("created_at", "pk")

    def declined_before(self, day):
        """Those declined before that moment."""
        return self.filter(state=Submission.State.DECLINED, decided_at__lt=day)


class Submission(models.Model):
    """Something handed in that stays unpublished until somebody decides. Nothing of its sender is kept.

    They come back by a private link, of which the row has no more than the `key` (links.py).
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        ACCEPTED = "accepted", _("accepted")
        DECLINED = "declined", _("declined")

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.WAITING, db_index=True)
    note = models.TextField(_("note to those who decide"), blank=True)
    reason = models.TextField(_("reason"), blank=True, help_text=_("Told to who sent it."))
    created_at = models.DateTimeField(auto_now_add=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")

    objects = SubmissionQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["created_at", "pk"]

    @property
    def is_waiting(self) -> bool:
        """Whether nobody has decided yet."""
        return self.state == self.State.WAITING


class OptInQuerySet(models.QuerySet):
    """Addresses as sentences."""

    def confirmed(self):
        """Those whose owner has said yes from the mailbox."""
        return self.filter(confirmed_at__isnull=False)

    def unconfirmed(self):
        """Those that nobody has said yes to, yet."""
        return self.filter(confirmed_at__isnull=True)

    def too_late(self):
        """Those that nobody said yes to in time."""
        return self.unconfirmed().filter(asked_on__lt=first_day_to_confirm())


class OptIn(models.Model):
    """An address that is written to once its owner has said yes from the mailbox (double opt-in), until they leave.

    The row goes when its owner leaves, or says nothing for UNCONFIRMED_DAYS.
    """

    UNCONFIRMED_DAYS = 3

    email = models.EmailField(_("e-mail address"))
    language = models.CharField(_("language"), max_length=5, default=settings.LANGUAGE_CODE)
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    asked_on = models.DateField(default=timezone.localdate)
    confirmed_at = models.DateTimeField(null=True, blank=True)

    objects = OptInQuerySet.as_manager()

    class Meta:
        abstract = True

    @property
    def may_be_confirmed(self) -> bool:
        """Whether the mail that asked is young enough."""
        return self.asked_on >= first_day_to_confirm()


def first_day_to_confirm() -> date:
    """The day from which on what was asked may still be confirmed."""
    return timezone.localdate() - timedelta(days=OptIn.UNCONFIRMED_DAYS)
