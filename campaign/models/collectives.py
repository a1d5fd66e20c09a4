"""A collective: a plain row that everything points to, and its Wagtail faces."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.fields import RichTextField

from campaign.models.base import BasePage


class CollectiveQuerySet(models.QuerySet):
    def approved(self):
        """Those listed in the directory."""
        return self.filter(approved_at__isnull=False)


class Collective(models.Model):
    """A local group. One row whatever the language; what organisers edit on the site's own forms lives here."""

    class Status(models.TextChoices):
        ACTIVE = "active", _("active")
        FORMING = "forming", _("forming")
        WANTED = "wanted", _("wanted")
        ALLY = "ally", _("ally")
        SLEEPING = "sleeping", _("sleeping")

    name = models.CharField(_("name"), max_length=120)
    slug = models.SlugField(max_length=120, unique=True)
    commune = models.ForeignKey("places.Commune", models.PROTECT, related_name="collectives", verbose_name=_("commune"))
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.FORMING)
    status_as_of = models.CharField(
        _("status as of"), max_length=10, blank=True, help_text=_("A year, or year and month: 2022 or 2022-04.")
    )
    introduction = models.TextField(
        _("introduction"), blank=True, help_text=_("Who you are, in a few sentences. Plain text or Markdown.")
    )
    meeting_words = models.CharField(_("when and where you meet, in words"), max_length=300, blank=True)
    how_to_join = models.TextField(_("how to join"), blank=True)
    website = models.URLField(_("website"), blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    approved_at = models.DateTimeField(_("approved"), null=True, blank=True)

    objects = CollectiveQuerySet.as_manager()

    class Meta:
        verbose_name = _("collective")
        verbose_name_plural = _("collectives")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("campaign:collective", kwargs={"slug": self.slug})


class CollectiveIndexPage(BasePage):
    """The directory of collectives, at /collectifs/."""

    introduction = RichTextField(_("introduction"), blank=True)

    max_count_per_parent = 1


class CollectivePage(BasePage):
    """The Wagtail face of a collective: body and pictures, one per language."""

    collective = models.ForeignKey(Collective, models.PROTECT, related_name="pages", verbose_name=_("collective"))
    body = RichTextField(_("body"), blank=True)

    parent_page_types = ["campaign.CollectiveIndexPage"]
