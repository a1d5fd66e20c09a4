"""Laying the demonstration; done again, it restores what was changed."""

from __future__ import annotations

import re
import uuid
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from wagtail.models import Locale
from wagtail_footnotes.models import Footnote

from campaign.demo.articles import ARTICLES
from campaign.demo.facts import GROUPS, SOURCES, Group
from campaign.models import ArticleIndexPage, ArticlePage, Collective
from campaign.services import approve_collective, lay_page_tree
from places.models import Commune
from places.services import load_communes

_NOTE = re.compile(r"\[\^(\w+)\]")
_NAMESPACE = uuid.UUID("6f0c1f0e-2b53-4f0e-9b1c-5d1d5f7f2a11")
_LANGUAGES = ("fr", "en")


@transaction.atomic
def load() -> str:
    """Lay or restore collectives and articles; return what was done, in a few words."""
    load_communes()
    lay_page_tree()
    for group in GROUPS:
        _lay_group(group)
    articles = sum(_lay_article(article) for article in ARTICLES)
    return f"{len(GROUPS)} collectives, {articles} articles"


def _lay_group(group: Group) -> None:
    collective, _created = Collective.objects.update_or_create(
        slug=group.slug,
        defaults={
            "name": group.name,
            "commune": Commune.objects.get(pk=group.insee),
            "status": group.status,
            "status_as_of": group.as_of,
            "introduction": group.introduction,
            "meeting_words": group.meeting_words,
            "how_to_join": group.how_to_join,
            "website": group.website,
        },
    )
    approve_collective(collective=collective)


def _note_id(slug: str, source: str) -> str:
    return str(uuid.uuid5(_NAMESPACE, f"{slug}/{source}"))


def _body(article: dict[str, Any], language: str) -> list[tuple[str, Any]]:
    def tag(match: re.Match[str]) -> str:
        note = _note_id(article["slug"], match[1])
        return f'<footnote id="{note}">{note[:6]}</footnote>'

    return [(kind, _NOTE.sub(tag, value) if kind == "text" else value) for kind, value in article[language]["body"]]


def _notes(article: dict[str, Any], language: str, locale: Locale) -> list[Footnote]:
    """One footnote for each source the text names, worded in the article's language."""
    words = "".join(value for kind, value in article[language]["body"] if kind == "text")
    sources = list(dict.fromkeys(_NOTE.findall(words)))
    return [
        Footnote(
            uuid=_note_id(article["slug"], source),
            translation_key=_note_id(article["slug"], source),
            locale=locale,
            text=f"<p>{SOURCES[source][_LANGUAGES.index(language)]}</p>",
            sort_order=number,
        )
        for number, source in enumerate(sources)
    ]


def _lay_article(article: dict[str, Any]) -> int:
    """An article in each language it has; made anew each time, so that it is what the demonstration says."""
    french = Locale.objects.get(language_code="fr")
    for page in ArticlePage.objects.filter(slug=article["slug"]):
        ArticlePage.objects.get(pk=page.pk).delete()
    key = uuid.uuid5(_NAMESPACE, article["slug"])
    collectives = list(Collective.objects.filter(slug__in=article["collectives"]))
    laid = 0
    for language in _LANGUAGES:
        if language not in article:
            continue
        index = ArticleIndexPage.objects.get(locale=french).get_translation(Locale.objects.get(language_code=language))
        page = ArticlePage(
            slug=article["slug"],
            title=article[language]["title"],
            standfirst=article[language]["standfirst"],
            date=timezone.localdate() - timedelta(days=article["days_ago"]),
            authors="L’équipe de démonstration" if language == "fr" else "The demonstration team",
            licence="CC BY-SA 4.0",
            body=_body(article, language),
            locale=index.locale,
            translation_key=key,
        )
        page.collectives = collectives
        page.footnotes = _notes(article, language, index.locale)
        index.add_child(instance=page)
        page.save_revision().publish()
        laid += 1
    return laid
