"""What was said and decided on one date, and every version of it."""

from __future__ import annotations

import hashlib

from django.conf import settings
from django.core.cache import caches
from django.db import models
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from events.models.occurrences import Occurrence
from safety.html import VERSION, render_markdown
from safety.markdown import Surroundings

LONGEST_MINUTES = 20_000  # characters: a long evening, and little work for those who render it
LONGEST_DECISIONS = 5_000
_KEPT_SECONDS = 3600


class Minutes(models.Model):
    """The minutes of one date, as they read now."""

    class Audience(models.TextChoices):
        ALL = "all", _("everybody")
        MEMBERS = "members", _("members only")

    occurrence = models.OneToOneField(Occurrence, models.CASCADE, related_name="minutes", verbose_name=_("date"))
    text = models.TextField(_("minutes"), max_length=LONGEST_MINUTES, blank=True)
    decisions = models.TextField(_("decisions"), max_length=LONGEST_DECISIONS, blank=True)
    audience = models.CharField(_("who reads them"), max_length=7, choices=Audience, default=Audience.MEMBERS)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("minutes")
        verbose_name_plural = _("minutes")

    def __str__(self) -> str:
        return str(self.occurrence)

    @property
    def text_html(self) -> SafeString:
        return rendered(self.text)

    @property
    def decisions_html(self) -> SafeString:
        return rendered(self.decisions, top=4)

    @property
    def for_members(self) -> bool:
        return self.audience == self.Audience.MEMBERS


class MinutesVersion(models.Model):
    """The minutes as somebody saved them. Organisers read these; they can be forgotten without losing the last one."""

    minutes = models.ForeignKey(Minutes, models.CASCADE, related_name="versions")
    text = models.TextField(blank=True)
    decisions = models.TextField(blank=True)
    audience = models.CharField(max_length=7, choices=Minutes.Audience)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    saved_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("version of minutes")
        verbose_name_plural = _("versions of minutes")
        ordering = ["-saved_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.minutes} · {self.saved_at:%Y-%m-%d %H:%M}"


def rendered(text: str, *, top: int = 3) -> SafeString:
    """Markdown as safe HTML, kept for an hour: two parsers read it each time it is rendered."""
    if not text:
        return mark_safe("")
    key = f"minutes:{VERSION}:{top}:{hashlib.sha256(text.encode()).hexdigest()}"
    html = caches["fragments"].get(key)
    if html is None:
        html = str(render_markdown(text, Surroundings(top=top)))
        caches["fragments"].set(key, html, _KEPT_SECONDS)
    return mark_safe(html)  # noqa: S308  (it came out of safety.html)
