"""Private links: one purpose each, and nothing of them in the database."""

from __future__ import annotations

import re
import uuid

import pytest

from events import links


def test_token_opens_its_own_row_and_purpose_only():
    key = uuid.uuid4()
    token = links.token_of(links.ATTENDANCE, key)
    assert re.fullmatch(links.PATTERN, token)
    assert links.key_of(token) == key
    assert links.opens(token, links.ATTENDANCE, key)
    assert not links.opens(token, links.CONFIRMATION, key)
    assert not links.opens(token, links.PROPOSAL, key)
    assert not links.opens(token, links.ATTENDANCE, uuid.uuid4())


def test_token_about_something_dies_with_it():
    key = uuid.uuid4()
    token = links.token_of(links.CONFIRMATION, key, "a@example.org")
    assert links.opens(token, links.CONFIRMATION, key, "a@example.org")
    assert not links.opens(token, links.CONFIRMATION, key, "b@example.org")


def test_token_needs_the_secret_of_the_site(settings):
    key = uuid.uuid4()
    token = links.token_of(links.ATTENDANCE, key)
    settings.SECRET_KEY = "another key that somebody who stole the database would have to guess"
    assert not links.opens(token, links.ATTENDANCE, key)


def test_links_in_mails_open_while_the_key_that_made_them_is_named(settings):
    key = uuid.uuid4()
    token = links.token_of(links.ATTENDANCE, key)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another key for tests only, long enough"  # noqa: S105
    assert links.opens(token, links.ATTENDANCE, key)
    assert not links.opens(token, links.CONFIRMATION, key)


@pytest.mark.parametrize("token", ["", "x", "é" * 43, "A" * 42, "A" * 80])
def test_key_of_what_is_no_token_is_none(token):
    assert links.key_of(token) is None
