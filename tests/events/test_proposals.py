"""A stranger proposes, an organiser or a moderator decides."""

from __future__ import annotations

import re

import pytest

from events.forms import ProposalForm
from events.models import Event, Proposal
from events.services import propose
from tests.events.conftest import next_second_thursday


@pytest.fixture
def typed(commune):
    return {
        "title": "Projection au ciné-club",
        "kind": "talk",
        "day": next_second_thursday().date().isoformat(),
        "hour": "20:00",
        "commune": "Marseille",
        "token": ProposalForm.fresh_token(),
    }


def test_proposal_needs_no_account_and_no_cookie(source, typed):
    page = source.get("/agenda/proposer/")
    assert not page.cookies
    token = re.search(r'name="token" value="([^"]+)"', page.content.decode())[1]
    answer = source.post("/agenda/proposer/", typed | {"token": token})
    assert (answer.status_code, answer["Location"]) == (302, "/agenda/proposer/merci/")
    assert not answer.cookies
    assert source.get("/agenda/proposer/merci/").status_code == 200
    proposal = Proposal.objects.get()
    assert proposal.event.published_at is None
    assert proposal.event.created_by is None
    assert source.get(proposal.event.get_absolute_url()).status_code == 404


@pytest.mark.parametrize("token", ["", "forged", "shown:1:x"])
def test_proposal_from_another_page_is_shown_again_with_all_its_words(source, typed, token):
    answer = source.post("/agenda/proposer/", typed | {"token": token})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Projection au ciné-club" in page
    fresh = re.search(r'name="token" value="([^"]+)"', page)[1]
    assert source.post("/agenda/proposer/", typed | {"token": fresh}).status_code == 302


def test_proposal_of_a_form_filling_robot_is_thanked_and_dropped(source, typed):
    assert source.post("/agenda/proposer/", typed | {"website": "https://example.org"}).status_code == 302
    assert not Event.objects.exists()


def test_proposals_are_few_an_hour(typed):
    from django.test import Client

    client = Client(REMOTE_ADDR="192.0.2.7")
    codes = [client.post("/agenda/proposer/", typed).status_code for _ in range(6)]
    assert codes == [302] * 5 + [429]
    assert Proposal.objects.count() == 5


def test_moderator_sees_all_and_approves(client_of, moderator, source, typed, collective):
    source.post("/agenda/proposer/", typed | {"collective": collective.slug, "note": "Bonjour"})
    client = client_of(moderator)
    page = client.get("/agenda/propositions/").content.decode()
    assert "Projection au ciné-club" in page
    assert "Bonjour" in page
    proposal = Proposal.objects.get()
    client.post(f"/agenda/propositions/{proposal.pk}/", {"approve": "1"})
    assert "Projection au ciné-club" in source.get("/agenda/").content.decode()
    again = client.post(f"/agenda/propositions/{proposal.pk}/", {"decline": "1"}, follow=True)
    assert again.status_code == 200
    assert Proposal.objects.get().state == "approved"


def test_organiser_decides_about_their_collective_only(client_of, organiser, collective, commune):
    fields = {"commune": commune, "starts_at": next_second_thursday()}
    ours = propose(collective=collective, note="", title="Chez nous", **fields)
    theirs = propose(collective=None, note="", title="Ailleurs", **fields)
    client = client_of(organiser)
    page = client.get("/agenda/propositions/").content.decode()
    assert "Chez nous" in page
    assert "Ailleurs" not in page
    assert client.post(f"/agenda/propositions/{theirs.pk}/", {"approve": "1"}).status_code == 404
    assert client.post(f"/agenda/propositions/{ours.pk}/", {"decline": "1"}).status_code == 302
    ours.refresh_from_db()
    theirs.refresh_from_db()
    assert (ours.state, theirs.state) == ("declined", "waiting")


def test_queue_is_missing_for_outsiders_and_members(client_of, outsider, member, collective, commune, source):
    proposal = propose(
        collective=collective, note="", title="Chez nous", commune=commune, starts_at=next_second_thursday()
    )
    for person in (outsider, member):
        assert client_of(person).get("/agenda/propositions/").status_code == 404
        assert client_of(person).post(f"/agenda/propositions/{proposal.pk}/", {"approve": "1"}).status_code == 404
    assert source.get("/agenda/propositions/").status_code == 302
    assert source.post(f"/agenda/propositions/{proposal.pk}/", {"approve": "1"}).status_code == 302
    proposal.refresh_from_db()
    assert proposal.state == "waiting"
