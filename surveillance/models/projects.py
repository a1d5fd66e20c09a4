"""A surveillance project, its kinds and the companies behind it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from campaign.models import Membership
from campaign.rules import may_moderate
from places.models import Commune
from surveillance.validators import validate_free_slug


def communes_of_organiser(user):
    """The communes that the approved collectives run by `user` answer for: a city with all its arrondissements."""
    organised = Membership.objects.filter(
        user_id=user.pk, role=Membership.Role.ORGANISER, collective__approved_at__isnull=False
    ).values("collective__commune")
    return Commune.objects.filter(Q(pk__in=organised) | Q(parent__in=organised) | Q(arrondissements__in=organised))


class Status(models.TextChoices):
    """How far a project is, as the latest of its lines that says so tells."""

    PLANNED = "planned", _("planned")
    TENDER = "tender", _("call for tenders")
    CONTRACT = "contract", _("contract signed")
    TRIAL = "trial", _("under trial")
    IN_USE = "in_use", _("in use")
    SUSPENDED = "suspended", _("suspended")
    DROPPED = "dropped", _("dropped")
    UNLAWFUL = "unlawful", _("ruled unlawful")


class Company(models.Model):
    """Who sells it, under the name the sources give."""

    name = models.CharField(_("name"), max_length=120, unique=True)
    slug = models.SlugField(max_length=120, unique=True)

    class Meta:
        verbose_name = _("company")
        verbose_name_plural = _("companies")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class ProjectQuerySet(models.QuerySet):
    """Projects as sentences."""

    def published(self):
        """Those that somebody has read and accepted."""
        return self.filter(published_at__isnull=False)

    def changeable_by(self, user):
        """Those of the communes the user's collectives answer for; all of them for the campaign's moderators."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        if may_moderate(user):
            return self.all()
        own = Project.communes.through.objects.filter(project=OuterRef("pk"), commune__in=communes_of_organiser(user))
        return self.filter(Exists(own))

    def visible_to(self, user):
        """Published ones for all; reports that wait for those who may decide."""
        if not user.is_authenticated:
            return self.published()
        return self.filter(
            Q(published_at__isnull=False) | Q(pk__in=self.model.objects.changeable_by(user).values("pk"))
        )

    def for_lists(self):
        """With all that a line of a list shows, in a constant number of queries."""
        return self.prefetch_related("communes", "companies", "kinds", "lines")


class Project(models.Model):
    """One row whatever the language. `status` is that of its latest line; services keep it and `search_text` so."""

    name = models.CharField(_("name"), max_length=160)
    slug = models.SlugField(max_length=160, unique=True, validators=[validate_free_slug])
    other_names = models.CharField(
        _("other names"), max_length=200, blank=True, help_text=_("Former or commercial names, separated by commas.")
    )
    communes = models.ManyToManyField("places.Commune", related_name="projects", blank=True, verbose_name=_("communes"))
    area = models.CharField(
        _("where, in words"),
        max_length=160,
        blank=True,
        help_text=_("A district, a school, a region: when the commune does not say it all."),
    )
    companies = models.ManyToManyField(Company, related_name="projects", blank=True, verbose_name=_("companies"))
    devices = models.PositiveIntegerField(
        _("how many devices"),
        null=True,
        blank=True,
        help_text=_("Cameras, microphones, loudspeakers: as a source counts them."),
    )
    funder = models.CharField(_("who pays"), max_length=200, blank=True)
    cost_eur = models.PositiveBigIntegerField(_("cost in euros"), null=True, blank=True)
    cost_year = models.PositiveSmallIntegerField(_("year of the cost"), null=True, blank=True)
    cost_source = models.CharField(_("source of the cost"), max_length=200, blank=True)
    cost_source_url = models.URLField(_("address of that source"), blank=True, max_length=500)
    summary = models.TextField(_("what it is"), blank=True, help_text=_("In your own words. Markdown is understood."))
    documents = models.ManyToManyField(
        "campaign.CampaignDocument", related_name="projects", blank=True, verbose_name=_("documents")
    )
    status = models.CharField(_("status"), max_length=10, choices=Status, blank=True, db_index=True, editable=False)
    search_text = models.TextField(blank=True, editable=False)
    published_at = models.DateTimeField(_("published"), null=True, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(_("last change"), default=timezone.now, db_index=True)

    objects = ProjectQuerySet.as_manager()

    class Meta:
        verbose_name = _("surveillance project")
        verbose_name_plural = _("surveillance projects")
        ordering = ["-updated_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(cost_eur__isnull=True) | (Q(cost_year__isnull=False) & ~Q(cost_source="")),
                name="project_cost_has_year_and_source",
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("surveillance:project", kwargs={"slug": self.slug})

    @property
    def kind_labels(self) -> list[str]:
        """Its kinds in the reader's language, in the order of the choices."""
        own = {kind.kind for kind in self.kinds.all()}
        return [str(label) for value, label in ProjectKind.Kind.choices if value in own]

    @property
    def kind_shown(self) -> str:
        """The kind that its picture shows: the first of its own in the choices' order; uses what was prefetched."""
        own = {kind.kind for kind in self.kinds.all()}
        return next((value for value in ProjectKind.Kind.values if value in own), "")

    @property
    def latest_line(self):
        """The line that came last, or None; uses what was prefetched."""
        return next(iter(self.lines.all()), None)

    @property
    def where(self) -> str:
        """Its communes and the place in words, for one line of text."""
        return ", ".join(filter(None, [*(commune.name for commune in self.communes.all()), self.area]))


class ProjectKind(models.Model):
    """One of the kinds of a project: real ones are several at once."""

    class Kind(models.TextChoices):
        CAMERAS = "cameras", _("cameras")
        VSA = "vsa", _("algorithmic analysis (VSA)")
        FACES = "faces", _("facial recognition")
        SOUND = "sound", _("sound")
        DRONES = "drones", _("drones")
        PREDICTION = "prediction", _("prediction")
        LOUDSPEAKERS = "loudspeakers", _("loudspeakers")
        SCAN_CARS = "scan_cars", _("scan-cars")
        SENSORS = "sensors", _("sensors")

    project = models.ForeignKey(Project, models.CASCADE, related_name="kinds")
    kind = models.CharField(_("kind"), max_length=12, choices=Kind, db_index=True)

    class Meta:
        verbose_name = _("kind of a project")
        constraints = [models.UniqueConstraint(fields=["project", "kind"], name="one_kind_once_a_project")]

    def __str__(self) -> str:
        return self.get_kind_display()
