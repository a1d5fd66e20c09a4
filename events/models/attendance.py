"""Who said they come to a date, under the name they chose, and what organisers wrote to them.

Nothing here is public, and nothing outlives the date by more than 30 days (services/attendance.py erases it).
"""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from events.models.occurrences import Occurrence


class AttendanceQuerySet(models.QuerySet):
    def coming(self):
        """Those who have a place, in the order they came."""
        return self.filter(waits=False).order_by("created_at", "pk")

    def waiting(self):
        """The waiting list: the first of it gets the next place that is freed."""
        return self.filter(waits=True).order_by("created_at", "pk")

    def reachable(self):
        """Those whose address they confirmed themselves."""
        return self.filter(email_confirmed=True).exclude(email="")


class Attendance(models.Model):
    """One person who comes to one date. No account; `key` is what their private links are made of (intake/links.py)."""

    class News(models.TextChoices):
        """What a person has still to be told by mail."""

        NONE = "", ""
        CHANGED = "changed", _("changed")
        MOVED = "moved", _("moved")
        REDATED = "redated", _("another date")
        CANCELLED = "cancelled", _("cancelled")
        RESTORED = "restored", _("takes place after all")
        PLACE = "place", _("a place is free")

    occurrence = models.ForeignKey(Occurrence, models.CASCADE, related_name="attendances", verbose_name=_("date"))
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    nickname = models.CharField(_("nickname"), max_length=60)
    email = models.EmailField(_("e-mail"), blank=True)
    email_confirmed = models.BooleanField(default=False)
    email_asked_at = models.DateTimeField(null=True, blank=True, editable=False)
    language = models.CharField(max_length=5, default=settings.LANGUAGE_CODE)
    waits = models.BooleanField(_("on the waiting list"), default=False)
    was_on = models.DateField(
        null=True, editable=False, help_text=_("The day they chose, when the series changed; until they answer.")
    )
    created_at = models.DateTimeField(auto_now_add=True)
    # What was sent: reminders and the place once, news until the mail server took it, messages in order.
    reminded_at = models.DateTimeField(null=True, blank=True, editable=False)
    place_told_at = models.DateTimeField(null=True, blank=True, editable=False)
    news = models.CharField(max_length=9, choices=News, blank=True, default=News.NONE, editable=False)
    last_message = models.PositiveBigIntegerField(default=0, editable=False)

    objects = AttendanceQuerySet.as_manager()

    class Meta:
        verbose_name = _("attendance")
        verbose_name_plural = _("attendances")
        ordering = ["created_at", "pk"]
        indexes = [models.Index(fields=["occurrence", "waits", "created_at"], name="attendance_in_order")]
        constraints = [
            models.CheckConstraint(
                condition=Q(email_confirmed=False) | ~Q(email=""), name="attendance_confirms_some_email"
            )
        ]

    def __str__(self) -> str:
        return self.nickname

    @property
    def wants_confirmation(self) -> bool:
        """Whether an address was given that nobody has confirmed yet."""
        return bool(self.email) and not self.email_confirmed


class AttendeeMessage(models.Model):
    """What organisers wrote to everybody who comes to a date: mailed one by one, and read on each private page."""

    occurrence = models.ForeignKey(Occurrence, models.CASCADE, related_name="attendee_messages", verbose_name=_("date"))
    text = models.TextField(_("message"))
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    sent_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("message to those who come")
        verbose_name_plural = _("messages to those who come")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.text[:60]
