"""What every page of the site shares."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.models import Page, PageViewRestriction, Workflow

from campaign.typesetting import typeset_page


class BasePage(Page):
    """Abstract: a page with a picture and a sentence for those who share its address."""

    social_image = models.ForeignKey(
        "campaign.CampaignImage",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("picture when shared"),
    )

    promote_panels = [
        *Page.promote_panels,
        MultiFieldPanel([FieldPanel("social_image")], heading=_("When someone shares the address")),
    ]

    class Meta:
        abstract = True

    def get_url_parts(self, request: HttpRequest | None = None) -> tuple[int, str, str] | None:
        """Wagtail's answer, with the address of the installation in place of the host name that Wagtail's site row has.

        Canonical links, feeds, schema.org and sitemaps ask for it; the row says "localhost" until somebody changes it.
        """
        parts = super().get_url_parts(request=request)
        return None if parts is None else (parts[0], settings.SITE_URL, parts[2])

    def get_workflow(self) -> Workflow | None:
        """None: one editor publishes. Wagtail's own workflow asks a group that is no more (accounts/names.py)."""
        return None

    def clean(self) -> None:
        """Wagtail's checks; what is typed into a French page gets the signs of French."""
        super().clean()
        if self.locale_id and self.locale.language_code == "fr":
            typeset_page(self)

    def get_view_restrictions(self) -> models.QuerySet[PageViewRestriction]:
        """Wagtail's answer, without reading the page's ancestors when nothing on the whole site is restricted."""
        if not PageViewRestriction.objects.exists():
            return PageViewRestriction.objects.none()
        return super().get_view_restrictions()
