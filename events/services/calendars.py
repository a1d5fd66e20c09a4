"""What calendars hold of events, kept beside them."""

from __future__ import annotations

from contextlib import suppress

from django.db import DatabaseError, transaction

from events.models import CalendarText


def keep_texts(language: str, texts: dict[int, tuple[str, str]]) -> None:
    """Keep the stamp and the entries of events, by their keys, in the place of older ones.

    A reader asked for them and has them already: where they cannot be kept now, the next reader writes them again.
    """
    rows = [CalendarText(event_id=event, language=language, stamp=s, text=text) for event, (s, text) in texts.items()]
    with suppress(DatabaseError), transaction.atomic():
        CalendarText.objects.bulk_create(
            rows,
            batch_size=200,
            update_conflicts=True,
            update_fields=["stamp", "text"],
            unique_fields=["event", "language"],
        )


def forget_texts() -> None:
    """Forget all that was written, by an older version of the site, in words that it may say otherwise today."""
    CalendarText.objects.all().delete()
