"""Dates for feed readers: one entry a date, at its own address, with the whole text."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

from django.conf import settings
from django.template.loader import render_to_string

from campaign.views.feed import FullTextAtom
from events.models import Occurrence

EPOCH = datetime(2020, 1, 1, tzinfo=UTC)  # what a feed without any entry was last changed


class _EventsAtom(FullTextAtom):
    """Changed when the feed's newest entry was."""

    def latest_post_date(self) -> datetime:
        """When the newest entry changed, so that the same entries always make the same bytes."""
        return max((item["updateddate"] for item in self.items), default=EPOCH)


def feed_of(rows: Iterable[Occurrence], *, title: str, page_url: str, feed_url: str, language: str) -> bytes:
    """The feed of these dates, in their order."""
    feed = _EventsAtom(title=title, link=page_url, description="", language=language, feed_url=feed_url)
    for row in rows:
        link = settings.SITE_URL + row.get_absolute_url()
        content = render_to_string("events/atom_entry.html", {"row": row, "event": row.event, "occurrence": row})
        feed.add_item(
            title=row.title,
            link=link,
            description="",
            unique_id=link,
            pubdate=row.event.published_at,
            updateddate=max(row.updated_at, row.event.updated_at),
            author_name=", ".join(host.name for host in row.event.hosts.all()) or title,
            categories=[row.event.get_kind_display()],
            content=content,
        )
    return feed.writeString("utf-8").encode()
