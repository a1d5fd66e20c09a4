"""What has a date: an event (one row, perhaps recurring) and its dates."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.fields import RichTextField

from campaign.models import BasePage


class Event(models.Model):
    """A single or recurring event. `starts_at` is the first start; `recurrence` an RRULE (RFC 5545) or empty."""

    class Kind(models.TextChoices):
        CARTOPARTIE = "cartopartie", _("cartopartie")
        MEETING = "meeting", _("meeting")
        QUADRAPERO = "quadrapero", _("Quadr'apéro")
        FESTIVAL = "festival", _("festival")
        TALK = "talk", _("screening or talk")
        WORKSHOP = "workshop", _("workshop")
        COUNCIL = "council", _("council sitting")
        ACTION = "action", _("action")
        GATHERING = "gathering", _("gathering")
        HEARING = "hearing", _("hearing")
        OTHER = "other", _("other")

    title = models.CharField(_("title"), max_length=160)
    slug = models.SlugField(max_length=160, unique=True)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind, default=Kind.MEETING)
    hosts = models.ManyToManyField("campaign.Collective", related_name="events", blank=True, verbose_name=_("hosts"))
    starts_at = models.DateTimeField(_("start"))
    ends_at = models.DateTimeField(_("end"), null=True, blank=True)
    recurrence = models.CharField(
        _("recurrence"), max_length=200, blank=True, help_text=_("An RRULE of RFC 5545, without its name.")
    )
    time_zone = models.CharField(_("time zone"), max_length=40, default="Europe/Paris")
    commune = models.ForeignKey("places.Commune", models.PROTECT, related_name="events", verbose_name=_("commune"))
    place = models.CharField(_("place"), max_length=160, blank=True)
    address = models.CharField(_("address"), max_length=200, blank=True)
    summary = models.TextField(_("what it is about"), blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    published_at = models.DateTimeField(_("published"), null=True, blank=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("events:detail", kwargs={"slug": self.slug})


class EventPage(BasePage):
    """The Wagtail face of an event: body and pictures, one per language."""

    event = models.ForeignKey(Event, models.PROTECT, related_name="pages", verbose_name=_("event"))
    body = RichTextField(_("body"), blank=True)
