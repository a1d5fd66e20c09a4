"""Decisions: who has a voice, one each, changeable until it closes, frozen after; nameless means nameless."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from campaign.hours import near_day_words
from campaign.models import Membership
from forum.deciding.queries.decisions import may_answer
from forum.deciding.services import decisions as deciding
from forum.machina import Forum
from forum.models import Decision, Space, Suspension, Voice
from forum.notices.services.following import set_level
from forum.spaces.services import make_national_forums
from forum.templatetags.board_tags import topic_url
from tests.conftest import make_user, signed_in_client

pytestmark = pytest.mark.django_db
QUESTION = "Imprimer cinq cents affiches"


@pytest.fixture
def topic(space, write, member):
    return write(space.private_forum, member)


@pytest.fixture
def decide(topic, member):
    """`decide(**changes)`: an open decision in the private forum."""

    def make(**changes):
        fields = {"question": QUESTION, "closes_at": timezone.now() + timedelta(days=7), "nameless": False}
        return deciding.open_decision(**({"topic": topic, "by": member} | fields | changes))

    return make


def say(client, decision, choice="agree", reason=""):
    return client.post(f"/forum/decisions/{decision.pk}/voice/", {"choice": choice, "reason": reason})


def end(decision):
    """Its last moment has come."""
    Decision.objects.filter(pk=decision.pk).update(closes_at=timezone.now())


def page_of(client, topic):
    return client.get(topic_url(topic)).text


def test_member_puts_a_question_and_others_answer(topic, member, organiser):
    client = signed_in_client(member)
    day = (timezone.localdate() + timedelta(days=7)).isoformat()
    answer = client.post(f"/forum/decisions/topic/{topic.pk}/", {"question": QUESTION, "last_day": day})
    assert answer.url == topic_url(topic)
    decision = Decision.objects.get()
    assert timezone.localtime(decision.closes_at).strftime("%H:%M") == "00:00"
    say(signed_in_client(organiser), decision, "disagree", "Trop cher.")
    say(client, decision)
    page = page_of(client, topic)
    assert QUESTION in page and "Trop cher." in page and "Referente" in page
    assert f"jusqu’au {near_day_words(date.fromisoformat(day))} inclus" in page


def test_answer_is_one_and_can_change(decide, member):
    decision, client = decide(), signed_in_client(member)
    say(client, decision)
    say(client, decision, "abstain")
    assert list(decision.voices.values_list("voter", "choice")) == [(member.pk, "abstain")]


def test_block_without_a_reason_is_sent_back_with_what_was_chosen(decide, member):
    decision = decide()
    answer = say(signed_in_client(member), decision, "block")
    assert answer.status_code == 422 and not decision.voices.exists()
    assert 'value="block"' in answer.text.split("checked")[0].rsplit("<input", 1)[1]


def test_nothing_changes_after_the_end(decide, member, organiser):
    decision, client = decide(), signed_in_client(member)
    say(client, decision)
    end(decision)
    assert say(signed_in_client(organiser), decision, "block", "Non !").status_code == 422
    with pytest.raises(deciding.Closed):
        deciding.withdraw(decision=decision, reason="trop tard")
    call_command("close_decisions")
    decision.refresh_from_db()
    assert decision.outcome == Decision.Outcome.ADOPTED
    assert say(client, decision, "disagree").status_code == 422
    assert list(decision.voices.values_list("choice", flat=True)) == ["agree"]
    assert "adoptée" in page_of(client, decision.topic)


@pytest.mark.parametrize(
    ("choices", "outcome"),
    [
        ([], "nobody"),
        (["abstain"], "rejected"),
        (["agree", "disagree"], "rejected"),
        (["agree", "agree", "disagree", "abstain"], "adopted"),
        (["agree", "agree", "agree", "block"], "blocked"),
    ],
)
def test_outcome_follows_the_stated_rule(choices, outcome):
    assert deciding.outcome_of(choices) == outcome


def test_nameless_decision_shows_nothing_that_tells_who(decide, member, organiser):
    decision = decide(nameless=True)
    say(signed_in_client(organiser), decision, "disagree", "Je préfère des tracts.")
    mine = signed_in_client(member)
    page = page_of(mine, decision.topic)
    assert "tracts" not in page and "decision__counts" not in page
    say(mine, decision)
    end(decision)
    call_command("close_decisions")
    assert set(decision.voices.values_list("voter", flat=True)) == {None}
    assert list(decision.voices.order_by("pk").values_list("choice", flat=True)) == ["agree", "disagree"]
    page = page_of(mine, decision.topic)
    assert "tracts" in page
    assert "Referente" not in page.split('id="decision-')[1].split("</section>")[0]


def test_collectives_members_alone_have_a_voice_in_its_public_forum(space, write, member, outsider):
    other = make_user("voisine")
    topic = write(space.public_forum, outsider)
    decision = deciding.open_decision(
        topic=topic, by=member, question=QUESTION, closes_at=timezone.now() + timedelta(days=2), nameless=False
    )
    for person in (outsider, other):
        client = signed_in_client(person)
        assert say(client, decision).status_code == 404
        assert client.get(f"/forum/decisions/topic/{topic.pk}/").status_code == 404
        assert f"decisions/{decision.pk}/voice" not in page_of(client, topic)
    assert QUESTION in page_of(Client(), topic)
    assert say(Client(), decision).url.startswith("/accounts/login/")
    assert not Voice.objects.exists()


def test_private_decision_is_not_there_for_others(decide, outsider):
    decision, client = decide(), signed_in_client(outsider)
    for address in (f"{decision.pk}/voice/", f"{decision.pk}/withdraw/", f"topic/{decision.topic_id}/"):
        assert client.post(f"/forum/decisions/{address}", {"choice": "agree", "reason": "x"}).status_code == 404
    assert client.get(topic_url(decision.topic)).status_code == 404


def test_campaign_forum_counts_members_of_collectives(db, member, outsider, write):
    make_national_forums()
    forum = Forum.objects.exclude(pk__in=Space.objects.values("public_forum")).filter(type=Forum.FORUM_POST).first()
    topic = write(forum, outsider)
    assert may_answer(member, topic.forum)
    assert not may_answer(outsider, topic.forum)
    Membership.objects.filter(user=member).delete()
    assert not may_answer(member, topic.forum)


def test_second_question_waits_for_the_first(decide, topic, member):
    decide()
    day = (timezone.localdate() + timedelta(days=3)).isoformat()
    typed = {"question": "Autre chose", "last_day": day}
    answer = signed_in_client(member).post(f"/forum/decisions/topic/{topic.pk}/", typed)
    assert answer.status_code == 422 and "Autre chose" in answer.text
    assert Decision.objects.count() == 1


@pytest.mark.parametrize("days", [0, 91])
def test_end_is_neither_today_nor_far_away(topic, member, days):
    day = (timezone.localdate() + timedelta(days=days)).isoformat()
    typed = {"question": QUESTION, "last_day": day}
    answer = signed_in_client(member).post(f"/forum/decisions/topic/{topic.pk}/", typed)
    assert answer.status_code == 422 and not Decision.objects.exists()


def test_question_is_taken_back_by_who_asked_or_moderates(decide, member, organiser):
    decision, other = decide(), make_user("autre-membre")
    Membership.objects.create(user=other, collective=Membership.objects.first().collective, role="member")
    address = f"/forum/decisions/{decision.pk}/withdraw/"
    assert signed_in_client(other).post(address, {"reason": "non"}).status_code == 404
    signed_in_client(member).post(address, {"reason": ""})
    decision.refresh_from_db()
    assert not decision.outcome
    signed_in_client(organiser).post(address, {"reason": "Mal posée."})
    decision.refresh_from_db()
    assert decision.outcome == Decision.Outcome.WITHDRAWN
    assert "Mal posée." in page_of(signed_in_client(member), decision.topic)


def test_reminder_is_mailed_once_to_voters_who_have_not_answered(decide, member, organiser, outsider, run_tasks):
    decision = decide(closes_at=timezone.now() + timedelta(hours=20))
    for person in (member, organiser, outsider):
        EmailAddress.objects.create(user=person, email=f"{person.username}@example.org", verified=True, primary=True)
        set_level(user=person, topic=decision.topic, level="follow")
    say(signed_in_client(member), decision)
    for _ in range(2):
        with run_tasks():
            call_command("close_decisions")
    (message,) = mail.outbox
    assert message.to == ["referente@example.org"]
    assert QUESTION not in message.body + message.subject
    assert decision.topic.slug not in message.body and decision.topic.subject not in message.body + message.subject


def test_topic_page_asks_no_more_for_many_voices(decide, member):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    decision, client = decide(), signed_in_client(member)
    say(client, decision)
    page_of(client, decision.topic)
    with CaptureQueriesContext(connection) as one:
        page_of(client, decision.topic)
    for number in range(20):
        Voice.objects.create(decision=decision, voter=make_user(f"m{number}"), choice="agree")
    with CaptureQueriesContext(connection) as many:
        page_of(client, decision.topic)
    assert len(many) == len(one)


def test_suspended_person_neither_asks_nor_answers(decide, topic, member, organiser):
    decision = decide()
    until = timezone.now() + timedelta(days=1)
    Suspension.objects.create(user=member, until=until, reason="Insultes", by=organiser)
    client = signed_in_client(member)
    for refused in (say(client, decision), client.get(f"/forum/decisions/topic/{topic.pk}/")):
        assert refused.status_code == 403 and "Insultes" in refused.text
    assert not decision.voices.exists()


def test_question_is_one_line_unfolded_for_who_has_yet_to_answer(decide, member, organiser, outsider, space, write):
    decision = decide(topic=write(space.public_forum, member))

    def line(who):
        page = page_of(signed_in_client(who) if who else Client(), decision.topic)
        head = page[page.index(f'<details class="fold decision" id="decision-{decision.pk}-fold"') :]
        return head[: head.index(">")].endswith(" open"), head[: head.index("</summary>")], head

    assert [line(who)[0] for who in (None, outsider, member, organiser)] == [False, False, True, True]
    assert say(signed_in_client(organiser), decision).url == f"{topic_url(decision.topic)}#decision", "which unfolds it"
    assert [line(who)[0] for who in (member, organiser)] == [True, False]
    _open, summary, inside = line(organiser)
    assert QUESTION in summary and "1 voix" in summary and "inclus" in summary and "à décider" in summary
    assert "Changer ma réponse" in inside, "the form is in the fold"
    end(decision)
    assert not line(member)[0]


def test_line_of_a_nameless_question_counts_nobody_before_the_end(decide, organiser, member):
    decision = decide(nameless=True)
    say(signed_in_client(organiser), decision)
    page = page_of(signed_in_client(member), decision.topic)
    fold = page.index("-fold")
    said = page[fold : page.index("</summary>", fold)]
    assert decision.question in said and " voix" not in said
