"""The commune picker: typed, chosen among several, kept."""

import pytest
from django import forms
from django.http import QueryDict

from places.forms import CommuneField
from places.models import Commune
from places.names import search_key

pytestmark = pytest.mark.django_db


class PickerForm(forms.Form):
    commune = CommuneField()
    words = forms.CharField()


@pytest.fixture(autouse=True)
def communes():
    for insee, name, departement in [
        ("93066", "Saint-Denis", "93"),
        ("97411", "Saint-Denis", "974"),
        ("13055", "Marseille", "13"),
        ("60387", "Marseille-en-Beauvaisis", "60"),
    ]:
        Commune.objects.create(
            insee=insee,
            name=name,
            slug=name.lower(),
            search_name=search_key(name),
            departement_code=departement,
            departement=departement,
            region="x",
            population=1000,
        )


def post(**data):
    query = QueryDict(mutable=True)
    query.update({"words": "kept", **data})
    return PickerForm(query)


def test_commune_field_takes_an_unambiguous_name_at_once():
    form = post(commune="marseille")
    assert form.is_valid()
    assert form.cleaned_data["commune"].insee == "13055"


def test_commune_field_offers_the_matches_and_keeps_what_was_typed():
    form = post(commune="saint denis")
    assert not form.is_valid()
    html = str(form["commune"])
    assert 'value="saint denis"' in html
    assert 'name="commune_insee" value="93066"' in html
    assert 'name="commune_insee" value="97411"' in html
    assert form["words"].value() == "kept"


def test_commune_field_takes_the_choice_made():
    form = post(commune="saint denis", commune_insee="93066")
    assert form.is_valid()
    assert form.cleaned_data["commune"].insee == "93066"


def test_commune_field_drops_a_choice_that_no_longer_fits():
    form = post(commune="marseille", commune_insee="93066")
    assert form.is_valid()
    assert form.cleaned_data["commune"].insee == "13055"


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"commune": ""},
        {"commune": "zzz"},
        {"commune_insee": "nope"},
        {"commune": "\x00"},
        {"commune_insee": "\x00"},
    ],
)
def test_commune_field_refuses_nothing_and_unknown_with_a_sentence(data):
    form = post(**data)
    assert not form.is_valid()
    assert str(form.errors["commune"][0]).endswith(".")


def test_commune_field_shows_and_recognises_its_initial_commune():
    marseille = Commune.objects.get(pk="13055")
    for initial in (marseille, "13055"):
        form = PickerForm({"commune": "Marseille (13)", "words": ""}, initial={"commune": initial, "words": ""})
        assert 'value="Marseille (13)"' in str(PickerForm(initial={"commune": initial})["commune"])
        assert form.changed_data == []


def test_no_door_hands_a_code_with_a_nul_to_the_database(client, client_of, moderator, no_nul):
    """PostgreSQL answers a NUL with an error, which would be a 500."""
    for address in ("/collectifs/alertes/", "/collectifs/lancer/", "/projets/signaler/"):
        assert client.get(address, {"commune": "1\0"}).status_code == 200
    assert client_of(moderator).get("/projets/ajouter/", {"commune": "1\0"}).status_code == 200
    assert client.get("/forum/communes/%00/").status_code == 404
    for data in ({"commune_insee": "1\0"}, {"commune": "Saint-Denis", "commune_insee": "1\0"}):
        assert not post(**data).is_valid()
    assert "Marseille" in str(PickerForm(initial={"commune": "13055"})["commune"])
    assert "\0" not in str(PickerForm(initial={"commune": "1\0"})["commune"])
