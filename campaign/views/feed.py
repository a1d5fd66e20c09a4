"""Articles and communiqués for feed readers: Atom, whole text."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from campaign.models import ArticlePage, SiteSettings, Statement
from campaign.queries import published_statements
from safety.words import storable

ENTRIES_IN_FEED = 20


def _printable(said):
    """The same words without the control signs that people paste, and that XML 1.0 does not take."""
    if isinstance(said, list):
        return [_printable(one) for one in said]
    return storable(said) if isinstance(said, str) else said


class FullTextAtom(Atom1Feed):
    """Atom with the whole text of each entry."""

    def __init__(self, **said):
        super().__init__(**{name: _printable(words) for name, words in said.items()})

    def add_item(self, **said):
        super().add_item(**{name: _printable(words) for name, words in said.items()})

    def add_item_elements(self, handler, item):
        super().add_item_elements(handler, item)
        handler.addQuickElement("content", item["content"], {"type": "html", "xml:base": item["link"]})


@dataclass(frozen=True)
class Entry:
    """What a feed tells of an article, or of a communiqué."""

    title: str
    link: str
    summary: str
    author: str
    day: date
    updated: datetime | None
    licence: str
    content: str


class ArticleFeed(Feed):
    """The latest articles of the language of the address. With the French ones, what collectives themselves publish:
    a communiqué has one face, and collectives write in French.
    """

    feed_type = FullTextAtom

    def get_object(self, request, *args, **kwargs):
        return request

    def title(self, request):
        name = SiteSettings.for_request(request).campaign_name
        return _("%(campaign)s: articles and communiqués") % {"campaign": name} if name else _("Articles")

    def link(self, request):
        return request.build_absolute_uri(reverse("wagtail_serve", args=["articles/"]))

    def subtitle(self, request):
        return SiteSettings.for_request(request).tagline

    def items(self, request):
        language = get_language() or settings.LANGUAGE_CODE
        articles = ArticlePage.objects.live().public().filter(locale__language_code=language)
        latest = articles.latest_first().prefetch_related("footnotes")[:ENTRIES_IN_FEED]
        entries = [_of_article(page) for page in latest]
        if language == settings.LANGUAGE_CODE:
            entries += [_of_statement(statement) for statement in published_statements()[:ENTRIES_IN_FEED]]
        return sorted(entries, key=lambda entry: entry.day, reverse=True)[:ENTRIES_IN_FEED]

    def item_title(self, item):
        return item.title

    def item_description(self, item):
        return item.summary

    def item_link(self, item):
        return item.link

    def item_author_name(self, item):
        return item.author or None

    def item_pubdate(self, item):
        return timezone.make_aware(datetime.combine(item.day, time(9)))

    def item_updateddate(self, item):
        return item.updated

    def item_copyright(self, item):
        return item.licence or None

    def item_extra_kwargs(self, item):
        return {"content": item.content}


def _of_article(page: ArticlePage) -> Entry:
    html = page.body.render_as_block({"page": page}) if page.body else ""
    return Entry(
        title=page.title,
        link=page.url or page.full_url,
        summary=page.standfirst,
        author=page.authors,
        day=page.date,
        updated=page.last_published_at,
        licence=page.licence,
        content=render_to_string("campaign/article_feed_entry.html", {"page": page, "body_html": html}),
    )


def _of_statement(statement: Statement) -> Entry:
    return Entry(
        title=statement.title,
        link=statement.get_absolute_url(),
        summary="",
        author=statement.collective.name,
        day=statement.published_on,
        updated=statement.updated_at,
        licence="",
        content=statement.html,
    )
