"""About, legal notice, privacy, accessibility: on every site, true to the settings, within reach of every page."""

from __future__ import annotations

import re
from datetime import timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.test import Client
from wagtail.models import Page

from campaign.models import StandardPage

pytestmark = pytest.mark.django_db(databases=["default", "leaks"])
PAGES = ["/a-propos/", "/mentions-legales/", "/confidentialite/", "/accessibilite/"]
LEGAL = {
    "publisher": "Association Contrechamp",
    "publisher_address": "1 rue de la Paix, 13001 Marseille",
    "publisher_phone": "04 91 00 00 00",
    "publisher_number": "W131000000",
    "director": "Camille Sauvage",
    "contact": "bonjour@example.org",
    "host": "Hébergeur libre",
    "host_address": "2 rue des Serveurs, 59000 Lille",
    "host_phone": "03 20 00 00 00",
    "anonymous": False,
    "backup_days": 0,
}


@pytest.fixture
def legal(settings):
    settings.LEGAL = dict(LEGAL)
    return settings.LEGAL


@pytest.mark.parametrize("language", ["", "/en"])
@pytest.mark.parametrize(
    "path",
    ["/", "/agenda/", "/forum/", "/projets/", "/search/", "/accounts/login/", "/accounts/signup/", "/nothing-here/"],
)
def test_every_page_leads_to_the_four(client, language, path):
    text = client.get(language + path).text
    assert [page for page in PAGES if f'href="{language}{page}"' not in text] == []


def test_sign_up_says_beside_its_button_where_one_reads_what_is_kept(client):
    form = re.search(r'<form class="form stack".*?</form>', client.get("/accounts/signup/").text, re.DOTALL)
    assert 'href="/confidentialite/"' in form[0]


@pytest.mark.parametrize(
    "path", ["/mentions-legales/", "/en/mentions-legales/", "/leak/mentions/", "/en/leak/mentions/"]
)
def test_legal_notice_names_publisher_director_host_and_an_address(client, legal, path):
    text = client.get(path).text
    for name, value in legal.items():
        if isinstance(value, str):
            assert value in text, name


@pytest.mark.parametrize("path", ["/mentions-legales/", "/leak/mentions/"])
def test_who_publishes_without_profit_may_stay_unnamed_and_the_host_is_named(client, legal, path):
    legal["anonymous"] = True
    text = client.get(path).text
    assert legal["host"] in text and legal["host_phone"] in text and "préserver leur anonymat" in text
    for name in ("publisher", "publisher_address", "publisher_phone", "publisher_number", "director"):
        assert legal[name] not in text, name


@pytest.mark.parametrize("path", ["/mentions-legales/", "/confidentialite/", "/accessibilite/", "/leak/mentions/"])
def test_nobody_is_named_before_somebody_is_set(client, path):
    text = client.get(path).text
    assert "None" not in text and 'href="mailto:"' not in text


def check_deploy() -> str:
    try:
        call_command("check", deploy=True, fail_level="WARNING")
    except SystemCheckError as error:
        return str(error)
    return ""


def test_check_deploy_names_each_variable_that_the_notice_waits_for(legal):
    assert "LEGAL_" not in check_deploy()
    for name in ("publisher", "publisher_address", "publisher_phone", "director", "contact", "host", "host_phone"):
        legal[name] = ""
        assert f"LEGAL_{name.upper()} is not set" in check_deploy()
    legal["anonymous"] = True
    said = check_deploy()
    assert "LEGAL_HOST is not set" in said and "LEGAL_PUBLISHER" not in said and "LEGAL_DIRECTOR" not in said


def test_privacy_tells_the_very_periods_that_rule(client, monkeypatch, settings):
    text = client.get("/confidentialite/").text
    assert "14 jours après la dernière connexion" in text and "180 jours après votre dernière retouche" in text
    changed = {
        "DRAFTS_KEPT": 181,
        "READ_KEPT": 91,
        "ATTENDANCE_KEPT": 31,
        "OPEN_AT_MOST": 61,
        "DECLINED_KEPT": 33,
        "COLLECTIVE_DECLINED_KEPT": 95,
    }
    for name, days in changed.items():
        monkeypatch.setattr(f"config.keeping.{name}", timedelta(days=days))
    settings.SESSION_COOKIE_AGE = 15 * 86_400
    settings.LEGAL = LEGAL | {"backup_days": 77}
    text = client.get("/confidentialite/").text
    assert [days for days in (*changed.values(), 15, 77) if f"{days} jours" not in text] == []


def test_privacy_tells_rights_and_where_to_complain(client, legal):
    text = client.get("/confidentialite/").text
    assert "CNIL" in text and "Base légale" in text and legal["publisher"] in text and legal["contact"] in text


def test_editors_add_words_above_and_take_away_nothing(client, legal):
    page = StandardPage.objects.get(slug="mentions-legales", locale__language_code="fr")
    page.introduction = "Nos mots à nous."
    page.save_revision().publish()
    text = client.get("/mentions-legales/").text
    assert text.index("Nos mots à nous.") < text.index(legal["host"])
    assert "Nos mots à nous." not in client.get("/en/mentions-legales/").text
    Page.objects.get(pk=page.pk).delete()
    assert legal["host"] in client.get("/mentions-legales/").text


SHARED = [
    "/", "/en/", "/agenda/", "/articles/", "/forum/", "/projets/", "/agir/", "/agir/cartopartie/", "/a-propos/",
    "/collectifs/", "/collectifs/technopolice-marseille/", "/articles/ce-que-disent-les-etudes/",
    "/projets/analyse-automatique-marseille/", "/agenda/reunion-mensuelle-demonstration/",
]  # fmt: skip


def test_link_shows_title_words_and_a_picture_of_ours(demonstration, settings):
    visitor = Client(headers={"host": "127.0.0.1"})
    for path in SHARED:
        text = visitor.get(path).text
        head = text[: text.index("</head>")]
        said = dict(re.findall(r'<meta property="(og:[a-z:]+)" content="([^"]*)">', head))
        counted = [head.count(one) for one in ('property="og:title"', 'rel="canonical"', 'property="og:image"')]
        assert (path, counted) == (path, [1, 1, 1])
        assert said["og:title"] and said["og:description"], path
        assert said["og:url"] == settings.SITE_URL + path
        assert f'<link rel="canonical" href="{settings.SITE_URL}{path}">' in head
        assert said["og:image"].startswith(f"{settings.SITE_URL}/")
        picture = visitor.get(said["og:image"].removeprefix(settings.SITE_URL))
        assert picture.status_code in (200, 503) and b"".join(picture), path  # 503: this machine cannot draw


def test_page_of_a_list_is_its_own_address_and_a_search_is_not(client):
    assert 'rel="canonical" href="http://localhost:8000/articles/?page=2"' in client.get("/articles/?page=2").text
    assert 'rel="canonical" href="http://localhost:8000/agenda/"' in client.get("/agenda/?q=x&page=%22").text


def test_first_words_of_the_laid_pages_go_and_those_of_editors_stay(db):
    empty = import_module("campaign.migrations.0002_roles_invitations_and_readers")
    page, other = (
        StandardPage.objects.get(slug=slug, locale__language_code="fr")
        for slug in ("mentions-legales", "confidentialite")
    )
    page.introduction, other.introduction = f"{empty.STARTS[2]} qui l’installe.", "Nos mots à nous."
    page.save_revision().publish()
    other.save_revision().publish()
    empty.empty(apps, None)
    page, other = StandardPage.objects.get(pk=page.pk), StandardPage.objects.get(pk=other.pk)
    assert (page.introduction, other.introduction) == ("", "Nos mots à nous.")
    assert page.get_latest_revision_as_object().introduction == ""
