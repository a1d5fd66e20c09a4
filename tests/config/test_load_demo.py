"""The whole demonstration from an empty site: every room in its turn, and once more without doubling anything."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from django.test import Client

from campaign.models import ArticlePage, Collective
from events.models import Event, EventPage
from places.models import Commune


@pytest.mark.django_db(databases=["default", "leaks"])
def test_load_demo_lays_every_room_and_marks_the_site_twice_alike(capsys):
    counted = (Collective, ArticlePage, Event, EventPage, Commune)
    call_command("load_demo")
    assert "the drop stays closed" in capsys.readouterr().out  # nobody is there to hold its key
    before = [model.objects.count() for model in counted]
    assert all(before)
    call_command("load_demo")
    assert [model.objects.count() for model in counted] == before
    assert "Démonstration" in Client().get("/agenda/").content.decode()
