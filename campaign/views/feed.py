"""Articles for feed readers: Atom, whole text."""

from __future__ import annotations

from datetime import datetime, time

from django.contrib.syndication.views import Feed
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from campaign.models import ArticlePage, SiteSettings

ARTICLES_IN_FEED = 20


class FullTextAtom(Atom1Feed):
    """Atom with the whole text of each entry."""

    def add_item_elements(self, handler, item):
        super().add_item_elements(handler, item)
        handler.addQuickElement("content", item["content"], {"type": "html", "xml:base": item["link"]})


class ArticleFeed(Feed):
    """The latest articles of the language of the address."""

    feed_type = FullTextAtom

    def get_object(self, request, *args, **kwargs):
        return request

    def title(self, request):
        name = SiteSettings.for_request(request).campaign_name
        return _("%(campaign)s: articles") % {"campaign": name} if name else _("Articles")

    def link(self, request):
        return request.build_absolute_uri(reverse("wagtail_serve", args=["articles/"]))

    def subtitle(self, request):
        return SiteSettings.for_request(request).tagline

    def items(self, request):
        articles = ArticlePage.objects.live().public().filter(locale__language_code=get_language() or "fr")
        return articles.latest_first().prefetch_related("footnotes")[:ARTICLES_IN_FEED]

    def item_title(self, item):
        return item.title

    def item_description(self, item):
        return item.standfirst

    def item_link(self, item):
        return item.url or item.full_url

    def item_author_name(self, item):
        return item.authors or None

    def item_pubdate(self, item):
        return timezone.make_aware(datetime.combine(item.date, time(9)))

    def item_updateddate(self, item):
        return item.last_published_at

    def item_copyright(self, item):
        return item.licence or None

    def item_extra_kwargs(self, item):
        html = item.body.render_as_block({"page": item}) if item.body else ""
        content = render_to_string("campaign/article_feed_entry.html", {"page": item, "body_html": html})
        return {"content": content}
