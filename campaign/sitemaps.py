"""What search engines are told of the campaign: its published pages, its approved collectives."""

from __future__ import annotations

from datetime import datetime

from django.contrib.sitemaps import Sitemap
from django.db.models import QuerySet
from wagtail.models import Page

from campaign.models import Collective, CollectivePage


class PageSitemap(Sitemap):
    """Pages of the campaign, each in its own language. Faces of collectives and events stand in the other sitemaps."""

    def items(self) -> list[Page]:
        pages = Page.objects.live().public().filter(content_type__app_label="campaign").not_type(CollectivePage)
        return [page for page in pages.order_by("path").specific() if page.url]

    def location(self, item: Page) -> str:
        return str(item.get_url_parts()[2])

    def lastmod(self, item: Page) -> datetime | None:
        return item.last_published_at


class CollectiveSitemap(Sitemap):
    """Approved collectives in both languages."""

    i18n = True
    alternates = True

    def items(self) -> QuerySet[Collective]:
        return Collective.objects.approved().only("slug").order_by("pk")
