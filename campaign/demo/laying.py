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
from campaign.demo.facts import GROUPS, INVENTED_LINKS, INVENTED_SLUG, INVENTED_STATEMENT, SOURCES, Group
from campaign.demo.toolbox import TOOLS
from campaign.demo.typesetting import typeset
from campaign.models import ArticleIndexPage, ArticlePage, Collective, Statement, ToolPage
from campaign.services import approve_collective, lay_page_tree, lay_toolbox
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
    _lay_statement(Collective.objects.get(slug=INVENTED_SLUG))
    articles = sum(_lay_article(article) for article in ARTICLES)
    for tool in TOOLS:
        _lay_tool(tool)
    return f"{len(GROUPS)} collectives, {articles} articles, {len(TOOLS)} tools"


def _lay_group(group: Group) -> None:
    collective, _created = Collective.objects.update_or_create(
        slug=group.slug,
        defaults={
            "name": group.name,
            "commune": Commune.objects.get(pk=group.insee),
            "status": group.status,
            "status_as_of": group.as_of,
            "introduction": typeset(group.introduction),
            "meeting_words": typeset(group.meeting_words),
            "how_to_join": typeset(group.how_to_join),
            "website": group.website,
            **(INVENTED_LINKS if group.slug == INVENTED_SLUG else {}),
        },
    )
    approve_collective(collective=collective)


def _lay_statement(collective: Collective) -> None:
    """The invented collective's one communiqué, as the demonstration says it."""
    title, text = (typeset(words) for words in INVENTED_STATEMENT)
    Statement.objects.update_or_create(collective=collective, title=title, defaults={"text": text})


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
        words = typeset(article[language]) if language == "fr" else article[language]
        index = ArticleIndexPage.objects.get(locale=french).get_translation(Locale.objects.get(language_code=language))
        page = ArticlePage(
            slug=article["slug"],
            title=words["title"],
            standfirst=words["standfirst"],
            subject=article["subject"],
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


def _lay_tool(tool: dict[str, Any]) -> None:
    """A page of the toolbox; made where it is missing, its words restored where it is not."""
    toolbox = lay_toolbox()
    words = typeset({name: tool[name] for name in ("title", "introduction", "body")})
    page = ToolPage.objects.child_of(toolbox).filter(slug=tool["slug"]).first()
    if page is None:
        page = toolbox.add_child(instance=ToolPage(slug=tool["slug"], locale=toolbox.locale, **words))
    for name, value in words.items():
        setattr(page, name, value)
    page.save_revision().publish()
