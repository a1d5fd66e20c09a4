"""Who belongs to a collective, and as what."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from campaign.models.collectives import Collective


class Membership(models.Model):
    """A person in a collective."""

    class Role(models.TextChoices):
        MEMBER = "member", _("member")
        ORGANISER = "organiser", _("organiser")

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="memberships")
    collective = models.ForeignKey(Collective, models.CASCADE, related_name="memberships")
    role = models.CharField(_("role"), max_length=10, choices=Role, default=Role.MEMBER)
    since = models.DateField(_("since"), auto_now_add=True)
    # Membership tells what somebody thinks: nobody is told of it unless the person themselves wants so.
    is_shown = models.BooleanField(_("shown on the person’s profile"), default=False)

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [models.UniqueConstraint(fields=["user", "collective"], name="one_membership_a_collective")]

    def __str__(self) -> str:
        return f"{self.user} · {self.collective}"


UNDO_FOR = timedelta(minutes=10)


class RoleChangeQuerySet(models.QuerySet):
    """Changes of roles as sentences."""

    def fresh(self):
        """Those that may still be undone."""
        return self.filter(made_at__gt=timezone.now() - UNDO_FOR)

    def stale(self):
        """Those whose ten minutes are over."""
        return self.exclude(made_at__gt=timezone.now() - UNDO_FOR)


class RoleChange(models.Model):
    """What one person did to roles and memberships, as long as they may undo it; afterwards the log alone knows.

    `before` and `after` say for each person concerned what they were: {"user", "role", "since", "is_shown"}, the role
    empty for who did not belong.
    """

    collective = models.ForeignKey(Collective, models.CASCADE, related_name="role_changes")
    who = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    whom = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    what = models.CharField(max_length=20)
    before = models.JSONField()
    after = models.JSONField()
    made_at = models.DateTimeField(default=timezone.now)

    objects = RoleChangeQuerySet.as_manager()

    class Meta:
        verbose_name = _("change of role")
        verbose_name_plural = _("changes of role")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.collective} · {self.what}"


class MembershipRequest(models.Model):
    """Someone who asks to join a collective; gone once an organiser has answered."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="membership_requests")
    collective = models.ForeignKey(Collective, models.CASCADE, related_name="requests")
    words = models.TextField(
        _("a few words"), blank=True, max_length=1000, help_text=_("Only the organisers of the collective read them.")
    )
    asked_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("request to join")
        verbose_name_plural = _("requests to join")
        ordering = ["asked_at", "pk"]
        constraints = [models.UniqueConstraint(fields=["user", "collective"], name="one_request_a_collective")]

    def __str__(self) -> str:
        return f"{self.user} → {self.collective}"


class TakeOver(models.Model):
    """Someone whose account as organiser is lost, or who wants to revive a collective nobody answers for.

    Another organiser of the collective decides alone; else two moderators of the campaign, one after the other.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    collective = models.ForeignKey(Collective, models.CASCADE, related_name="takeovers")
    lost_name = models.CharField(
        _("public name of the lost account"),
        max_length=60,
        blank=True,
        help_text=_("Leave it empty if the account is not yours, and nobody answers any more."),
    )
    words = models.TextField(
        _("how can we be sure that it is you?"),
        max_length=1000,
        help_text=_("For example a person of the collective whom the moderators can ask. No identity document."),
    )
    asked_at = models.DateTimeField(auto_now_add=True)
    first_voice = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("takeover")
        verbose_name_plural = _("takeovers")
        ordering = ["asked_at", "pk"]
        constraints = [models.UniqueConstraint(fields=["user", "collective"], name="one_takeover_a_collective")]

    def __str__(self) -> str:
        return f"{self.user} → {self.collective}"
