"""What has a date: an event (one row, perhaps recurring), its dates, and proposals of strangers."""

from __future__ import annotations

import uuid
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField

from campaign.models import BasePage, Collective, Membership
from campaign.rules import is_campaign_moderator
from events.recurrence import Rhythm, rule_in_words, wall_time
from events.validators import validate_free_slug, validate_time_zone, zone_named


def _approved_host(event: str) -> Exists:
    return Exists(Event.hosts.through.objects.filter(event=OuterRef(event), collective__approved_at__isnull=False))


def _any_host(event: str) -> Exists:
    return Exists(Event.hosts.through.objects.filter(event=OuterRef(event)))


def _organised_by(user, event: str) -> Exists:
    organised = Membership.objects.filter(user=user, role=Membership.Role.ORGANISER).values("collective")
    return Exists(Event.hosts.through.objects.filter(event=OuterRef(event), collective__in=organised))


class EventQuerySet(models.QuerySet):
    def published(self):
        """Those that answer at their address, listed or not."""
        return self.filter(published_at__isnull=False)

    def listed(self):
        """Published, and by an approved collective or by none: what the agenda and its feeds show."""
        return self.published().filter(_approved_host("pk") | ~_any_host("pk"))

    def visible_to(self, user):
        """Published ones for all; drafts for those who may change them."""
        if not user.is_authenticated:
            return self.published()
        if is_campaign_moderator(user):
            return self.all()
        return self.filter(Q(published_at__isnull=False) | _organised_by(user, "pk"))

    def changeable_by(self, user):
        """Those whose organiser or moderator the user is."""
        if not user.is_authenticated:
            return self.none()
        if is_campaign_moderator(user):
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
    summary = models.TextField(_("what it is about"), blank=True)
    link = models.URLField(_("link"), blank=True)
    no_photo = models.BooleanField(_("please take no photos"), default=False)
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
        ]

    def __str__(self) -> str:
        return self.title

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
        return rule_in_words(self.recurrence)

    @property
    def is_unlisted(self) -> bool:
        """Whether only those who know the address find it: its hosts all wait for approval."""
        hosts = self.hosts.all()
        return bool(hosts) and not any(host.approved_at for host in hosts)


class OccurrenceQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Dates of events the user may see; a skipped date is not there for anyone."""
        return self.exclude(status=Occurrence.Status.SKIPPED).filter(
            event__in=Event.objects.visible_to(user).values("pk")
        )

    def listed(self):
        """What the agenda shows."""
        return self.exclude(status=Occurrence.Status.SKIPPED).filter(
            _approved_host("event_id") | ~_any_host("event_id"), event__published_at__isnull=False
        )

    def coming(self, now: datetime | None = None):
        """Not over yet, the next one first."""
        return self.filter(over_at__gt=now or timezone.now()).order_by("starts_at", "pk")

    def past(self, now: datetime | None = None):
        """Over, the latest first."""
        return self.filter(over_at__lte=now or timezone.now()).order_by("-starts_at", "-pk")

    def between(self, start: datetime, end: datetime):
        """Those that touch the span, in order."""
        return self.filter(starts_at__lt=end, over_at__gt=start).order_by("starts_at", "pk")

    def with_events(self):
        """With all that a line of the agenda shows, in a fixed number of queries."""
        return self.select_related("event", "event__commune").prefetch_related("event__hosts")


class Occurrence(models.Model):
    """One date of an event, at its own address. `date` is the day the rule named and never changes, even when moved."""

    class Status(models.TextChoices):
        CONFIRMED = "confirmed", _("confirmed")
        MOVED = "moved", _("moved")
        CANCELLED = "cancelled", _("cancelled")
        SKIPPED = "skipped", _("skipped")

    event = models.ForeignKey(Event, models.CASCADE, related_name="occurrences", verbose_name=_("event"))
    date = models.DateField(_("date"))
    starts_at = models.DateTimeField(_("start"))
    ends_at = models.DateTimeField(_("end"), null=True, blank=True)
    over_at = models.DateTimeField(_("over"), help_text=_("From then on the date belongs to the archive."))
    status = models.CharField(_("status"), max_length=9, choices=Status, default=Status.CONFIRMED)
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    own_place = models.CharField(_("place"), max_length=160, blank=True)
    own_address = models.CharField(_("address"), max_length=200, blank=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = OccurrenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("date")
        verbose_name_plural = _("dates")
        ordering = ["starts_at"]
        constraints = [models.UniqueConstraint(fields=["event", "date"], name="one_occurrence_a_day")]
        indexes = [
            models.Index(fields=["over_at", "starts_at"], name="occurrence_by_time"),
            # The list of what comes: in order, and past dates passed over without reading them.
            models.Index(fields=["starts_at", "id", "over_at"], name="occurrence_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.event} · {self.date.isoformat()}"

    def get_absolute_url(self) -> str:
        return reverse("events:date", kwargs={"slug": self.event.slug, "day": self.date})

    @property
    def local_start(self) -> datetime:
        """The start by the wall clock of the event's zone, naive, so that templates show it as it is."""
        return wall_time(self.starts_at, self.event.zone)

    @property
    def local_end(self) -> datetime | None:
        return wall_time(self.ends_at, self.event.zone) if self.ends_at else None

    @property
    def last_day(self) -> date:
        """The day it ends, for events of several days."""
        return (self.local_end or self.local_start).date()

    @property
    def lasts_days(self) -> bool:
        """Whether to show two days: it ends another day, and not merely in the small hours."""
        end = self.local_end
        if end is None or end.date() == self.local_start.date():
            return False
        return self.event.precision == Event.Precision.DAY or end - self.local_start > timedelta(hours=15)

    @property
    def knows_hour(self) -> bool:
        return self.event.precision == Event.Precision.HOUR

    @property
    def knows_day(self) -> bool:
        return self.event.precision != Event.Precision.MONTH

    @property
    def is_cancelled(self) -> bool:
        return self.status == self.Status.CANCELLED

    @property
    def is_moved(self) -> bool:
        return self.status == self.Status.MOVED

    @property
    def is_over(self) -> bool:
        return self.over_at <= timezone.now()

    @property
    def place(self) -> str:
        return self.own_place or self.event.place

    @property
    def address(self) -> str:
        return self.own_address or ("" if self.own_place else self.event.address)


class Proposal(models.Model):
    """An event a stranger proposed: the event waits unpublished until someone decides."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        APPROVED = "approved", _("approved")
        DECLINED = "declined", _("declined")

    event = models.OneToOneField(Event, models.CASCADE, related_name="proposal", verbose_name=_("event"))
    collective = models.ForeignKey(
        Collective,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="proposals",
        verbose_name=_("for the collective"),
    )
    note = models.TextField(_("note to those who decide"), blank=True)
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.WAITING)
    created_at = models.DateTimeField(auto_now_add=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("proposal")
        verbose_name_plural = _("proposals")
        ordering = ["created_at"]

    def __str__(self) -> str:
        return str(self.event)


class EventPage(BasePage):
    """The Wagtail face of an event: body and pictures, one per language. It answers at the event's own address."""

    event = models.ForeignKey(Event, models.PROTECT, related_name="pages", verbose_name=_("event"))
    body = RichTextField(_("body"), blank=True)

    parent_page_types = ["campaign.CollectivePage"]
    subpage_types: list[str] = []
    content_panels = [*BasePage.content_panels, FieldPanel("event"), FieldPanel("body")]
    template = "events/event_page.html"  # for the editor's preview; visitors are led to the event's own address

    class Meta:
        verbose_name = _("event page")
        verbose_name_plural = _("event pages")

    def get_url_parts(self, request=None):
        """The event's address in this page's language, wherever the page lies in the tree."""
        parts = super().get_url_parts(request)
        if parts is None:
            return None
        with translation.override(self.locale.language_code):
            return (*parts[:2], self.event.get_absolute_url())

    def serve(self, request, *args, **kwargs):
        """Its place in the tree is no address of its own."""
        return redirect(self.get_url(request))
