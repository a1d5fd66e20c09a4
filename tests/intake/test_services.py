"""What was handed in is kept once, decided once, and confirmed as long as the mail that asked is young."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from campaign.models import Watch
from events.models import Event, Proposal
from intake.exceptions import Overtaken
from intake.models import OptIn
from intake.services import DECLINED_KEPT, confirm, decide, declined_until, kept_once, locked, locked_waiting

pytestmark = pytest.mark.django_db


@pytest.fixture
def proposal(make_event):
    return Proposal.objects.create(event=make_event(), note="06 00 00 00 00")


def test_same_form_finds_the_row_that_it_made(make_event):
    key = uuid.uuid4()

    def keep() -> tuple[Proposal, bool]:
        make = lambda: Proposal.objects.create(event=make_event(), key=key)  # noqa: E731  # what a room would pass
        return kept_once(lambda: Proposal.objects.filter(key=key).first(), make)

    (first, is_new), (second, again) = keep(), keep()
    assert (first, is_new, again) == (second, True, False)
    assert Event.objects.count() == 1, "what was made beside the second row is gone with it"


def test_other_collisions_are_not_taken_for_the_same_form(proposal):
    with pytest.raises(IntegrityError), transaction.atomic():
        kept_once(lambda: None, lambda: Proposal.objects.create(event=proposal.event))


@pytest.mark.parametrize("state", [Proposal.State.ACCEPTED, Proposal.State.DECLINED])
def test_deciding_erases_the_note_and_happens_once(proposal, moderator, state):
    decided = decide(proposal, state, by=moderator, reason="Non.")
    assert (decided.state, decided.note, decided.reason, decided.decided_by) == (state, "", "Non.", moderator)
    with pytest.raises(Overtaken):
        decide(proposal, state, by=moderator)
    with pytest.raises(Overtaken):
        locked_waiting(proposal)
    assert locked(proposal) == proposal


def test_row_that_is_gone_was_somebody_elses(proposal):
    Proposal.objects.all().delete()
    with pytest.raises(Overtaken):
        locked(proposal)


def test_declined_is_kept_to_the_very_moment(proposal, moderator):
    decide(proposal, Proposal.State.DECLINED, by=moderator)
    now = timezone.now()
    Proposal.objects.update(decided_at=now - DECLINED_KEPT)
    assert not Proposal.objects.declined_before(declined_until(now)).exists()
    assert Proposal.objects.declined_before(declined_until(now + timedelta(seconds=1))).get() == proposal


def test_address_is_confirmed_while_its_mail_is_young(commune):
    last = timezone.localdate() - timedelta(days=OptIn.UNCONFIRMED_DAYS)
    asked = Watch.objects.create(email="a@example.org", commune=commune, asked_on=last)
    assert asked.may_be_confirmed and not Watch.objects.too_late().exists()
    first = confirm(asked).confirmed_at
    assert confirm(asked).confirmed_at == first, "twice does no harm"
    Watch.objects.update(confirmed_at=None, asked_on=last - timedelta(days=1))
    late = Watch.objects.too_late().get()
    assert not late.may_be_confirmed
