"""A stranger proposes, an organiser or a moderator decides."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from engine import proof_of_work
from events import services
from events.forms import ProposalForm
from events.models import Event, Proposal, TrustedCollective
from events.services import propose
from intake.exceptions import Overtaken
from tests.conftest import make_user
from tests.engine.test_proof_of_work import solution
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
    proposal = Proposal.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, proposal.private_path)
    assert not source.cookies
    assert source.get("/agenda/proposer/merci/").status_code == 200
    assert proposal.event.published_at is None
    assert proposal.event.created_by is None
    assert source.get(proposal.event.get_absolute_url()).status_code == 404


def test_same_proposal_sent_twice_is_one_and_leads_to_it(source, typed):
    first, second = (source.post("/agenda/proposer/", typed | {"work": work}) for work in ("", "done meanwhile"))
    assert (second.status_code, second["Location"]) == (302, first["Location"])
    assert Event.objects.count() == Proposal.objects.count() == 1
    source.post("/agenda/proposer/", typed | {"token": ProposalForm.fresh_token()})
    assert Proposal.objects.count() == 2


@pytest.mark.parametrize("token", ["", "forged", "shown:1:x"])
def test_proposal_from_another_page_is_shown_again_with_all_its_words(source, typed, token):
    answer = source.post("/agenda/proposer/", typed | {"token": token})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Projection au ciné-club" in page
    fresh = re.search(r'name="token" value="([^"]+)"', page)[1]
    assert source.post("/agenda/proposer/", typed | {"token": fresh}).status_code == 302


@pytest.mark.parametrize(
    ("hour", "end_hour"), [("02:30", "03:00"), ("02:00", "03:00"), ("02:59", "03:30"), ("02:30", "02:45")]
)
def test_proposal_in_the_night_of_the_clock_change_is_taken_or_told_what_to_change(source, typed, hour, end_hour):
    answer = source.post("/agenda/proposer/", typed | {"day": "2027-03-28", "hour": hour, "end_hour": end_hour})
    assert answer.status_code in (302, 422)
    if answer.status_code == 422:
        assert "les horloges changent cette nuit-là" in answer.text and "Projection au ciné-club" in answer.text
    else:
        event = Event.objects.get()
        assert event.starts_at < event.ends_at


def test_proposal_that_would_end_before_it_begins_that_night_is_refused(source, typed):
    answer = source.post("/agenda/proposer/", typed | {"day": "2027-03-28", "hour": "02:30", "end_hour": "03:00"})
    assert answer.status_code == 422 and not Event.objects.exists()


def test_proposal_of_a_form_filling_robot_is_thanked_and_dropped(source, typed):
    assert source.post("/agenda/proposer/", typed | {"website": "https://example.org"}).status_code == 302
    assert not Event.objects.exists()


def test_sixth_proposal_of_an_hour_costs_work_or_patience(typed):
    from django.test import Client

    client = Client(REMOTE_ADDR="192.0.2.7")
    sent = [typed | {"token": ProposalForm.fresh_token()} for _ in range(6)]
    codes = [client.post("/agenda/proposer/", one).status_code for one in sent]
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
    again = client.post(f"/agenda/propositions/{proposal.pk}/", {"decline": "1", "reason": "Hors sujet"}, follow=True)
    assert again.status_code == 200
    assert Proposal.objects.get().state == "accepted"


def test_organiser_decides_about_their_collective_only(client_of, organiser, collective, commune):
    fields = {"commune": commune, "starts_at": next_second_thursday()}
    ours = propose(collective=collective, note="", title="Chez nous", **fields)
    theirs = propose(collective=None, note="", title="Ailleurs", **fields)
    client = client_of(organiser)
    page = client.get("/agenda/propositions/").content.decode()
    assert "Chez nous" in page
    assert "Ailleurs" not in page
    assert client.post(f"/agenda/propositions/{theirs.pk}/", {"approve": "1"}).status_code == 404
    assert client.post(f"/agenda/propositions/{ours.pk}/", {"decline": "1", "reason": "Hors sujet"}).status_code == 302
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


@pytest.fixture
def proposal(collective, commune):
    return propose(
        collective=collective, note="Mon mot", title="Chez nous", commune=commune, starts_at=next_second_thursday()
    )


def test_author_follows_corrects_and_is_told_no_more_than_their_own(source, proposal, typed):
    page = source.get(proposal.private_path)
    text = page.content.decode()
    assert "attend une réponse" in text and "Chez nous" in text and "Mon mot" in text
    assert not page.cookies and "no-store" in page["Cache-Control"] and page["Referrer-Policy"] == "no-referrer"
    wrong = source.post(proposal.private_path, typed | {"title": "", "note": "Autre mot"})
    assert wrong.status_code == 422 and "Autre mot" in wrong.content.decode()
    assert source.post(proposal.private_path, typed | {"note": "Autre mot"}).status_code == 302
    proposal.refresh_from_db()
    assert (proposal.event.title, proposal.note, proposal.state) == ("Projection au ciné-club", "Autre mot", "waiting")
    assert proposal.event.published_at is None
    assert proposal.event.occurrences.count() == 1


def test_author_withdraws_and_nothing_is_kept(source, proposal):
    assert source.post(proposal.private_path, {"withdraw": "1"}).status_code == 200
    assert not Event.objects.exists()
    assert source.get(proposal.private_path).status_code == 404


def test_author_reads_the_decision_and_its_reason(source, client_of, organiser, proposal):
    client = client_of(organiser)
    empty = client.post(f"/agenda/propositions/{proposal.pk}/", {"decline": "1", "reason": " "})
    assert empty.status_code == 422
    client.post(f"/agenda/propositions/{proposal.pk}/", {"decline": "1", "reason": "Déjà <annoncé> ailleurs"})
    page = source.get(proposal.private_path).content.decode()
    assert "Déjà &lt;annoncé&gt; ailleurs" in page and "refusée" in page
    for posted in ({"withdraw": "1"}, {"title": "Encore"}):
        assert source.post(proposal.private_path, posted).status_code == 409
    assert Event.objects.get().title == "Chez nous"


def test_author_finds_the_page_of_what_was_approved(source, moderator, proposal):
    services.approve_proposal(proposal, by=moderator)
    page = source.get(proposal.private_path).content.decode()
    assert f'href="{proposal.event.get_absolute_url()}"' in page
    with pytest.raises(Overtaken):
        services.correct_proposal(proposal, note="", title="Trop tard")
    with pytest.raises(Overtaken):
        services.withdraw_proposal(proposal)


def test_link_of_one_proposal_opens_no_other(source, proposal, commune):
    other = propose(collective=None, note="", title="Autre", commune=commune, starts_at=next_second_thursday())
    forged = proposal.private_path[:35] + other.private_path[35:]
    assert source.get(forged).status_code == 404


def answer_of(typed, collective, **more):
    return typed | {"collective": collective.slug, "token": ProposalForm.fresh_token()} | more


def test_trusted_collective_publishes_at_once_what_comes_with_work(source, typed, collective, moderator):
    services.trust_collective(collective, by=moderator)
    answer = source.post("/agenda/proposer/", answer_of(typed, collective, work=solution(proof_of_work.challenge())))
    assert answer.status_code == 302
    proposal = Proposal.objects.get()
    assert proposal.was_published_at_once
    assert "Projection au ciné-club" in source.get("/agenda/").content.decode()


def test_work_already_spent_or_missing_waits_in_the_queue(source, typed, collective, moderator):
    services.trust_collective(collective, by=moderator)
    done = solution(proof_of_work.challenge())
    source.post("/agenda/proposer/", answer_of(typed, collective, work=done))
    source.post("/agenda/proposer/", answer_of(typed, collective, work=done, title="Deux fois"))
    source.post("/agenda/proposer/", answer_of(typed, collective, title="Sans script"))
    source.post("/agenda/proposer/", answer_of(typed, collective, title="Forgé", work="AAAA"))
    states = dict(Proposal.objects.values_list("event__title", "state"))
    assert states == {
        "Projection au ciné-club": "accepted",
        "Deux fois": "waiting",
        "Sans script": "waiting",
        "Forgé": "waiting",
    }


def test_collective_without_trust_reads_first_whatever_the_work(source, typed, collective):
    source.post("/agenda/proposer/", answer_of(typed, collective, work=solution(proof_of_work.challenge())))
    source.post(
        "/agenda/proposer/", typed | {"token": ProposalForm.fresh_token(), "work": solution(proof_of_work.challenge())}
    )
    assert list(Proposal.objects.values_list("state", flat=True)) == ["waiting", "waiting"]


def test_work_is_not_lost_on_a_mistake(source, typed, collective):
    done = solution(proof_of_work.challenge())
    page = source.post("/agenda/proposer/", answer_of(typed, collective, work=done, title="")).content.decode()
    assert f'value="{done}"' in page
    again = source.post("/agenda/proposer/", answer_of(typed, collective, work="AAAA", title="")).content.decode()
    assert "AAAA" not in again


def test_organiser_takes_off_what_appeared_at_once_or_keeps_it(
    source, client_of, organiser, collective, moderator, commune
):
    services.trust_collective(collective, by=moderator)
    fields = {"commune": commune, "starts_at": next_second_thursday(), "note": "", "worked": True}
    bad = propose(collective=collective, title="Publicité", **fields)
    good = propose(collective=collective, title="Vraie date", **fields)
    client = client_of(organiser)
    page = client.get("/agenda/propositions/").content.decode()
    assert "Publicité" in page and "Vraie date" in page
    client.post(f"/agenda/propositions/{bad.pk}/", {"off": "1"})
    client.post(f"/agenda/propositions/{good.pk}/", {"approve": "1"})
    assert source.get(bad.event.get_absolute_url()).status_code == 404
    assert source.get(good.event.get_absolute_url()).status_code == 200
    bad.refresh_from_db()
    good.refresh_from_db()
    assert (bad.state, good.decided_by) == ("waiting", organiser)
    with pytest.raises(Overtaken):
        services.take_off(good)
    services.approve_proposal(bad, by=organiser)
    assert source.get(bad.event.get_absolute_url()).status_code == 200


def test_trust_is_given_and_ended_by_moderators_alone(client_of, moderator, organiser, outsider, source, collective):
    address = "/agenda/propositions/confiance/"
    for person in (organiser, outsider):
        assert client_of(person).post(address, {"name": collective.name}).status_code == 404
    assert source.post(address, {"name": collective.name}).status_code == 302
    assert not TrustedCollective.objects.exists()
    assert "Faire confiance" not in client_of(organiser).get("/agenda/propositions/").content.decode()
    client = client_of(moderator)
    wrong = client.post(address, {"name": "Inconnu au bataillon"})
    assert wrong.status_code == 422 and "Inconnu au bataillon" in wrong.content.decode()
    assert client.post(address, {"name": collective.name.upper()}).status_code == 302
    assert TrustedCollective.objects.get().given_by == moderator
    assert client.post(address, {"end": collective.slug}).status_code == 302
    assert not TrustedCollective.objects.exists()


def test_organiser_of_another_collective_decides_nothing_here(client_of, pending, proposal):
    other = make_user("autre")
    pending.memberships.create(user=other, role="organiser")
    client = client_of(other)
    assert "Chez nous" not in client.get("/agenda/propositions/").content.decode()
    for posted in ({"approve": "1"}, {"decline": "1", "reason": "x"}, {"off": "1"}):
        assert client.post(f"/agenda/propositions/{proposal.pk}/", posted).status_code == 404
    proposal.refresh_from_db()
    assert proposal.state == "waiting"


def test_queue_takes_the_same_queries_for_one_and_for_many(
    client_of, moderator, collective, commune, django_assert_max_num_queries
):
    client = client_of(moderator)
    services.trust_collective(collective, by=moderator)
    fields = {"commune": commune, "starts_at": next_second_thursday(), "note": "", "collective": collective}
    client.get("/agenda/propositions/")
    taken = []
    for number in (1, 8):
        for row in range(number):
            propose(title=f"Attend {row}", **fields)
            propose(title=f"Parue {row}", worked=True, **fields)
        with django_assert_max_num_queries(40) as queries:
            client.get("/agenda/propositions/")
        taken.append(len(queries))
    assert taken[0] == taken[1]


def test_several_proposals_are_decided_at_once_by_those_who_decide(
    client_of, moderator, organiser, outsider, member, source, collective, commune
):
    fields = {"commune": commune, "starts_at": next_second_thursday(), "note": "", "collective": collective}
    three = [propose(title=f"Attend {row}", **fields) for row in range(3)]
    elsewhere = propose(title="Pour la campagne", **fields | {"collective": None})
    address, client = "/agenda/propositions/plusieurs/", client_of(organiser)
    for person in (outsider, member):
        assert client_of(person).post(address, {"accept": "1", "row": three[0].pk}).status_code == 404
    assert source.post(address, {"accept": "1", "row": three[0].pk}).status_code == 302
    refused = client.post(address, {"decline": "1", "row": [three[0].pk], "reason": ""})
    assert refused.status_code == 422 and f'id="row-{three[0].pk}" checked' in refused.text
    nothing = client.post(address, {"decline": "1", "reason": "Une longue raison"})
    assert nothing.status_code == 422 and "Une longue raison" in nothing.text and "Rien n’est coché" in nothing.text
    assert {row.state for row in Proposal.objects.all()} == {"waiting"}
    client.post(address, {"accept": "1", "row": [three[0].pk, elsewhere.pk]})
    services.decline_proposal(three[1], by=moderator, reason="Doublon")
    sent = {"decline": "1", "every": "1", "listed": [one.pk for one in three[1:]], "reason": "Publicité"}
    page = client.post(address, sent, follow=True).text
    assert "1 proposition est refusée" in page
    states = [Proposal.objects.get(pk=one.pk).state for one in (*three, elsewhere)]
    assert states == ["accepted", "declined", "declined", "waiting"]
    assert [Proposal.objects.get(pk=one.pk).reason for one in three[1:]] == ["Doublon", "Publicité"]
    client_of(moderator).post(address, {"accept": "1", "row": elsewhere.pk})
    elsewhere.refresh_from_db()
    assert elsewhere.decided_by == moderator and elsewhere.event.published_at


def test_note_is_gone_once_it_was_decided(client_of, organiser, commune, collective):
    fields = {"commune": commune, "starts_at": next_second_thursday()}
    for title, answer in (("Une", "approve"), ("Deux", "decline")):
        proposal = propose(collective=collective, note="Mon numéro : 06", title=title, **fields)
        getattr(services, f"{answer}_proposal")(
            proposal, by=organiser, **({"reason": "Non"} if answer == "decline" else {})
        )
        proposal.refresh_from_db()
        assert proposal.note == ""


def test_notes_of_what_appeared_at_once_go_by_the_night(commune, collective):
    proposal = propose(
        collective=collective, note="Mon numéro : 06", title="Une", commune=commune, starts_at=next_second_thursday()
    )
    Proposal.objects.update(state="accepted", decided_at=timezone.now() - timedelta(days=31))
    services.erase_declined_proposals()
    proposal.refresh_from_db()
    assert proposal.note == ""
