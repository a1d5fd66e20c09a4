"""Who can be written to through the relay, and from whom they want nothing more."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Mailbox(models.Model):
    """A person who can be reached by letters that this site passes on; the letters themselves are kept nowhere."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="mailbox")

    class Meta:
        verbose_name = _("person who takes letters")
        verbose_name_plural = _("people who take letters")

    def __str__(self) -> str:
        return str(self.user)


class RefusedSender(models.Model):
    """Somebody whose letters a person wants no more. The sender is not told: the form is gone for them."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="refused_senders")
    sender = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")

    class Meta:
        verbose_name = _("refused sender")
        verbose_name_plural = _("refused senders")
        constraints = [models.UniqueConstraint(fields=["user", "sender"], name="refused_once")]

    def __str__(self) -> str:
        return f"{self.sender_id} → {self.user_id}"
