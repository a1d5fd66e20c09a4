"""What search engines are told of events: those that the agenda lists, each once."""

from __future__ import annotations

from datetime import datetime

from django.contrib.sitemaps import Sitemap
from django.db.models import Max, QuerySet

from events.models import Event


class EventSitemap(Sitemap):
    """Listed events in both languages. Unlisted ones answer at their address and are told to nobody."""

    i18n = True
    alternates = True
    limit = 5000

    def items(self) -> QuerySet[Event]:
        return Event.objects.listed().only("slug", "updated_at").order_by("pk")

    def lastmod(self, item: Event) -> datetime:
        return item.updated_at

    def get_latest_lastmod(self) -> datetime | None:
        """When the latest of them changed, without reading them."""
        latest: datetime | None = Event.objects.listed().aggregate(latest=Max("updated_at"))["latest"]
        return latest
