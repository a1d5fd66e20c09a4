"""What surrounds every page."""

from __future__ import annotations

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import Site

from campaign.models import SiteSettings

PAGES = ["/accounts/login/", "/nothing-here/", "/en/accounts/login/"]


@pytest.mark.parametrize("path", ["/nothing-here/", "/en/nothing-here/"])
def test_page_sets_no_cookie_for_a_visitor(client, db, path):
    assert not client.get(path).cookies


def test_language_switch_leads_to_the_same_address(client, db):
    text = client.get("/accounts/login/?next=/forum/").content.decode()
    assert 'href="/en/accounts/login/?next=/forum/"' in text
    text = client.get("/en/accounts/login/").content.decode()
    assert 'href="/accounts/login/"' in text


def test_navigation_marks_where_one_is(client, db):
    text = client.get("/forum/").content.decode()
    assert 'href="/forum/" aria-current="page"' in text


def test_header_offers_to_sign_in_or_out(client, client_of, member):
    assert "/accounts/logout/" not in client.get("/nothing-here/").content.decode()
    text = client_of(member).get("/nothing-here/").content.decode()
    assert "/accounts/logout/" in text


@pytest.mark.django_db(transaction=True)  # inside a transaction nothing is cached
def test_settings_of_the_campaign_are_asked_once_and_changes_are_seen_at_once(client, db):
    client.get("/accounts/login/")
    with CaptureQueriesContext(connection) as asked:
        client.get("/accounts/login/")
    assert not [query for query in asked if "wagtailcore_site" in query["sql"] or "sitesettings" in query["sql"]]
    settings = SiteSettings.objects.get(site__is_default_site=True)
    settings.campaign_name = "Un tout autre nom"
    settings.save()
    assert "Un tout autre nom" in client.get("/accounts/login/").text
    Site.objects.get(is_default_site=True).delete()
    assert "Un tout autre nom" not in client.get("/accounts/login/").text


def test_each_host_has_its_own_site(client, db, settings):
    settings.ALLOWED_HOSTS = ["testserver", "other.example"]
    root = Site.objects.get(is_default_site=True).root_page
    other = Site.objects.create(hostname="other.example", root_page=root)
    SiteSettings.objects.create(site=other, campaign_name="Ailleurs")
    for _twice in range(2):
        assert "Ailleurs" in client.get("/accounts/login/", headers={"host": "other.example"}).text
        assert "Ailleurs" not in client.get("/accounts/login/").text


LEGAL = ["/a-propos/", "/confidentialite/", "/mentions-legales/", "/accessibilite/"]


@pytest.mark.parametrize("path", ["/", "/agenda/", "/forum/", "/projets/", "/collectifs/", *PAGES[:2], *LEGAL])
def test_foot_of_each_sort_of_page_leads_to_the_legal_pages(client, db, path):
    foot = client.get(path).text.partition("<footer")[2]
    assert all(f'href="{address}"' in foot for address in LEGAL)


def test_foot_gives_the_campaigns_own_links_and_ways_to_write(client, db):
    settings = SiteSettings.objects.get(site__is_default_site=True)
    foot = client.get("/nothing-here/").text.partition("<footer")[2]
    assert "mailto:" not in foot and "Ailleurs" not in foot
    settings.mail = "ecrire@exemple.org"
    settings.footer_links = json.dumps(
        [{"type": "link", "value": {"label": "La liste", "url": "https://exemple.org/"}}]
    )
    settings.save()
    foot = client.get("/nothing-here/").text.partition("<footer")[2]
    assert foot.count('href="mailto:ecrire@exemple.org"') == 2 and "Nous écrire" in foot
    assert "<h2>Ailleurs</h2>" in foot and 'href="https://exemple.org/"' in foot


def test_head_and_foot_offer_the_other_language_of_the_very_page(client, db):
    for path, other in (("/forum/", "/en/forum/"), ("/en/agenda/?passe=1", "/agenda/?passe=1")):
        head, _, foot = client.get(path).text.partition("<main")
        assert head.count(f'href="{other}"') == 2  # in the line and in the menu
        assert foot.partition("<footer")[2].count(f'href="{other}"') == 1


@pytest.mark.django_db(transaction=True)  # inside a transaction nothing is cached
def test_head_and_foot_cost_a_guest_one_question_and_no_other(client, db):
    """Only where a page of the CMS lies in the other language must be asked, once for all three places."""
    for path, most in (("/accounts/login/", 0), ("/", 1)):
        client.get(path)
        with CaptureQueriesContext(connection) as asked:
            client.get(path)
        of_languages = [query for query in asked if '"translation_key" =' in query["sql"]]
        assert len(of_languages) <= most
        if not most:
            assert not [query for query in asked if "campaign_" in query["sql"] or "events_" in query["sql"]]


def test_head_of_who_is_signed_in_has_the_account_and_no_door(client, client_of, organiser):
    head = client.get("/agenda/").text.partition("<main")[0]
    assert 'href="/accounts/login/"' in head and 'href="/accounts/"' not in head
    head = client_of(organiser).get("/agenda/").text.partition("<main")[0]
    assert 'href="/accounts/"' in head and str(organiser) in head and 'href="/accounts/login/"' not in head
