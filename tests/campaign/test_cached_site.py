"""Sites, their settings and the beginnings of their pages are remembered, and what is changed shows at once."""

import pytest
from wagtail.models import Site as WagtailSite

from campaign.models import SiteSettings
from tests.conftest import session_of
from tests.elsewhere import run_elsewhere
from tests.engine.test_page_cache import Site


@pytest.fixture
def site(transactional_db):
    site = Site()
    yield site
    site.shut_down()


def test_settings_that_another_process_changes_show_on_the_next_page(site, member):
    key = session_of(member)
    for cookie in ("", key):
        assert "Contre-feu" not in site.get("/forum/", cookie=cookie)[2]
    run_elsewhere("from campaign.models import SiteSettings as S; S.objects.update(campaign_name='Contre-feu')")
    for cookie in ("", key):
        assert "Contre-feu" in site.get("/forum/", cookie=cookie)[2]


def test_site_that_another_process_moves_is_known_by_its_new_address_at_once(transactional_db):
    assert {root.root_url for root in WagtailSite.get_site_root_paths()} == {"http://localhost"}
    run_elsewhere("from wagtail.models import Site; Site.objects.update(hostname='ailleurs.example')")
    assert {root.root_url for root in WagtailSite.get_site_root_paths()} == {"http://ailleurs.example"}


def test_beginnings_of_pages_are_read_once(transactional_db, django_assert_num_queries):
    before = WagtailSite.get_site_root_paths()
    with django_assert_num_queries(0):
        assert WagtailSite.get_site_root_paths() == before != []


def test_site_and_settings_are_asked_for_once_and_each_page_has_its_own(client, transactional_db):
    first, second = (client.get("/forum/").wsgi_request for _ in range(2))
    name = SiteSettings.get_cache_attr_name()
    assert getattr(first, name) == getattr(second, name) and getattr(first, name) is not getattr(second, name)
    assert getattr(second, name)._request is second
    assert getattr(first, name)._page_url_cache is not getattr(second, name)._page_url_cache
