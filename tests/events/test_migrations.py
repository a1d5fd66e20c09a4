"""Data migrations of this room, each run on rows as it found them."""

from __future__ import annotations

from importlib import import_module

from django.apps import apps

from events.models import Event


def test_fill_search_text_gives_old_events_theirs(make_event):
    make_event(title="Réunion", summary="À l’Œil nu")
    Event.objects.update(search_text="")
    import_module("events.migrations.0004_fill_search_text").fill(apps, None)
    assert Event.objects.get().search_text == "reunion\na l'oeil nu\n"
