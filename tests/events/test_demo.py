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
from places.models import Commune

HOSTS = {"technopolice-marseille", "saccage-2024", "vivre-ensemble-putanges", INVENTED_SLUG}


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
    return demonstration.load()


def test_only_the_invented_series_is_to_come(demo):
    coming = Occurrence.objects.listed().coming()
    assert {row.event.slug for row in coming.select_related("event")} == {"reunion-mensuelle-demonstration"}
    first = coming.first()
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
    demonstration.load()
    series.refresh_from_db()
    assert list(series.occurrences.values_list("date", "status")) == before
    assert series.cancelled_at is None
    assert Event.objects.get(slug="cartopartie-stalingrad").title == "Cartopartie à Stalingrad"
    assert Event.objects.count() == 7
    assert series.pages.count() == 1


def test_each_page_of_the_demonstration_answers(demo, source):
    for event in Event.objects.all():
        assert source.get(event.get_absolute_url()).status_code == 200
        assert source.get(event.occurrences.first().get_absolute_url()).status_code == 200
    page = source.get("/agenda/?mois=2022-09").content.decode()
    assert "Premier festival Technopolice" in page
    assert "jours à préciser" in page
    assert timezone.localdate().year > 2022
