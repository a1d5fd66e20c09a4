"""What surrounds every page."""

from __future__ import annotations

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
