"""What surrounds every page."""

from __future__ import annotations

import pytest

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
