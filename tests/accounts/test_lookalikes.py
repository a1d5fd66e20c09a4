"""Names that look alike are one name; what is read as another alphabet, an office or nothing is no name."""

import importlib

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from accounts.forms import clean_public_name
from accounts.lookalikes import LONGEST_KEY, look_alike_key, mixes_scripts, prototypes, script_of
from accounts.models import User
from accounts.reserved import is_reserved
from accounts.services import change_profile
from accounts.validators import name_key, tidy_name
from tests.conftest import make_user

PASSWORD = "glycine sous la pluie"
CAST = ("Léa", "Camille", "Anna", "Marne", "Coco", "Irène", "Élénore", "Vera 10", "Oeuvre", "Đorđe", "Léa-Marie")


@pytest.mark.parametrize(
    ("name", "twin"),
    [
        ("Léa", "Lea"),
        ("Léa", "LÉA"),
        ("Léa", "Lеa"),
        ("Léa", "Ꮮеа"),
        ("Léa", "Ｌéa"),
        ("Léa", "𝕃𝕖𝕒"),
        ("Léa", "Ⓛea"),
        ("Léa", "ʟᴇᴀ"),
        ("Léa", "🇱🇪🇦"),
        ("Léa", "🅻éa"),
        ("Léa", "Łea"),
        ("Léa", "L-é-a"),
        ("Léa", "1ea"),
        ("Léa", "|éa"),
        ("Camille", "CamiIle"),
        ("Camille", "CAMILLE"),
        ("Camille", "Cami1le"),
        ("Camille", "Ϲamille"),
        ("Anna", "ɑnna"),
        ("Marne", "Mame"),
        ("Marne", "rnarne"),
        ("Coco", "Сосо"),
        ("Coco", "C0c0"),
        ("Coco", "ϹοϹο"),
        ("Coco", "Cσcσ"),
        ("Irène", "Ιrene"),
        ("Irène", "lrène"),
        ("Vera 10", "VERA lO"),
        ("Vera 10", "Vera ۱O"),
        ("Oeuvre", "œuvre"),
        ("Вера", "ВЕРА"),
        ("Вера", "BEPA"),
        ("Ελένη", "ΕΛΕΝΗ"),
        ("Đorđe", "dorde"),
        ("ᴍɪᴍɪ", "Mimi"),
        ("Léaː", "Léa"),
        ("مـحـمد", "محمد"),
    ],
)
def test_look_alike_key_is_the_same_for_what_a_reader_confuses(name, twin):
    assert look_alike_key(name) == look_alike_key(twin)


def test_look_alike_key_tells_apart_what_differs():
    assert len({look_alike_key(name) for name in CAST}) == len(CAST)
    for one, other in (("Nina", "Viva"), ("Léa", "Léo"), ("Marne", "Marme"), ("Anna", "Hannah"), ("Vera 1", "Vera 2")):
        assert look_alike_key(one) != look_alike_key(other)


@given(st.text(max_size=60))
def test_look_alike_key_is_bounded_and_never_a_twins(name):
    key = look_alike_key(name)
    assert key is None or 0 < len(key) <= LONGEST_KEY
    assert key is None or "#" not in key


def test_prototypes_lead_to_what_stands_for_itself():
    table = prototypes()
    assert len(table) > 6000
    assert [one for one, drawn in table.items() if drawn in table] == []
    assert {one: table[one] for one in "I1|0mаοѕ"} == dict(
        zip("I1|0mаοѕ", ["l", "l", "l", "O", "rn", "a", "o", "s"], strict=True)
    )


def test_scripts_are_unicodes():
    assert [script_of(one) for one in "aéаα日あア한1 \u0301"] == [
        "LATIN",
        "LATIN",
        "CYRILLIC",
        "GREEK",
        "HAN",
        "HIRAGANA",
        "KATAKANA",
        "HANGUL",
        "COMMON",
        "COMMON",
        "INHERITED",
    ]
    assert not any(
        mixes_scripts(name) for name in ("Léa 2·0", "Вера", "東京タワー", "サトー Yuki", "한강 漢江", "عربي ١", "שָׁלוֹם")
    )
    assert all(mixes_scripts(name) for name in ("Lеa", "Ιrene", "Vеra", "Αnna", "日本а", "Léa Вера", "aא"))


@pytest.fixture
def everybody(db):
    return [User.objects.create_user(f"login-{number}", public_name=name) for number, name in enumerate(CAST)]


def refused(name, **options):
    with override("en"):
        try:
            clean_public_name(name, username="someone-else", **options)
        except ValidationError as refusal:
            return refusal.messages[0]
    return ""


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("CamiIle", "looks like it"),
        ("B\u0336o\u0336b\u0336", "piles up"),
        ("Сосо", "looks like it"),
        ("1éa", "looks like it"),
        ("Elenore", "looks like it"),
        ("Lеa", "several alphabets"),
        ("Аdmin", "several alphabets"),
        ("Bпnjour", "several alphabets"),
        ("Mo\u00addération", "invisible"),
        ("Lé\u200ba", "invisible"),
        ("Lé\u034fa", "invisible"),
        ("Lé\ufe0fa", "invisible"),
        ("Bob\u3164", "invisible"),
        ("Bob\u2800", "invisible"),
        ("Bob\U000e0101", "invisible"),
        ("\u202eboB", "invisible"),
        ("B\u0336o\u0336b\u0334\u0335\u0337", "piles up"),
        ("Zo\u0301\u0302\u0303e", "piles up"),
        ("Z\u0301\u0301oe", "piles up"),
        ("Zoe \u0301", "piles up"),
        ("Z\u20ddoe", "piles up"),
        ("42", "at least one letter"),
        ("…", "at least one letter"),
        ("﷽" * 4 + "ﷺ" * 40, "Sixty"),
    ],
)
def test_clean_public_name_refuses_with_a_sentence(everybody, name, sentence):
    assert sentence in refused(name)


@pytest.mark.parametrize(
    "name",
    [
        "Modération",
        "MODERATION",
        "M o d é r a t i o n",
        "modérateur·ice",
        "La modération",
        "Modération 2",
        "Admin Lyon",
        "SuperAdmin2",
        "superadmin",
        "4dmin Admin",
        "l’Équipe",
        "EQUIPE",
        "Contrechamp",
        "C0ntrechamp",
        "ContreChamp Paris",
        "Membre 1",
        "Membre1",
        "Member 12",
        "Membres",
        "Adm1n",
        "Adrnin",
        "Administrator",
        "ᴀᴅᴍɪɴ",
        "4dmin",
        "lʼadmin",
        "M3mbre 4",
        "Mod3r4tion",
        "$taff",
        "Modo",
        "Référent·e",
        "Hors champ",
        "HORS-CHAMP",
        "Horschamp Lyon",
        "Collectif Un",
    ],
)
def test_names_that_speak_for_the_campaign_are_given_by_administrators_alone(everybody, collective, name):
    from wagtail.models import Site

    Site.objects.update(site_name="Hors-champ")
    collective.name = "Collectif Un"
    collective.save()
    assert "speaks for the campaign" in refused(name)
    assert refused(name, reserved=True) == ""


@pytest.mark.parametrize(
    "name",
    [
        "Stafford",
        "Remembrance",
        "Badminton",
        "Modeste 37",
        "Loutre 34",
        "Moderato",
        "Zoé 🦊",
        "Zoé ❤️",
        "Nguyễn",
        "Ọ̀yọ́",
        "مَرْيَمُ",
        "O’Neill",
        "D’Alembert-2",
    ],
)
def test_other_names_are_free(everybody, name):
    assert refused(name) == ""
    assert not is_reserved(tidy_name(name))


def test_reserved_names_are_a_setting(everybody, settings):
    assert refused("Le Préfet") == ""
    settings.RESERVED_NAMES = ["Préfet"]
    assert "speaks for the campaign" in refused("Le Préfet")
    assert refused("Modération") == ""


@pytest.mark.django_db
def test_real_names_of_strangers_are_refused_at_sign_up(corpus):
    from wagtail.models import Site

    Site.objects.update(site_name="Hors-champ")
    for name in ("Léa", "Camille"):
        make_user(name.lower())
    for name in (corpus / "cases" / "imports" / "names.txt").read_text(encoding="utf-8").split("\n"):
        if not name.strip():
            continue
        data = {"public_name": name, "password1": PASSWORD}
        answer = Client().post(reverse("account_signup"), data)
        assert list(answer.context["form"].errors) == ["public_name"], name


@pytest.mark.django_db
def test_name_is_kept_by_who_has_it_whatever_is_refused_since():
    user = User.objects.create_user("loutre", public_name="Modération")
    change_profile(
        user=user, public_name=clean_public_name("Modération", username="loutre", besides=user), language="en"
    )
    assert clean_public_name("MODÉRATION", username="loutre", besides=user) == "MODÉRATION"


@pytest.mark.django_db
def test_account_without_a_name_is_given_one_that_nobody_can_guess():
    people = [User.objects.create_superuser(f"admin{number}", password=PASSWORD) for number in range(3)]
    names = {str(person) for person in people}
    assert len(names) == 3
    assert not any(character.isdigit() for name in names for character in name)
    assert not any(str(person.pk) in str(person) or "admin" in str(person) for person in people)
    people[0].refresh_from_db()
    assert people[0].public_name == str(people[0])


@pytest.mark.django_db
def test_migration_gives_new_keys_and_leaves_look_alikes_their_accounts(client):
    first, twin, third = (User.objects.create_user(f"p{n}", password=PASSWORD, public_name=f"N{n}o") for n in "123")
    for person, name, key in ((first, "Camille", "camille"), (twin, "CamiIle", "camiile"), (third, "", None)):
        User.objects.filter(pk=person.pk).update(public_name=name, name_key=key)
    migration = importlib.import_module("accounts.migrations.0002_names_groups_and_days")
    migration.renew_keys(apps, connection.schema_editor)
    for person in (first, twin, third):
        person.refresh_from_db()
    assert first.name_key == name_key("Camille")
    assert twin.name_key == f"{name_key('Camille')}#{twin.pk}"
    assert third.public_name
    assert third.name_key == name_key(third.public_name)
    twin.is_staff = True
    twin.save()  # keeps name and key
    client.force_login(twin)
    saved = client.post(reverse("account_profile"), {"public_name": "CamiIle", "language": "fr"})
    assert saved.status_code == 302
    first.delete()
    assert "looks like it" in refused("Camille")
