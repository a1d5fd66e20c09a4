"""What calendars hold of an event, written out."""

from __future__ import annotations

from django.db import models

from events.models.events import Event


class CalendarText(models.Model):
    """The entries of one event in one language, as feeds.py sends them. Made of other rows, they may go any time."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="calendar_texts", db_index=False)
    language = models.CharField(max_length=10)
    stamp = models.TextField(help_text="What it was written from. It is old once the event gives another one.")
    text = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["event", "language"], name="one_calendar_text_a_language")]

    def __str__(self) -> str:
        return f"{self.event_id} · {self.language}"
