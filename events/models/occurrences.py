"""One date of an event, a row at its own address."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from events.models.events import Event, any_host, approved_host
from events.recurrence import wall_time

NEAR_DAYS = 7  # today and the days after that are said to be near


class OccurrenceQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Dates of events the user may see; a skipped date is not there for anyone."""
        return self.exclude(status=Occurrence.Status.SKIPPED).filter(
            event__in=Event.objects.visible_to(user).values("pk")
        )

    def listed(self):
        """What the agenda shows."""
        return self.exclude(status=Occurrence.Status.SKIPPED).filter(
            approved_host("event_id") | ~any_host("event_id"), event__published_at__isnull=False
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

    def first_of(self, events: str):
        """Of the event whose key the outer query calls `events`, the one of these that is over first.

        That is the one that begins first, unless dates of one event overlap. One row is read, however many there are.
        """
        return self.filter(event=models.OuterRef(events)).order_by("over_at", "starts_at")[:1]

    def with_events(self):
        """With all that a line of the agenda shows, in a fixed number of queries."""
        return self.select_related("event", "event__commune").prefetch_related("event__hosts")


class Occurrence(models.Model):
    """One date of an event, at its own address. `date` is the day the rule names, also when the date is moved.

    What was arranged for it by hand stands in `own_…` and `note`, each apart; what is empty follows the event, so that
    a change of the event's hour reaches a date that only has a place of its own.
    """

    class Status(models.TextChoices):
        CONFIRMED = "confirmed", _("confirmed")
        MOVED = "moved", _("moved")
        CANCELLED = "cancelled", _("cancelled")
        SKIPPED = "skipped", _("skipped")

    # Dates of an event are found by `one_occurrence_a_day` and `occurrence_of_event`, which begin with its key.
    event = models.ForeignKey(
        Event, models.CASCADE, related_name="occurrences", db_index=False, verbose_name=_("event")
    )
    date = models.DateField(_("date"))
    starts_at = models.DateTimeField(_("start"))
    ends_at = models.DateTimeField(_("end"), null=True, blank=True)
    over_at = models.DateTimeField(_("over"), help_text=_("From then on the date belongs to the archive."))
    status = models.CharField(_("status"), max_length=9, choices=Status, default=Status.CONFIRMED)
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    own_day = models.DateField(_("day of its own"), null=True, blank=True)
    own_hour = models.TimeField(_("hour of its own"), null=True, blank=True)
    own_end = models.DurationField(
        _("end of its own"), null=True, blank=True, help_text=_("By the clock, from the midnight before it begins.")
    )
    own_place = models.CharField(_("place"), max_length=160, blank=True)
    own_address = models.CharField(_("address"), max_length=200, blank=True)
    own_title = models.CharField(_("title of this date"), max_length=160, blank=True)
    note = models.TextField(_("what is particular to this date"), blank=True)
    own_secret_place = models.TextField(_("place told only to those who registered"), max_length=500, blank=True)
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
            # The next date of an event, and its last one, without reading the others.
            models.Index(fields=["event", "over_at", "starts_at"], name="occurrence_of_event"),
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
    def usual_start(self) -> datetime:
        """The wall time at which it begins when it follows the event."""
        return datetime.combine(self.date, self.event.local_start.time())

    @property
    def planned_start(self) -> datetime:
        """The wall time at which it is to begin: its own day and hour, those of the event where it has none."""
        usual = self.usual_start
        hour = self.own_hour if self.own_hour is not None and self.knows_hour else usual.time()
        return datetime.combine(self.own_day or usual.date(), hour)

    @property
    def planned_end(self) -> datetime | None:
        """The wall time of its own end; None when it lasts as long as the event, or would end before it begins."""
        if self.own_end is None or (self.own_end % timedelta(days=1) and not self.knows_hour):
            return None
        end = datetime.combine(self.planned_start.date(), time.min) + self.own_end
        return end if end > self.planned_start else None

    @property
    def is_arranged(self) -> bool:
        """Whether anything was arranged by hand for this date alone: when, where, its words, or that it falls out."""
        own = (self.own_day, self.own_hour, self.own_end, self.own_title, self.note)
        rests = self.status == self.Status.SKIPPED and self.date.month in self.event.months_left_out
        falls_out = not self.is_taking_place and not rests
        return self.is_elsewhere or falls_out or any(value not in (None, "") for value in own)

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
    def is_soon(self) -> bool:
        """Whether it is near: today or one of the six days after, not over, and its day known."""
        return (
            self.knows_day
            and not self.is_over
            and self.local_start.date() < timezone.localdate() + timedelta(days=NEAR_DAYS)
        )

    @property
    def title(self) -> str:
        return self.own_title or self.event.title

    @property
    def takes_attendance(self) -> bool:
        """Whether one can register now: turned on, the day known, not over and not cancelled."""
        return self.event.attendance and self.knows_day and not self.is_over and self.is_taking_place

    @property
    def is_taking_place(self) -> bool:
        return self.status in (self.Status.CONFIRMED, self.Status.MOVED)

    @property
    def secret_place(self) -> str:
        """For those who registered and for organisers, never for a public page."""
        return self.own_secret_place or self.event.secret_place

    @property
    def place_told_at(self) -> datetime | None:
        """From when on those who registered read the secret place; None when there is none or it is told at once."""
        if not self.secret_place or self.event.place_told_hours is None:
            return None
        return self.starts_at - timedelta(hours=self.event.place_told_hours)

    @property
    def place_moment(self) -> datetime | None:
        """The same by the wall clock of the event's zone, naive, so that templates show it as it is."""
        told_at = self.place_told_at
        return wall_time(told_at, self.event.zone) if told_at else None

    @property
    def tells_place(self) -> bool:
        """Whether those who registered may read the secret place now."""
        return bool(self.secret_place) and (self.place_told_at is None or self.place_told_at <= timezone.now())

    @property
    def place(self) -> str:
        return self.own_place or self.event.place

    @property
    def address(self) -> str:
        return self.own_address or ("" if self.own_place else self.event.address)

    @property
    def is_elsewhere(self) -> bool:
        """Whether this date has a place of its own, so that what the event says of its place is wrong here."""
        return bool(self.own_place or self.own_address or self.own_secret_place)

    @property
    def meeting_point(self) -> str:
        return "" if self.is_elsewhere else self.event.meeting_point

    @property
    def position(self) -> tuple[float, float] | None:
        """Latitude and longitude in degrees (WGS 84), when the place is known so exactly."""
        latitude, longitude = self.event.latitude, self.event.longitude
        if self.is_elsewhere or latitude is None or longitude is None:
            return None
        return latitude, longitude
