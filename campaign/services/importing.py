"""The past of another site as draft articles: each once, by the name its feed gives it."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Locale
from wagtail_footnotes.models import Footnote

from campaign.importing.bodies import Body, UnreadableBody, read_body
from campaign.importing.feeds import Entry, ReadFeed, plain
from campaign.importing.notes import MARK
from campaign.models import ArticleIndexPage, ArticlePage
from campaign.slugs import free_slug
from safety.addresses import web_address
from safety.words import one_line

_NAMESPACE = uuid.UUID("1b7d3f52-5f0e-4d0a-9a53-0a7b7c9d2e44")
_LONGEST_GUID = 500


@dataclass
class Told:
    """What became of one entry, and what an editor should look at."""

    title: str
    outcome: str  # "new", "known" or "failed"
    remarks: list[str] = field(default_factory=list)


@transaction.atomic
def import_articles(feed: ReadFeed, *, language: str, dry_run: bool = False) -> list[Told]:
    """Make a draft of each entry that is not here yet; what was imported before stays as editors left it.

    A dry run does everything and takes it back.
    """
    index = ArticleIndexPage.objects.get(locale=Locale.objects.get(language_code=language))
    told = [_import(entry, feed=feed, index=index) for entry in feed.entries]
    if dry_run:
        transaction.set_rollback(True)
    return told


def _import(entry: Entry, *, feed: ReadFeed, index: Any) -> Told:
    title = entry.title[:255] or _("Without title")
    guid = _guid(entry)
    if not guid:
        return Told(title, "failed", [_("it has neither name nor address, so it could come in twice")])
    if ArticlePage.objects.filter(imported_from=guid, locale=index.locale).exists():
        return Told(title, "known")
    try:
        body = read_body(entry.html, base=entry.url)
    except UnreadableBody as reason:
        return Told(title, "failed", [str(reason)])
    told = Told(title, "new", body.remarks)
    with transaction.atomic():
        _draft(entry, body=body, title=title, guid=guid, feed=feed, index=index, told=told)
    return told


def _guid(entry: Entry) -> str:
    name = one_line(entry.guid)
    return name if len(name) <= _LONGEST_GUID else str(uuid.uuid5(_NAMESPACE, name))


def _draft(entry: Entry, *, body: Body, title: str, guid: str, feed: ReadFeed, index: Any, told: Told) -> None:
    notes = [str(uuid.uuid5(_NAMESPACE, f"{guid}/{index.locale_id}/{number}")) for number in range(len(body.notes))]
    url = web_address(entry.url) if len(entry.url) <= 200 else ""
    if entry.published is None:
        told.remarks.append(_("it has no date: today's was taken"))
    if not body.blocks:
        told.remarks.append(_("it has no text"))
    page = ArticlePage(
        title=title,
        slug=free_slug(title, index.get_children(), otherwise="article", longest=80),
        standfirst=_standfirst(entry),
        date=entry.published or timezone.localdate(),
        authors=one_line(", ".join(entry.authors))[:200],
        first_published_name=one_line(feed.title)[:120],
        first_published_url=url,
        licence=entry.licence[:80],
        imported_from=guid,
        body=[(kind, _called(value, notes) if kind == "text" else value) for kind, value in body.blocks],
        locale=index.locale,
        live=False,
        has_unpublished_changes=True,
    )
    page.footnotes = [
        Footnote(uuid=name, translation_key=name, locale=index.locale, text=text, sort_order=number)
        for number, (name, text) in enumerate(zip(notes, body.notes, strict=True))
    ]
    index.add_child(instance=page)
    page.save_revision()
    if notes:
        told.remarks.append(_("%(number)s footnotes") % {"number": len(notes)})


def _called(text: str, notes: list[str]) -> str:
    """Wagtail's footnote tags where the marks stand."""

    def tag(found: Any) -> str:
        number = int(found[1])
        return f'<footnote id="{notes[number]}">{notes[number][:6]}</footnote>' if number < len(notes) else ""

    return MARK.sub(tag, text)


def _standfirst(entry: Entry) -> str:
    """The summary, unless it only repeats how the text begins."""
    summary = entry.summary.removesuffix("[…]").removesuffix("[...]").removesuffix("…").strip()
    return "" if plain(entry.html).startswith(summary) else entry.summary
