"""The programme of one event: days, rooms, people, sessions. All that frab's schedule.xml can hold has a place here."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from events.models import Event
from events.recurrence import wall_time
from safety.addresses import web_address

LONGEST_SESSION = 36 * 60  # minutes


class Programme(models.Model):
    """What an event shows beyond its own line. The rest of a schedule.xml's head is kept as it came."""

    event = models.OneToOneField(Event, models.CASCADE, related_name="programme", verbose_name=_("event"))
    version = models.CharField(_("version"), max_length=200, blank=True)
    acronym = models.CharField(_("acronym"), max_length=120, blank=True)
    title = models.CharField(_("title"), max_length=200, blank=True, help_text=_("As a schedule.xml called it."))
    head = models.JSONField(default=dict, blank=True, help_text=_("What a schedule.xml said besides, by element."))
    changed_at = models.DateTimeField(auto_now=True)
    sequence = models.PositiveIntegerField(default=0, editable=False, help_text=_("Counts changes, for calendars."))

    class Meta:
        app_label = "events"
        verbose_name = _("programme")
        verbose_name_plural = _("programmes")

    def __str__(self) -> str:
        return str(self.event)

    def get_absolute_url(self) -> str:
        return reverse("events:programme", kwargs={"slug": self.event.slug})


class ProgrammeDay(models.Model):
    """A day of the programme. It may end in the small hours of the next one."""

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="days")
    date = models.DateField(_("day"))
    opens_at = models.DateTimeField(_("opens"))
    closes_at = models.DateTimeField(_("closes"))

    class Meta:
        app_label = "events"
        verbose_name = _("day")
        verbose_name_plural = _("days")
        ordering = ["date"]
        constraints = [
            models.UniqueConstraint(fields=["programme", "date"], name="one_programme_day_a_date"),
            models.CheckConstraint(
                condition=models.Q(closes_at__gt=models.F("opens_at")), name="programme_day_closes_after_it_opens"
            ),
        ]

    def __str__(self) -> str:
        return self.date.isoformat()


class Room(models.Model):
    """Where sessions take place, in the order of the grid's columns."""

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="rooms")
    name = models.CharField(_("name"), max_length=120)
    position = models.PositiveSmallIntegerField(_("column"), default=0)
    extra = models.JSONField(default=dict, blank=True)

    class Meta:
        app_label = "events"
        verbose_name = _("room")
        verbose_name_plural = _("rooms")
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint(fields=["programme", "name"], name="one_room_a_name")]

    def __str__(self) -> str:
        return self.name


class Speaker(models.Model):
    """Somebody who speaks, under the name they want. Nothing more is kept of them."""

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="speakers")
    name = models.CharField(_("name"), max_length=200, help_text=_("As they want to be announced. Nothing more."))
    number = models.CharField(max_length=60, blank=True, editable=False)
    extra = models.JSONField(default=dict, blank=True, editable=False)

    class Meta:
        app_label = "events"
        verbose_name = _("speaker")
        verbose_name_plural = _("speakers")
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name


class Session(models.Model):
    """A film, a debate, a workshop: one box of the grid."""

    class Kind(models.TextChoices):
        TALK = "talk", _("talk")
        DEBATE = "debate", _("debate")
        FILM = "film", _("film")
        WORKSHOP = "workshop", _("workshop")
        MEETING = "meeting", _("meeting")
        CONCERT = "concert", _("concert or performance")
        OTHER = "other", _("other")

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="sessions")
    day = models.ForeignKey(ProgrammeDay, models.RESTRICT, related_name="sessions", verbose_name=_("day"))
    room = models.ForeignKey(Room, models.RESTRICT, related_name="sessions", verbose_name=_("room"))
    title = models.CharField(_("title"), max_length=300)
    subtitle = models.CharField(_("subtitle"), max_length=300, blank=True)
    kind = models.CharField(_("kind"), max_length=8, choices=Kind, default=Kind.TALK)
    starts_at = models.DateTimeField(_("start"))
    minutes = models.PositiveSmallIntegerField(
        _("length in minutes"), validators=[MinValueValidator(1), MaxValueValidator(LONGEST_SESSION)]
    )
    language = models.CharField(_("language"), max_length=40, blank=True)
    track = models.CharField(_("thread"), max_length=120, blank=True)
    abstract = models.TextField(_("in short"), blank=True)
    description = models.TextField(_("more to read"), blank=True)
    no_photo = models.BooleanField(_("no photos"), default=False)
    no_recording = models.BooleanField(_("no recording"), default=False)
    licence = models.CharField(_("licence of the recording"), max_length=200, blank=True)
    speakers = models.ManyToManyField(Speaker, through="SessionSpeaker", related_name="sessions", blank=True)
    links = models.JSONField(default=list, blank=True)
    attachments = models.JSONField(default=list, blank=True)
    guid = models.CharField(max_length=200, blank=True)
    number = models.CharField(max_length=60, blank=True)
    slug = models.CharField(max_length=300, blank=True)
    frab_type = models.CharField(max_length=120, blank=True, help_text=_("The kind in a schedule.xml's own word."))
    extra = models.JSONField(default=dict, blank=True)

    class Meta:
        app_label = "events"
        verbose_name = _("session")
        verbose_name_plural = _("sessions")
        ordering = ["starts_at", "room__position", "pk"]
        indexes = [models.Index(fields=["programme", "starts_at"], name="session_in_order")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("events:session", kwargs={"slug": self.programme.event.slug, "pk": self.pk})

    @property
    def ends_at(self) -> datetime:
        return self.starts_at + timedelta(minutes=self.minutes)

    @property
    def local_start(self) -> datetime:
        """The start by the wall clock of the event's zone, naive."""
        return wall_time(self.starts_at, self.programme.event.zone)

    @property
    def local_end(self) -> datetime:
        return wall_time(self.ends_at, self.programme.event.zone)

    @property
    def people(self) -> list[Speaker]:
        """The speakers in the order they are announced."""
        return [row.speaker for row in self.session_speakers.all()]

    @property
    def web_links(self) -> list[dict[str, str]]:
        """The links that a browser may follow; others stay in the file they came with."""
        return [link for link in self.links if web_address(link.get("href"))]


class SessionSpeaker(models.Model):
    """Who speaks in a session, in which order."""

    session = models.ForeignKey(Session, models.CASCADE, related_name="session_speakers")
    speaker = models.ForeignKey(Speaker, models.CASCADE, related_name="session_speakers")
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        app_label = "events"
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint(fields=["session", "speaker"], name="one_place_a_speaker")]

    def __str__(self) -> str:
        return f"{self.speaker} · {self.session}"
