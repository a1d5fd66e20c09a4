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
# French puts an unbreakable thin space before double punctuation and between thousands.
_SPACES = ((re.compile(r" (?=[?!;:»%€])|(?<=«) "), "\u202f"), (re.compile(r"(?<=\d) (?=\d{3}\b)"), "\u202f"))
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
            "introduction": _typeset(group.introduction),
            "meeting_words": _typeset(group.meeting_words),
            "how_to_join": _typeset(group.how_to_join),
            "website": group.website,
        },
    )
    approve_collective(collective=collective)


def _typeset(value: Any) -> Any:
    """French spacing in every string of a value."""
    if isinstance(value, str):
        for pattern, space in _SPACES:
            value = pattern.sub(space, value)
        return value
    if isinstance(value, dict):
        return {key: _typeset(one) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return type(value)(_typeset(one) for one in value)
    return value


def _note_id(slug: str, source: str) -> str:
    return str(uuid.uuid5(_NAMESPACE, f"{slug}/{source}"))


def _body(slug: str, words: dict[str, Any]) -> list[tuple[str, Any]]:
    def tag(match: re.Match[str]) -> str:
        note = _note_id(slug, match[1])
        return f'<footnote id="{note}">{note[:6]}</footnote>'

    return [(kind, _NOTE.sub(tag, value) if kind == "text" else value) for kind, value in words["body"]]


def _notes(slug: str, words: dict[str, Any], locale: Locale) -> list[Footnote]:
    """One footnote for each source the text names, worded in the article's language."""
    text = "".join(value for kind, value in words["body"] if kind == "text")
    language = _LANGUAGES.index(locale.language_code)
    return [
        Footnote(
            uuid=_note_id(slug, source),
            translation_key=_note_id(slug, source),
            locale=locale,
            text=f"<p>{SOURCES[source][language]}</p>",
            sort_order=number,
        )
        for number, source in enumerate(dict.fromkeys(_NOTE.findall(text)))
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
        words = _typeset(article[language]) if language == "fr" else article[language]
        index = ArticleIndexPage.objects.get(locale=french).get_translation(Locale.objects.get(language_code=language))
        page = ArticlePage(
            slug=article["slug"],
            title=words["title"],
            standfirst=words["standfirst"],
            date=timezone.localdate() - timedelta(days=article["days_ago"]),
            authors="L’équipe de démonstration" if language == "fr" else "The demonstration team",
            licence="CC BY-SA 4.0",
            body=_body(article["slug"], words),
            locale=index.locale,
            translation_key=key,
        )
        page.collectives = collectives
        page.footnotes = _notes(article["slug"], words, index.locale)
        index.add_child(instance=page)
        page.save_revision().publish()
        laid += 1
    return laid
