"""Private links: one purpose each, and nothing of them in the database."""

from __future__ import annotations

import re
import uuid
from dataclasses import dataclass, field

import pytest

from campaign.links import CONFIRM_WATCH, LEAVE_WATCH
from campaign.models import Watch
from events.links import ATTENDANCE, CONFIRMATION, PROPOSAL
from intake.links import PATTERN, PrivateLink
from surveillance.links import REPORT

LINKS = (ATTENDANCE, CONFIRMATION, PROPOSAL, CONFIRM_WATCH, LEAVE_WATCH, REPORT)


@dataclass
class Row:
    key: uuid.UUID = field(default_factory=uuid.uuid4)
    email: str = "a@example.org"


def test_every_purpose_has_a_name_of_its_own():
    assert len({link.salt for link in LINKS}) == len(LINKS)


@pytest.mark.parametrize("link", LINKS, ids=lambda link: link.salt)
def test_token_opens_its_own_row_and_purpose_only(link):
    row = Row()
    token = link.token_of(row)
    assert re.fullmatch(PATTERN, token)
    assert [other.salt for other in LINKS if other.opens(token, row)] == [link.salt]
    assert not link.opens(token, Row())


def test_token_about_something_dies_with_it():
    row = Row()
    token = CONFIRMATION.token_of(row)
    row.email = "b@example.org"
    assert not CONFIRMATION.opens(token, row)


def test_token_needs_the_secret_of_the_site(settings):
    row = Row()
    token = ATTENDANCE.token_of(row)
    settings.SECRET_KEY = "another" * 10
    assert not ATTENDANCE.opens(token, row)


def test_links_in_mails_open_while_the_key_that_made_them_is_named(settings):
    row = Row()
    token = ATTENDANCE.token_of(row)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another" * 10
    assert ATTENDANCE.opens(token, row)
    assert not CONFIRMATION.opens(token, row)


def test_links_of_before_are_links_still(settings):
    """What was mailed by 0.1.0 opens: the salt, the key and what it is about make the same token as then."""
    settings.SECRET_KEY = "x" * 50
    row = Row(key=uuid.UUID(int=7))
    assert ATTENDANCE.token_of(row) == "AAAAAAAAAAAAAAAAAAAABzOtaxj4HSqRXfTTgdjvrbc"


@pytest.mark.django_db
@pytest.mark.parametrize("token", ["", "x", "x" * 43, "é" * 43, "=" * 43, "A" * 42, "A" * 300, "\0" * 43])
def test_what_is_no_token_opens_nothing(token):
    assert PrivateLink("tests.nothing").row_of(token, Watch.objects.all()) is None
