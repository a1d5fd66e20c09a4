"""A collective: a plain row that everything points to, and its Wagtail faces."""

from __future__ import annotations

import re
from datetime import date
from html import unescape

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.html import strip_tags
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField, StreamField
from wagtail.search import index

from campaign.blocks import PageBody
from campaign.models.base import BasePage
from campaign.rules import may_moderate, organised_by
from engine.part_cache import rows_unless_none
from safety.html import render_markdown
from safety.letters import plain_letters
from safety.markdown import Surroundings
from safety.words import first_words

_TAGS = re.compile(r"<(\w+)")
OPENING_WORDS = 45  # under the name; on a phone what one can do is still on the first screen


class CollectiveQuerySet(models.QuerySet):
    """Collectives as sentences."""

    def approved(self):
        """Those listed in the directory."""
        return self.filter(approved_at__isnull=False)

    def first_those_one_can_join(self):
        """Active ones, then those in the making, allies and sleepers last; within these by name."""
        ranks = [models.When(status=status, then=rank) for rank, status in enumerate(("active", "forming", "wanted"))]
        return self.order_by(models.Case(*ranks, default=len(ranks)), "name", "pk")

    def waiting(self):
        """Those that a moderator has not answered yet, the oldest first."""
        return self.filter(approved_at__isnull=True, declined_at__isnull=True).order_by("created_at", "pk")

    def visible_to(self, user):
        """Listed and waiting ones for whoever has their address; declined ones for organisers and moderators."""
        if not user.is_authenticated:
            return self.filter(declined_at__isnull=True)
        if may_moderate(user):
            return self.all()
        return self.filter(models.Q(declined_at__isnull=True) | models.Q(pk__in=organised_by(user)))

    def editable_by(self, user):
        """Those whose words this person may change: their organisers, and the campaign's moderators."""
        if not user.is_authenticated:
            return self.none()
        return self.all() if may_moderate(user) else self.organised_by(user)

    def bulk_create(self, objs, *args, **kwargs):
        """Made many at once they are found like the others."""
        objs = list(objs)
        for one in objs:
            one.search_text = one.words_to_search()
        return super().bulk_create(objs, *args, **kwargs)

    def organised_by(self, user):
        """Those whose organiser `user` is."""
        return self.filter(memberships__user_id=user.pk, memberships__role="organiser")


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
    mailing_list = models.URLField(
        _("mailing list"), blank=True, help_text=_("The page where one subscribes to your list or newsletter.")
    )
    feed = models.URLField(_("feed"), blank=True, help_text=_("The RSS or Atom feed of your own site."))
    press_contact = models.TextField(
        _("press contact"), blank=True, max_length=500, help_text=_("Everyone can read it. A pseudonym will do.")
    )
    contact_email = models.EmailField(
        _("address for messages"),
        blank=True,
        help_text=_(
            "What people write to you through the form goes there. Nobody sees it. Left empty, messages go to the "
            "organisers who gave the site an address."
        ),
    )
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    approved_at = models.DateTimeField(_("approved"), null=True, blank=True)
    declined_at = models.DateTimeField(_("declined"), null=True, blank=True, editable=False)
    declined_because = models.CharField(_("reason"), max_length=1000, blank=True, editable=False)
    alive_on = models.DateField(
        null=True, blank=True, editable=False, help_text=_("The last day someone of the collective did something.")
    )
    asked_if_alive_on = models.DateField(null=True, blank=True, editable=False)
    status_before_sleep = models.CharField(max_length=10, blank=True, editable=False)
    search_text = models.TextField(blank=True, editable=False, help_text=_("What is searched, in plain letters."))
    organisers_group = models.OneToOneField(
        "auth.Group", models.SET_NULL, null=True, blank=True, related_name="+", editable=False
    )
    media_collection = models.OneToOneField(
        "wagtailcore.Collection", models.SET_NULL, null=True, blank=True, related_name="+", editable=False
    )

    objects = CollectiveQuerySet.as_manager()

    class Meta:
        verbose_name = _("collective")
        verbose_name_plural = _("collectives")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def save(self, *args, update_fields=None, **kwargs):
        """Keep what is searched in step with what is read."""
        if update_fields is None or {"name", "introduction", "meeting_words", "commune"} & set(update_fields):
            self.search_text = self.words_to_search()
            update_fields = {*update_fields, "search_text"} if update_fields is not None else None
        super().save(*args, update_fields=update_fields, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("campaign:collective", kwargs={"slug": self.slug})

    def words_to_search(self) -> str:
        """Name, commune and words, without accents and capitals."""
        return plain_letters(f"{self.name} {self.commune.name} {self.introduction} {self.meeting_words}")

    @cached_property
    def introduction_html(self) -> str:
        """The introduction as safe HTML."""
        return render_markdown(self.introduction, Surroundings(top=2))

    @property
    def says_how_to_come(self) -> bool:
        """Whether it says when it meets, how to join, or where else to find it."""
        ways = (self.meeting_words, self.how_to_join, self.website, self.mailing_list, self.feed, self.press_contact)
        return any(ways)

    @property
    def introduction_words(self) -> str:
        """The introduction without any marks."""
        return unescape(strip_tags(self.introduction_html))

    @property
    def opening(self) -> str:
        """Its first words, for under its name."""
        return first_words(self.introduction_words, OPENING_WORDS)

    @property
    def is_told_by_opening(self) -> bool:
        """Whether these first words are all there is to read, and no link or list besides."""
        plain = set(_TAGS.findall(self.introduction_html)) <= {"p", "br", "em", "strong"}
        return plain and not self.opening.endswith("…")

    @property
    def sign_key(self) -> str:
        """What its sign is drawn by: the key, so that another name keeps the sign."""
        return f"collective:{self.pk}"

    @property
    def is_approved(self) -> bool:
        """Whether the directory lists it."""
        return self.approved_at is not None

    @property
    def is_declined(self) -> bool:
        """Whether a moderator has said no; its organisers may change it and send it again."""
        return self.declined_at is not None and self.approved_at is None

    @property
    def takes_members(self) -> bool:
        """Whether one can ask to join here: allies and collectives that nobody runs yet are only listed."""
        return self.is_approved and self.status in {
            self.Status.ACTIVE,
            self.Status.FORMING,
            self.Status.SLEEPING,
        }

    @property
    def status_as_of_words(self) -> str:
        """Since when the status is known to be so, as one says it: « avril 2022 »."""
        year, _dash, month = self.status_as_of.partition("-")
        if year.isdigit() and month.isdigit() and 1 <= int(month) <= 12 and int(year) > 0:
            return date_format(date(int(year), int(month), 1), "F Y")
        return self.status_as_of

    def page_in(self, language: str) -> CollectivePage | None:
        """Its published Wagtail face in a language, unless it lies in a part of the tree that is not for everybody."""
        faces = rows_unless_none(
            ("campaign:face", self.pk, language),
            lambda: self.pages.live().public().filter(locale__language_code=language)[:1],
        )
        return next(iter(faces), None)


class CollectiveIndexPage(BasePage):
    """The directory of collectives, at /collectifs/. A view answers there; this page brings its words."""

    introduction = RichTextField(_("introduction"), blank=True, features=["bold", "italic", "link"])

    template = "campaign/collective_list.html"
    content_panels = [*BasePage.content_panels, FieldPanel("introduction")]
    parent_page_types = ["campaign.HomePage"]
    subpage_types = ["campaign.CollectivePage"]
    max_count_per_parent = 1

    class Meta:
        verbose_name = _("directory of collectives")


class CollectivePage(BasePage):
    """The Wagtail face of a collective: body and pictures, one per language. Made when the collective is approved."""

    collective = models.ForeignKey(Collective, models.PROTECT, related_name="pages", verbose_name=_("collective"))
    picture = models.ForeignKey(
        "campaign.CampaignImage",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("picture"),
    )
    body = StreamField(
        PageBody(),
        blank=True,
        verbose_name=_("body"),
        help_text=_("Name, introduction and meeting are edited on the site itself; here is room for everything else."),
    )

    template = "campaign/collective_detail.html"
    content_panels = [*BasePage.content_panels, FieldPanel("picture"), FieldPanel("body")]
    search_fields = [
        *BasePage.search_fields,
        index.SearchField("body"),
        index.RelatedFields(
            "collective",
            [index.SearchField("name"), index.SearchField("introduction"), index.SearchField("meeting_words")],
        ),
    ]
    parent_page_types = ["campaign.CollectiveIndexPage"]
    # Approval makes it (campaign/services/approval.py); an editor never adds one by hand.
    is_creatable = False
    # It answers at the collective's address, open to all: a restriction of its own would promise what is not kept.
    private_page_options: list[str] = []

    class Meta:
        verbose_name = _("collective's page")
        verbose_name_plural = _("collectives' pages")

    def save(self, *args, **kwargs):
        """Keep the collective's own address whatever was typed."""
        self.slug = self.collective.slug
        super().save(*args, **kwargs)

    def get_context(self, request, *args, **kwargs):
        return super().get_context(request, *args, **kwargs) | {"collective": self.collective}
