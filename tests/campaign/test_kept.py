"""What surrounds every page is drawn once until something changes, for each language and host apart."""

import pytest
from django.template import engines
from django.test import RequestFactory
from django.utils.translation import override

from campaign.models import SiteSettings
from places.models import Commune

DRAWN = engines["django"].from_string(
    '{% load kept i18n %}{% kept "part" %}{{ word }} {% translate "Search" %}{% endkept %}'
)


def draw(word, host="localhost", **more):
    return DRAWN.render({"word": word, **more}, RequestFactory(headers={"host": host}).get("/"))


@pytest.mark.django_db(transaction=True)
def test_part_stays_until_the_campaigns_settings_are_written(commune):
    first = draw("un")
    assert draw("deux") == first and "un" in first
    Commune.objects.update(population=1)
    assert draw("deux") == first, "it shows no commune"
    SiteSettings.objects.update(campaign_name="Autrement")
    assert "trois" in draw("trois")


@pytest.mark.django_db(transaction=True)
def test_part_is_drawn_for_each_language_and_host_apart():
    with override("fr"):
        french = draw("un")
        assert "deux" in draw("deux", host="127.0.0.1")
        assert draw("trois") == french
    with override("en"):
        assert "quatre" in draw("quatre") and draw("quatre") != french


@pytest.mark.django_db
def test_part_is_drawn_anew_inside_a_transaction():
    assert "un" in draw("un") and "deux" in draw("deux")


@pytest.mark.django_db(transaction=True)
def test_part_is_drawn_for_each_value_that_it_varies_by():
    varying = engines["django"].from_string(
        '{% load kept %}{% kept "varied" here.name %}{{ here.name }} {{ word }}{% endkept %}'
    )
    request = RequestFactory(headers={"host": "localhost"}).get("/")
    drawn = [varying.render({"here": {"name": name}, "word": word}, request) for name, word in ("a1", "b2", "a3")]
    assert drawn == ["a 1", "b 2", "a 1"]
