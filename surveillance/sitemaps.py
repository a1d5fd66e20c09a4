"""What search engines are told of: public projects."""

from __future__ import annotations

from datetime import datetime

from django.contrib.sitemaps import Sitemap
from django.db.models import QuerySet

from surveillance.models import Project


class ProjectSitemap(Sitemap):
    """Projects that somebody has read and accepted, in both languages."""

    i18n = True
    alternates = True
    limit = 5000

    def items(self) -> QuerySet[Project]:
        return Project.objects.published().order_by("pk")

    def lastmod(self, item: Project) -> datetime:
        return item.updated_at
