"""What stands around the posts of an open topic: told without a word, the same as on the page, for its readers."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from forum import services
from forum.deciding.services import decisions as deciding
from forum.deciding.services import polls
from forum.live import services as live
from forum.live.queries import state_of
from forum.models import Decision
from forum.moderation.services import moderating
from forum.templatetags.board_tags import topic_url
from tests.conftest import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def poll(space, write, member):
    """A poll in the private forum."""
    topic = write(space.private_forum, member)
    asked = {"question": "Chouette ?", "options": ["hulotte", "effraie"], "max_options": 1, "user_changes": True}
    return polls.open_poll(topic=topic, closes_at=None, **asked)


@pytest.fixture
def decide(space, write, member):
    """`decide(nameless)`: an open question in a topic of its own in the private forum."""

    def make(nameless=False):
        topic = write(space.private_forum, member)
        end = timezone.now() + timedelta(days=7)
        return deciding.open_decision(topic=topic, by=member, question="Oui ?", closes_at=end, nameless=nameless)

    return make


def head(client, topic):
    return client.get(reverse("board:topic_head", args=[topic.pk]))


def test_every_act_in_a_poll_is_told_with_the_states_around_it(poll, organiser, told):
    topic, option = poll.topic, poll.options.first().pk
    acts = [
        lambda: polls.vote(poll=poll, voter=organiser, options=[option]),
        lambda: polls.close_poll(poll=poll),
        lambda: polls.delete_poll(poll=poll),
    ]
    topic.refresh_from_db()
    state = state_of(topic)
    for act in acts:
        assert told(act) == [(live.topic_group(topic.pk), "head", None)]
        topic.refresh_from_db()
        before, state = state, state_of(topic)
        assert told.states.pop() == (before, state) and before != state


def test_question_and_its_answers_are_told_but_not_when_somebody_answers_without_name(decide, organiser, told):
    for nameless, told_of_voice in ((False, ["head"]), (True, [])):
        decision = decide(nameless)
        voice = {"decision": decision, "voter": organiser, "choice": "agree", "reason": ""}
        assert [what for _, what, _ in told(lambda given=voice: deciding.give_voice(**given))] == told_of_voice
        Decision.objects.filter(pk=decision.pk).update(closes_at=timezone.now())
        assert (live.topic_group(decision.topic_id), "head", None) in told(deciding.close_due)
    withdrawn = decide()
    heard = told(lambda: deciding.withdraw(decision=withdrawn, reason="non"))
    assert (live.topic_group(withdrawn.topic_id), "head", None) in heard


def test_locking_pinning_and_another_title_are_told(space, write, member, organiser, told):
    topic = write(space.public_forum, member)
    acts = [
        lambda: moderating.set_locked(topic=topic, locked=True, by=organiser),
        lambda: moderating.set_kind(topic=topic, kind=topic.TOPIC_STICKY, by=organiser),
        lambda: services.edit_post(post=topic.first_post, editor=member, subject="Autrement", content="mot"),
    ]
    for act in acts:
        assert (live.topic_group(topic.pk), "many", None) in told(act)


def test_head_is_the_one_of_the_page_for_each_reader(poll, member, organiser, client_of):
    polls.vote(poll=poll, voter=member, options=[poll.options.first().pk])
    for who in (member, organiser):
        client = client_of(who)
        page, part = client.get(topic_url(poll.topic)).text, head(client, poll.topic)
        question = part.text[part.text.index("data-shown") : part.text.index("data-note")]
        assert question in page and question.count("poll__answer--mine") == (who == member)
        assert "no-store" in part["Cache-Control"]


def test_head_tells_nothing_earlier_than_the_page(decide, organiser, client_of):
    decision = decide(nameless=True)
    deciding.give_voice(decision=decision, voter=organiser, choice="block", reason="chouette hulotte")
    part = head(client_of(organiser), decision.topic).text
    assert "decision__count" not in part and part.count("chouette hulotte") == 1, "one's own, in the form"


def test_head_of_a_private_topic_is_for_its_members_alone(poll, organiser, outsider, client_of, source):
    assert "hulotte" in head(client_of(organiser), poll.topic).text
    refused = [head(client, poll.topic) for client in (source, client_of(outsider))]
    assert [answer.status_code for answer in refused] == [404, 404]
    assert client_of(organiser).post(reverse("board:topic_head", args=[poll.topic.pk])).status_code == 405


def test_head_costs_the_same_for_one_vote_and_for_many(poll, member, client_of, django_assert_max_num_queries):
    client, options = client_of(member), list(poll.options.values_list("pk", flat=True))
    head(client, poll.topic)
    for number in range(6):
        polls.vote(poll=poll, voter=make_user(f"votant-{number}"), options=[options[number % 2]])
        with django_assert_max_num_queries(10):
            head(client, poll.topic)
