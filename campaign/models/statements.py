"""Communiqués: what a collective itself publishes on its page, from the site's own form."""

from __future__ import annotations

from collections.abc import Iterable
from html import unescape
from typing import Any

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.html import strip_tags
from django.utils.translation import gettext_lazy as _

from campaign.models.collectives import Collective
from engine.part_cache import cached
from safety.html import render_markdown
from safety.letters import plain_letters
from safety.markdown import Surroundings


class Statement(models.Model):
    """A communiqué of a collective, in Markdown. One row, in the language it was written in."""

    collective = models.ForeignKey(Collective, models.CASCADE, related_name="statements")
    title = models.CharField(_("title"), max_length=160)
    text = models.TextField(_("text"), max_length=20_000, help_text=_("Plain text or Markdown."))
    published_on = models.DateField(_("date"), default=timezone.localdate)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    updated_at = models.DateTimeField(auto_now=True)
    search_text = models.TextField(blank=True, editable=False, help_text=_("What is searched, in plain letters."))

    class Meta:
        verbose_name = _("statement")
        verbose_name_plural = _("statements")
        ordering = ["-published_on", "-pk"]

    def __str__(self) -> str:
        return self.title

    def save(self, *args: Any, update_fields: Iterable[str] | None = None, **kwargs: Any) -> None:
        """Keep what is searched in step with what is read."""
        self.search_text = plain_letters(f"{self.title} {self.text}")
        update_fields = {*update_fields, "search_text"} if update_fields is not None else None
        super().save(*args, update_fields=update_fields, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("campaign:statement", kwargs={"slug": self.collective.slug, "pk": self.pk})

    @property
    def html(self) -> str:
        """The text as safe HTML."""
        return render_markdown(self.text, Surroundings(top=2))

    @property
    def opening(self) -> str:
        """The text without any marks, for cards and descriptions."""
        return cached(("campaign:opening", self.pk, self.updated_at), lambda: unescape(strip_tags(self.html)))
