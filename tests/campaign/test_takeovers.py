"""A lost organiser's account is replaced: by another organiser alone, or by two moderators, never by one."""

from __future__ import annotations

import pytest

from campaign import services
from campaign.exceptions import AlreadyOrganises, OwnVoice, SameVoice
from campaign.models import Act, TakeOver
from campaign.rules import may_organise
from tests.conftest import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def back(db):
    """The person who lost the account `referente`, under a new one."""
    return make_user("revenue")


@pytest.fixture
def asked(back, collective, organiser):
    services.approve_collective(collective=collective)
    collective.refresh_from_db()
    return services.ask_to_take_over(user=back, collective=collective, lost_name="Référente", words="C'est moi.")


@pytest.fixture
def lost(organiser):
    organiser.public_name = "Référente"
    organiser.save()
    return organiser


def answer(client, takeover, **posted):
    return client.post(f"/collectifs/{takeover.collective.slug}/reprendre/{takeover.pk}/", posted)


def test_two_moderators_replace_a_lost_account_and_members_are_told(
    client, client_of, lost, asked, back, member, moderator, second_moderator, collective, run_tasks, mailoutbox
):
    member.email = "membre@example.org"
    member.save()
    assert "C&#x27;est moi." in client_of(moderator).get("/a-traiter/").text
    answer(client_of(moderator), asked, answer="support")
    assert not may_organise(back, collective)
    assert may_organise(lost, collective)
    assert answer(client_of(moderator), asked, answer="support").status_code == 404  # it waits for somebody else
    assert not may_organise(back, collective)
    with run_tasks():
        answer(client_of(second_moderator), asked, answer="support")
    assert may_organise(back, collective)
    assert not may_organise(lost, collective)
    assert list(collective.organisers_group.user_set.all()) == [back]
    assert [mail.to for mail in mailoutbox] == [["membre@example.org"]]
    assert "Référente" in mailoutbox[0].body and "Revenue" in mailoutbox[0].body
    assert not TakeOver.objects.exists()
    act = collective.acts.get(what=Act.What.TAKEN_OVER)
    assert (act.who, act.whom) == (second_moderator, back)
    assert collective.acts.get(what=Act.What.TAKEOVER_VOICE).who == moderator
    assert "à la place d’un compte perdu" in client_of(member).get(collective.get_absolute_url()).text
    assert "à la place d’un compte perdu" not in client.get(collective.get_absolute_url()).text


def test_one_moderator_cannot_speak_twice(asked, moderator):
    assert not services.support_takeover(takeover=asked, by=moderator)
    with pytest.raises(SameVoice):
        services.support_takeover(takeover=asked, by=moderator)


def test_moderator_without_second_factor_has_no_voice(asked, client_of, back, collective):
    weak = make_user("presque", groups=("campaign-moderators",))
    assert answer(client_of(weak), asked, answer="support").url.startswith("/accounts/second-factor/")
    with pytest.raises(OwnVoice):
        services.support_takeover(takeover=asked, by=weak)


def test_nobody_decides_about_oneself(collective, organiser, moderator, second_moderator):
    asked = services.ask_to_take_over(user=moderator, collective=collective, lost_name="", words="x")
    with pytest.raises(OwnVoice):
        services.support_takeover(takeover=asked, by=moderator)
    assert not services.support_takeover(takeover=asked, by=second_moderator)
    with pytest.raises(OwnVoice):
        services.support_takeover(takeover=asked, by=moderator)
    assert not may_organise(moderator, collective)


def test_another_organiser_decides_alone(lost, asked, back, client_of, collective):
    other = make_user("deuxieme")
    collective.memberships.create(user=other, role="organiser")
    answer(client_of(other), asked, answer="support")
    assert may_organise(back, collective) and may_organise(other, collective)
    assert not may_organise(lost, collective)


def test_strangers_have_no_voice(client, client_of, asked, back, outsider, member, neighbour, collective):
    for visitor in (client_of(outsider), client_of(member), client_of(neighbour), client_of(back)):
        assert answer(visitor, asked, answer="support").status_code == 404
    assert answer(client, asked, answer="support").status_code == 302
    assert not may_organise(back, collective)


def test_a_name_that_nobody_has_takes_nobody_away(asked, organiser, back, moderator, second_moderator, collective):
    TakeOver.objects.update(lost_name="Personne")
    services.support_takeover(takeover=asked, by=moderator)
    assert services.support_takeover(takeover=asked, by=second_moderator)
    assert may_organise(back, collective) and may_organise(organiser, collective)
    assert collective.acts.get(what=Act.What.TAKEN_OVER).words == ""


def test_declining_needs_a_reason_and_tells_it(asked, back, client_of, organiser, run_tasks, mailoutbox):
    back.email = "retour@example.org"
    back.save()
    client = client_of(organiser)
    assert answer(client, asked, answer="decline", reason="").status_code == 422
    with run_tasks():
        answer(client, asked, answer="decline", reason="Je suis là.")
    assert "Je suis là." in mailoutbox[-1].body
    assert not TakeOver.objects.exists()


def test_asking_tells_the_organisers_at_once(lost, back, collective, client_of, run_tasks, mailoutbox):
    lost.email = "elle@example.org"
    lost.save()
    path = f"/collectifs/{collective.slug}/reprendre/"
    assert client_of(back).post(path, {"lost_name": "Référente", "words": ""}).status_code == 422
    with run_tasks():
        client_of(back).post(path, {"lost_name": "Référente", "words": "Demandez à Brume."})
    assert [mail.to for mail in mailoutbox] == [["elle@example.org"]]
    assert TakeOver.objects.count() == 1


def test_organiser_cannot_take_over_what_they_run(collective, organiser):
    with pytest.raises(AlreadyOrganises):
        services.ask_to_take_over(user=organiser, collective=collective, lost_name="", words="x")
