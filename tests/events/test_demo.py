"""The demonstration's dates: the past stays past, one series lives, and a second run restores."""

from __future__ import annotations

import pytest
from django.utils import timezone

from campaign.demo.facts import GROUPS, INVENTED_SLUG
from campaign.models import Collective
from campaign.services import approve_collective, lay_page_tree
from events import demo as demonstration
from events import services
from events.models import Event, Occurrence
from events.programme import demo as programme
from events.programme.models import Session
from events.programme.timetable import clashes
from events.programme.views.pages import sessions_of
from places.models import Commune

HOSTS = {"technopolice-marseille", "saccage-2024", "vivre-ensemble-putanges", INVENTED_SLUG}


def load():
    """What load_demo does of it."""
    return demonstration.load(), programme.load()


@pytest.fixture
def demo(db):
    """The dates on the few communes and collectives that host them (the whole is laid in tests/config)."""
    lay_page_tree()
    for insee, name in [("75056", "Paris"), ("14118", "Caen"), ("93066", "Saint-Denis")]:
        Commune.objects.create(insee=insee, name=name, slug=name.lower(), search_name=name.lower())
    for group in (group for group in GROUPS if group.slug in HOSTS):
        commune, _created = Commune.objects.get_or_create(
            insee=group.insee, defaults={"name": group.insee, "slug": group.insee, "search_name": group.insee}
        )
        approve_collective(collective=Collective.objects.create(slug=group.slug, name=group.name, commune=commune))
    return load()


def test_only_the_invented_series_are_to_come(demo):
    coming = Occurrence.objects.listed().coming()
    slugs = {row.event.slug for row in coming.select_related("event")}
    assert slugs == {"reunion-mensuelle-demonstration", "atelier-demonstration"}
    first = coming.filter(event__slug="reunion-mensuelle-demonstration").first()
    workshop = coming.filter(event__slug="atelier-demonstration").first()
    assert (workshop.local_start.hour, workshop.local_start.weekday(), workshop.takes_attendance) == (14, 5, True)
    assert (first.local_start.hour, first.local_start.weekday()) == (19, 3)
    past = Occurrence.objects.listed().past().filter(starts_at__year=2022).values_list("event__slug", flat=True)
    assert set(past) == {
        "cartopartie-stalingrad",
        "rencontre-defaire-le-reve-securitaire",
        "rencontre-internationale-anti-olympique",
        "recours-cameras-putanges",
        "reunion-mensuelle-marseille-2022",
        "premier-festival-technopolice",
    }


def test_second_run_restores_and_doubles_nothing(demo):
    series = Event.objects.get(slug="reunion-mensuelle-demonstration")
    before = list(series.occurrences.values_list("date", "status"))
    services.cancel_event(series, reason="essai")
    Event.objects.filter(slug="cartopartie-stalingrad").update(title="Changé")
    load()
    series.refresh_from_db()
    assert list(series.occurrences.values_list("date", "status")) == before
    assert series.cancelled_at is None
    assert Event.objects.get(slug="cartopartie-stalingrad").title == "Cartopartie à Stalingrad"
    assert Event.objects.count() == 8
    assert Session.objects.count() == 10
    assert series.pages.count() == 1


def test_each_page_of_the_demonstration_answers(demo, source):
    for event in Event.objects.all():
        assert source.get(event.get_absolute_url()).status_code == 200
        assert source.get(event.occurrences.first().get_absolute_url()).status_code == 200
    page = source.get("/agenda/?mois=2022-09").content.decode()
    assert "Premier festival Technopolice" in page
    assert "jours à préciser" in page
    assert timezone.localdate().year > 2022


def test_programme_of_the_festival_says_that_it_is_invented_and_does_not_clash(demo, source):
    festival = Event.objects.get(slug="premier-festival-technopolice")
    assert clashes(sessions_of(festival.programme)) == []
    page = source.get(festival.programme.get_absolute_url()).content.decode()
    assert "Fanfare de l’obturateur" in page
    for session in Session.objects.all():
        assert "inventée" in source.get(session.get_absolute_url()).content.decode()
