"""Finding communes in the whole data that the product carries."""

import pytest

from places.models import Commune, LoadedData, Postcode
from places.names import search_key
from places.queries import distance_km, nearest, search_communes, the_one_meant
from places.services import load_communes


@pytest.fixture(scope="module")
def france(django_db_setup, django_db_blocker):
    """All communes, loaded once for this file and taken away after it."""
    with django_db_blocker.unblock():
        load_communes()
        yield
        Postcode.objects.all().delete()
        Commune.objects.exclude(parent=None).delete()
        Commune.objects.all().delete()
        LoadedData.objects.all().delete()


pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("france")]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("Saint-Étienne", "42218"),
        ("st etienne", "42218"),
        ("saint etienne", "42218"),
        ("SAINT  ETIENNE", "42218"),
        ("l'hay", "94038"),
        ("L’Haÿ-les-Roses", "94038"),
        ("hay les roses", "94038"),
        ("havre", "76351"),
        ("le havre", "76351"),
        ("Le Havre (76)", "76351"),
        ("bonnoeil", "14087"),
        ("Bonnœil", "14087"),
        ("13001", "13055"),
        ("13 001", "13055"),
        ("paris", "75056"),
        ("Saint-Denis (93)", "93066"),
        ("bellegarde sur valserine", "01033"),
    ],
)
def test_search_communes_puts_the_one_meant_first(typed, expected):
    assert search_communes(typed)[0].insee == expected


def test_search_communes_by_postcode_gives_city_and_arrondissement():
    assert [commune.insee for commune in search_communes("13001")] == ["13055", "13201"]


def test_search_communes_orders_by_population():
    populations = [commune.population for commune in search_communes("saint-m", limit=8)]
    assert populations == sorted(populations, reverse=True)
    assert len(populations) == 8


@pytest.mark.parametrize("typed", ["", "  ", "-", "'", "(93)", "zzzz", "99999", "%", "x" * 500])
def test_search_communes_finds_nothing_for_nothing(typed):
    assert search_communes(typed) == []


def test_the_one_meant_is_sure_of_an_exact_name_and_unsure_of_a_shared_one():
    assert the_one_meant("marseille").insee == "13055"
    assert the_one_meant("saint-denis") is None
    assert the_one_meant("saint-m") is None


def test_cities_sum_their_arrondissements():
    marseille = Commune.objects.get(pk="13055")
    assert marseille.arrondissements.count() == 16
    assert marseille.population == sum(marseille.arrondissements.values_list("population", flat=True))
    assert marseille.postcodes.count() == 16
    assert {city.name for city in Commune.objects.filter(arrondissements__isnull=False)} == {
        "Paris",
        "Lyon",
        "Marseille",
    }


def test_distance_km_from_marseille_to_paris():
    marseille, paris = Commune.objects.get(pk="13055"), Commune.objects.get(pk="75056")
    assert distance_km(marseille, paris) == pytest.approx(661, abs=6)
    assert distance_km(marseille, marseille) == 0
    assert distance_km(marseille, Commune.objects.get(pk="85165")) is None


def test_nearest_is_sorted_and_leaves_the_commune_out():
    foix = Commune.objects.get(pk="09122")
    found = nearest(foix, limit=4)
    assert len(found) == 4
    assert foix not in [commune for commune, _ in found]
    assert [distance for _, distance in found] == sorted(distance for _, distance in found)
    assert found[0][1] < 6


def test_nearest_among_some_keeps_to_them():
    foix, auch, paris = (Commune.objects.get(pk=code) for code in ("09122", "32013", "75056"))
    assert [commune for commune, _ in nearest(foix, among=[paris, auch])] == [auch, paris]
    assert [commune for commune, _ in nearest(foix, among=[paris, auch], within_km=200)] == [auch]


@pytest.mark.parametrize(
    ("insee", "words", "of"),
    [
        ("13055", "à Marseille", "de Marseille"),
        ("76351", "au Havre", "du Havre"),
        ("17300", "à La Rochelle", "de La Rochelle"),
        ("93045", "aux Lilas", "des Lilas"),
        ("94038", "à L'Haÿ-les-Roses", "de L'Haÿ-les-Roses"),
        ("32013", "à Auch", "d’Auch"),
    ],
)
def test_in_words_contracts_the_article(insee, words, of):
    commune = Commune.objects.get(pk=insee)
    assert (commune.in_words, commune.of_words) == (words, of)


def test_load_communes_does_nothing_the_second_time():
    assert load_communes() == 0
    assert Commune.objects.count() > 34_900


def test_search_key_of_the_same_name_is_the_same():
    assert search_key("Cœuvres-et-Valsery") == search_key("coeuvres et valsery") == "coeuvres et valsery"
