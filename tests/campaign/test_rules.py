"""Who moderates the campaign: of the group, and with a second factor, whether they came themselves or are spoken of."""

import pytest

from accounts.names import CAMPAIGN_MODERATORS
from campaign.rules import is_campaign_moderator, may_edit, may_moderate
from tests.conftest import make_user

pytestmark = pytest.mark.django_db


def test_moderator_with_a_second_factor_moderates_and_edits(moderator, collective):
    assert may_moderate(moderator) and may_edit(moderator, collective)


def test_moderator_without_a_second_factor_moderates_nothing(collective):
    """Nobody came with a session here: a task, a mail, a list of who may decide."""
    bare = make_user("sansfacteur", groups=(CAMPAIGN_MODERATORS,))
    assert is_campaign_moderator(bare)
    assert not may_moderate(bare) and not may_edit(bare, collective)


def test_session_that_used_no_second_factor_moderates_nothing(moderator, collective):
    moderator.used_second_factor = False
    assert not may_moderate(moderator) and not may_edit(moderator, collective)


def test_a_second_factor_alone_gives_nothing(outsider, collective):
    other = make_user("facteur", second_factor=True)
    assert [may_moderate(person) for person in (outsider, other)] == [False, False]
    assert not may_edit(other, collective)
