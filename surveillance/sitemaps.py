"""What search engines are told of: public projects."""

from __future__ import annotations

from datetime import datetime

from django.contrib.sitemaps import Sitemap
from django.db.models import Max, QuerySet

from surveillance.models import Project


class ProjectSitemap(Sitemap):
    """Projects that somebody has read and accepted, in both languages."""

    i18n = True
    alternates = True
    limit = 5000

    def items(self) -> QuerySet[Project]:
        return Project.objects.published().only("slug", "updated_at").order_by("pk")

    def lastmod(self, item: Project) -> datetime:
        return item.updated_at

    def get_latest_lastmod(self) -> datetime | None:
        """When the latest of them changed, without reading them."""
        latest: datetime | None = Project.objects.published().aggregate(latest=Max("updated_at"))["latest"]
        return latest
