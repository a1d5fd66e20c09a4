"""An event: one row whatever the language, perhaps recurring."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from campaign.models import Membership
from campaign.rules import may_moderate
from events.recurrence import Rhythm, wall_time
from events.rule_words import rhythm_in_words
from events.validators import (
    town_of,
    validate_free_slug,
    validate_latitude,
    validate_longitude,
    validate_months,
    validate_time_zone,
    zone_named,
)
from safety.letters import plain_letters


def approved_host(event: str) -> Exists:
    """Whether one of the hosts is approved; `event` names the column of the event's key."""
    return Exists(Event.hosts.through.objects.filter(event=OuterRef(event), collective__approved_at__isnull=False))


def open_host(event: str) -> Exists:
    """Whether one of the hosts is not declined by a moderator; `event` names the column of the event's key."""
    through = Event.hosts.through.objects.filter(event=OuterRef(event))
    return Exists(through.exclude(collective__approved_at__isnull=True, collective__declined_at__isnull=False))


def any_host(event: str) -> Exists:
    """Whether there is a host at all; `event` names the column of the event's key."""
    return Exists(Event.hosts.through.objects.filter(event=OuterRef(event)))


def _organised_by(user, event: str) -> Exists:
    organised = Membership.objects.filter(user=user, role=Membership.Role.ORGANISER).values("collective")
    return Exists(Event.hosts.through.objects.filter(event=OuterRef(event), collective__in=organised))


class EventQuerySet(models.QuerySet):
    def published(self):
        """Those that answer at their address, listed or not."""
        return self.filter(published_at__isnull=False)

    def answering(self):
        """Published ones, unless a moderator has declined all their hosts: what anybody with the address may see."""
        return self.published().filter(open_host("pk") | ~any_host("pk"))

    def listed(self):
        """Published, and by an approved collective or by none: what the agenda and its feeds show."""
        return self.published().filter(approved_host("pk") | ~any_host("pk"))

    def visible_to(self, user):
        """Published ones for all; drafts, and those of declined hosts, for those who may change them."""
        if not user.is_authenticated:
            return self.answering()
        if may_moderate(user):
            return self.all()
        answering = Q(published_at__isnull=False) & (Q(open_host("pk")) | ~Q(any_host("pk")))
        return self.filter(answering | _organised_by(user, "pk"))

    def changeable_by(self, user):
        """Those whose organiser or moderator the user is."""
        if not user.is_authenticated:
            return self.none()
        if may_moderate(user):
            return self.all()
        return self.filter(_organised_by(user, "pk"))


class Event(models.Model):
    """A single or recurring event. `starts_at` is the first start; `recurrence` an RRULE (RFC 5545) or empty.

    With precision "day" the clock part of `starts_at` and `ends_at` means nothing (local midnight) and `ends_at` lies
    in the last day; with precision "month" only the month of `starts_at` is known.
    """

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
        HEARING = "hearing", _("hearing or court filing")
        OTHER = "other", _("other")

    class Precision(models.TextChoices):
        HOUR = "hour", _("day and hour")
        DAY = "day", _("day only, hour to be told")
        MONTH = "month", _("month only, days unknown")

    class Wheelchair(models.TextChoices):
        YES = "yes", _("accessible by wheelchair")
        HELP = "help", _("accessible by wheelchair with help")
        NO = "no", _("not accessible by wheelchair")

    class Admission(models.TextChoices):
        FREE = "free", _("free entry")
        CHOICE = "choice", _("pay what you want")
        PAID = "paid", _("with an entrance fee")

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    title = models.CharField(_("title"), max_length=160)
    slug = models.SlugField(max_length=160, unique=True, validators=[validate_free_slug])
    kind = models.CharField(_("kind"), max_length=12, choices=Kind, default=Kind.MEETING)
    hosts = models.ManyToManyField("campaign.Collective", related_name="events", blank=True, verbose_name=_("hosts"))
    precision = models.CharField(_("what is known"), max_length=5, choices=Precision, default=Precision.HOUR)
    starts_at = models.DateTimeField(_("start"))
    ends_at = models.DateTimeField(_("end"), null=True, blank=True)
    recurrence = models.CharField(
        _("recurrence"), max_length=200, blank=True, help_text=_("An RRULE of RFC 5545, without its name and its end.")
    )
    ends_on = models.DateField(_("last day"), null=True, blank=True, help_text=_("No date comes after this day."))
    count = models.PositiveSmallIntegerField(
        _("number of dates"), null=True, blank=True, validators=[MaxValueValidator(999)]
    )
    months_off = models.CharField(
        _("months left out"),
        max_length=30,
        blank=True,
        validators=[validate_months],
        help_text=_("Numbers of months, every year: 7,8 for July and August."),
    )
    time_zone = models.CharField(_("time zone"), max_length=40, default="Europe/Paris", validators=[validate_time_zone])
    commune = models.ForeignKey("places.Commune", models.PROTECT, related_name="events", verbose_name=_("commune"))
    place = models.CharField(_("place"), max_length=160, blank=True, help_text=_("Its name: a bar, a library, a hall."))
    address = models.CharField(_("address"), max_length=200, blank=True)
    meeting_point = models.CharField(
        _("meeting point, in words"),
        max_length=200,
        blank=True,
        help_text=_("“Under the elevated line.”"),
    )
    latitude = models.FloatField(_("latitude"), null=True, blank=True, validators=[validate_latitude])
    longitude = models.FloatField(_("longitude"), null=True, blank=True, validators=[validate_longitude])
    wheelchair = models.CharField(_("by wheelchair"), max_length=4, choices=Wheelchair, blank=True)
    transport = models.CharField(_("how to come"), max_length=200, blank=True)
    languages = models.CharField(_("languages"), max_length=120, blank=True)
    childcare = models.CharField(_("childcare"), max_length=120, blank=True)
    admission = models.CharField(_("entry"), max_length=6, choices=Admission, blank=True)
    price = models.CharField(_("price, in words"), max_length=80, blank=True)
    summary = models.TextField(_("what it is about"), blank=True)
    body = models.TextField(_("full text"), blank=True, help_text=_("Markdown."))
    picture = models.ForeignKey(
        "campaign.CampaignImage", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("picture")
    )
    link = models.URLField(_("link"), blank=True)
    no_photo = models.BooleanField(_("please take no photos"), default=False)
    search_text = models.TextField(blank=True, editable=False, help_text=_("What search looks through."))
    # Who comes (models/attendance.py). The secret place has columns of its own, so that nothing public can show it.
    attendance = models.BooleanField(_("people register"), default=False)
    capacity = models.PositiveSmallIntegerField(_("places"), null=True, blank=True, validators=[MinValueValidator(1)])
    secret_place = models.TextField(_("place told only to those who registered"), max_length=500, blank=True)
    place_told_hours = models.PositiveSmallIntegerField(
        _("told so many hours before"), null=True, blank=True, help_text=_("Empty: as soon as one has registered.")
    )
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    published_at = models.DateTimeField(_("published"), null=True, blank=True)
    cancelled_at = models.DateTimeField(_("cancelled"), null=True, blank=True, editable=False)
    cancelled_because = models.CharField(_("reason"), max_length=200, blank=True)
    sequence = models.PositiveIntegerField(default=0, editable=False, help_text=_("Counts changes, for calendars."))
    updated_at = models.DateTimeField(auto_now=True)

    objects = EventQuerySet.as_manager()

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__isnull=True) | Q(ends_at__gte=models.F("starts_at")), name="event_ends_after_start"
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(count__isnull=True), name="event_ends_by_day_or_count"
            ),
            models.CheckConstraint(
                condition=~Q(precision="month") | Q(recurrence=""), name="event_of_a_month_does_not_recur"
            ),
            models.CheckConstraint(
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(latitude__isnull=False, longitude__isnull=False),
                name="event_position_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(secret_place="") | Q(attendance=True), name="event_tells_place_to_someone"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def save(self, *args, **kwargs):
        """Keep beside the words what search compares with: lower case, no accents. Where it meets is left out."""
        self.search_text = plain_letters(f"{self.title}\n{self.summary}\n{self.body}")
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("events:detail", kwargs={"slug": self.slug})

    @property
    def zone(self) -> ZoneInfo:
        return zone_named(self.time_zone)

    @property
    def rhythm(self) -> Rhythm:
        return Rhythm(rule=self.recurrence, until=self.ends_on, count=self.count)

    @property
    def local_start(self) -> datetime:
        """The first start as a wall clock of the event's zone shows it, naive."""
        return wall_time(self.starts_at, self.zone)

    @property
    def local_length(self) -> timedelta | None:
        """The length by the wall clock, or None when the end is not told."""
        return wall_time(self.ends_at, self.zone) - self.local_start if self.ends_at else None

    @property
    def rule_words(self) -> str:
        """“every 2nd Thursday of the month, except in August, until 30 June 2027”."""
        return rhythm_in_words(self.rhythm, months_off=self.months_left_out)

    @property
    def months_left_out(self) -> frozenset[int]:
        """Numbers of the months in which the series rests, every year."""
        return frozenset(int(month) for month in self.months_off.split(",") if month)

    @property
    def zone_words(self) -> str:
        """The town whose clocks count, when they are not the site's own: « La Réunion »."""
        return "" if self.time_zone == settings.TIME_ZONE else town_of(self.time_zone)

    @property
    def takes_everybody(self) -> bool:
        """Whether to say « entrée libre, sans inscription »: what most meetings are, and no court or council is."""
        return not (self.attendance or self.price or self.admission == self.Admission.PAID) and self.kind in {
            self.Kind.MEETING,
            self.Kind.CARTOPARTIE,
            self.Kind.QUADRAPERO,
            self.Kind.GATHERING,
        }

    @property
    def is_unlisted(self) -> bool:
        """Whether only those who know the address find it: its hosts all wait for approval."""
        hosts = self.hosts.all()
        return bool(hosts) and not any(host.approved_at for host in hosts)
