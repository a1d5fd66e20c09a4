"""Projects for feed readers: Atom, the whole story of each, with the filters of the list."""

from __future__ import annotations

from typing import Any

from django.contrib.syndication.views import Feed
from django.http import Http404, HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from campaign.models import SiteSettings
from campaign.views.feed import FullTextAtom
from surveillance import queries
from surveillance.forms import ProjectFilter
from surveillance.models import Project

PROJECTS_IN_FEED = 30


class ProjectFeed(Feed):
    """The projects told last."""

    feed_type = FullTextAtom

    def get_object(self, request: HttpRequest, *args: Any, **kwargs: Any) -> tuple[HttpRequest, ProjectFilter]:
        form = ProjectFilter(request.GET)
        if not form.is_valid():
            raise Http404
        return request, form

    def title(self, asked: tuple[HttpRequest, ProjectFilter]) -> str:
        name = SiteSettings.for_request(asked[0]).campaign_name
        words = _("Surveillance projects")
        return f"{name}{_(': ')}{words[:1].lower()}{words[1:]}" if name else words

    def link(self, asked: tuple[HttpRequest, ProjectFilter]) -> str:
        return asked[0].build_absolute_uri(reverse("surveillance:projects"))

    def items(self, asked: tuple[HttpRequest, ProjectFilter]) -> Any:
        return queries.projects(asked[1].filters())[:PROJECTS_IN_FEED]

    def item_title(self, item: Project) -> str:
        return f"{item.name} ({item.where})" if item.where else item.name

    def item_description(self, item: Project) -> str:
        line = item.latest_line
        return str(line) if line else ""

    def item_pubdate(self, item: Project) -> Any:
        return item.published_at

    def item_updateddate(self, item: Project) -> Any:
        return item.updated_at

    def item_categories(self, item: Project) -> list[str]:
        return item.kind_labels

    def item_extra_kwargs(self, item: Project) -> dict[str, str]:
        context = {"project": item, "lines": queries.story(item)}
        return {"content": render_to_string("surveillance/feed_entry.html", context)}
