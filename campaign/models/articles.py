"""News and analyses."""

from __future__ import annotations

import math
from typing import NamedTuple

from django.core.paginator import Paginator
from django.db import models
from django.utils import timezone
from django.utils.html import strip_tags
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.fields import RichTextField, StreamField
from wagtail.models import PageManager, PageQuerySet
from wagtail.search import index

from campaign.blocks import ArticleBody
from campaign.blocks.evidence import number_of_things
from campaign.models.base import BasePage
from campaign.models.review import Reviewed, ReviewedPage
from campaign.schema_org import article_data

ARTICLES_A_PAGE = 12
WORDS_A_MINUTE = 220
FIGURE_AT_MOST = 4000  # dots that a picture of a figure still shows one by one


class Counted(NamedTuple):
    """The figure that an article is about, as its picture draws it: one dot a thing."""

    number: int
    before: int
    label: str
    year: str
    before_year: str


class ArticleQuerySet(PageQuerySet):
    """Articles as sentences."""

    def latest_first(self) -> ArticleQuerySet:
        """By the date shown on the article, not by when it was typed in."""
        return self.order_by("-date", "-pk")

    def for_cards(self) -> ArticleQuerySet:
        """With the pictures that lists show, in a constant number of queries."""
        return self.select_related("picture").prefetch_related("picture__renditions")


ArticleManager = PageManager.from_queryset(ArticleQuerySet)


class ArticleIndexPage(Reviewed, BasePage):
    """All articles, at /articles/."""

    introduction = RichTextField(_("introduction"), blank=True, features=["bold", "italic", "link"])

    content_panels = [*BasePage.content_panels, FieldPanel("introduction")]
    parent_page_types = ["campaign.HomePage"]
    subpage_types = ["campaign.ArticlePage"]
    max_count_per_parent = 1

    class Meta:
        verbose_name = _("list of articles")

    def get_context(self, request, *args, **kwargs):
        articles = ArticlePage.objects.live().public().child_of(self).latest_first().for_cards()
        page_obj = Paginator(articles, ARTICLES_A_PAGE).get_page(request.GET.get("page"))
        return super().get_context(request, *args, **kwargs) | {"page_obj": page_obj, "articles": page_obj.object_list}


class ArticlePage(ReviewedPage, BasePage):
    """An article: who wrote it, when, under which licence, and where it appeared first."""

    class Subject(models.TextChoices):
        """What its drawn picture shows without photograph and key figure: motifs of campaign/plates/."""

        CAMERAS = "cameras", _("cameras")
        VSA = "vsa", _("algorithmic analysis (VSA)")
        FACES = "faces", _("facial recognition")
        SOUND = "sound", _("sound")
        DRONES = "drones", _("drones")
        PREDICTION = "prediction", _("prediction")
        LOUDSPEAKERS = "loudspeakers", _("loudspeakers")
        SCAN_CARS = "scan_cars", _("scan-cars")
        SENSORS = "sensors", _("sensors")
        CARTOPARTIE = "cartopartie", _("cartopartie")
        MEETING = "meeting", _("meeting")
        COUNCIL = "council", _("council sitting")
        HEARING = "hearing", _("hearing or court filing")
        WORKSHOP = "workshop", _("workshop")
        TALK = "talk", _("screening or talk")
        ACTION = "action", _("action")
        GATHERING = "gathering", _("gathering")
        FESTIVAL = "festival", _("festival")

    standfirst = models.TextField(
        _("standfirst"), blank=True, help_text=_("Two sentences under the title; also shown in lists and when shared.")
    )
    date = models.DateField(
        _("date"), default=timezone.localdate, help_text=_("The day it was published, here or elsewhere.")
    )
    authors = models.CharField(
        _("authors"), max_length=200, blank=True, help_text=_("Names or pseudonyms, separated by commas.")
    )
    illustrator = models.CharField(_("illustrator"), max_length=120, blank=True)
    first_published_name = models.CharField(
        _("first published at"), max_length=120, blank=True, help_text=_("The name of the site or paper.")
    )
    first_published_url = models.URLField(_("address of the first publication"), blank=True)
    imported_from = models.CharField(
        max_length=500,
        blank=True,
        db_index=True,
        editable=False,
        help_text=_("The name that the feed it was imported from gives it, so that it is imported once."),
    )
    licence = models.CharField(_("licence"), max_length=80, blank=True, help_text=_("For example CC BY-SA 4.0."))
    picture = models.ForeignKey(
        "campaign.CampaignImage",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("picture"),
        help_text=_("Above the title and in lists. Its credit comes with it."),
    )
    picture_alternative = models.CharField(
        _("what the picture shows"), max_length=250, blank=True, help_text=_("For those who cannot see it.")
    )
    subject = models.CharField(
        _("subject of the drawn picture"),
        max_length=12,
        choices=Subject,
        blank=True,
        help_text=_(
            "Without a photograph the article gets a drawing: of its first key figure, else of this, else of its year."
        ),
    )
    collectives = ParentalManyToManyField(
        "campaign.Collective",
        blank=True,
        related_name="articles",
        verbose_name=_("collectives"),
        help_text=_("The article is listed on their pages."),
    )
    body = StreamField(ArticleBody(), blank=True, verbose_name=_("body"))

    objects = ArticleManager()

    content_panels = [
        *BasePage.content_panels,
        FieldPanel("standfirst"),
        MultiFieldPanel(
            [FieldPanel("picture"), FieldPanel("picture_alternative"), FieldPanel("subject")], heading=_("Picture")
        ),
        FieldPanel("body"),
        InlinePanel("footnotes", label=_("Footnotes")),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("date"), FieldPanel("licence")]),
                FieldRowPanel([FieldPanel("authors"), FieldPanel("illustrator")]),
                FieldRowPanel([FieldPanel("first_published_name"), FieldPanel("first_published_url")]),
            ],
            heading=_("Who, when, where"),
        ),
        FieldPanel("collectives"),
    ]
    search_fields = [
        *BasePage.search_fields,
        index.SearchField("standfirst"),
        index.AutocompleteField("standfirst"),
        index.SearchField("body"),
        index.AutocompleteField("body"),
        index.SearchField("authors"),
        index.FilterField("date"),
    ]
    parent_page_types = ["campaign.ArticleIndexPage"]
    subpage_types: list[str] = []

    class Meta:
        verbose_name = _("article")
        verbose_name_plural = _("articles")

    @property
    def counted(self) -> Counted | None:
        """Its first key figure that is a bare number of things which exist, few enough to draw each as a dot."""
        for block in self.body.raw_data:
            value = block["value"] if block["type"] == "key_figure" else {}
            number = number_of_things(value.get("number"))
            if value.get("status") == "planned" or number is None or not 1 < number <= FIGURE_AT_MOST:
                continue
            before = value.get("before") or 0
            words = (value.get(name) or "" for name in ("label", "year", "before_year"))
            return Counted(number, before if before < number else 0, *words)
        return None

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        # The body is rendered first: each footnote met adds itself to the page, and the template lists them below.
        context["body_html"] = self.body.render_as_block(context) if self.body else ""
        context["minutes"] = math.ceil(len(strip_tags(context["body_html"]).split()) / WORDS_A_MINUTE)
        context["data"] = article_data(self)
        context["others"] = (
            ArticlePage.objects.live()
            .public()
            .filter(locale=self.locale)
            .exclude(pk=self.pk)
            .latest_first()
            .for_cards()[:3]
        )
        return context

    @property
    def shared_picture(self):
        """The picture that goes with the address when someone shares it."""
        return self.social_image or self.picture

    def author_list(self) -> list[str]:
        """The authors one by one."""
        return [name.strip() for name in self.authors.split(",") if name.strip()]
