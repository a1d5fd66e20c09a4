"""Polls: one ballot a person, numbers for all, names for nobody, frozen after the end, private where the forum is."""

from __future__ import annotations

from datetime import timedelta
from importlib import import_module

import pytest
from bs4 import BeautifulSoup
from django.apps import apps
from django.contrib.auth.models import AnonymousUser
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from campaign.hours import near_day_words
from forum import services
from forum.deciding.queries.polls import result_of
from forum.deciding.services import polls
from forum.machina import Forum, TopicPoll
from forum.models import Suspension
from forum.templatetags.board_tags import topic_url
from tests.conftest import make_user, signed_in_client

pytestmark = pytest.mark.django_db
TYPED = {"question": "Quel jour ?", "options": "lundi\nmardi\n\njeudi", "max_options": "1", "user_changes": "on"}


@pytest.fixture
def topic(space, write, member):
    return write(space.public_forum, member)


@pytest.fixture
def ask(topic):
    """`ask(**changes)`: an open poll with three options in the public forum."""

    def make(**changes):
        fields = {"question": "Quel jour ?", "options": ["lundi", "mardi", "jeudi"], "max_options": 1}
        return polls.open_poll(**({"topic": topic, "closes_at": None, "user_changes": True} | fields | changes))

    return make


def address(topic, act=""):
    return f"/forum/polls/topic/{topic.pk}/{act}"


def pick(poll, *texts):
    """The numbers of these options, as a form sends them."""
    known = dict(poll.options.values_list("text", "pk"))
    return {"options": [known[text] for text in texts]}


def numbers_on(page):
    """What the page says of each option."""
    soup = BeautifulSoup(page, "html.parser")
    return {
        line.select_one(".poll__text").contents[0].strip(): line.select_one(".poll__number").text.replace("\xa0", " ")
        for line in soup.select(".poll__answer")
    }


def test_author_asks_and_others_vote_without_script(topic, member, outsider):
    client = signed_in_client(member)
    assert address(topic) in client.get(topic_url(topic)).text
    answer = client.post(address(topic), TYPED)
    assert answer.url == f"{topic_url(topic)}#poll"
    poll = TopicPoll.objects.get()
    assert list(poll.options.order_by("pk").values_list("text", flat=True)) == ["lundi", "mardi", "jeudi"]
    voting = signed_in_client(outsider)
    form = BeautifulSoup(voting.get(topic_url(topic)).text, "html.parser").select_one(".poll form")
    assert form["action"] == address(topic, "vote/")
    voting.post(form["action"], pick(poll, "mardi"))
    client.post(form["action"], pick(poll, "mardi"))
    shown = numbers_on(Client().get(topic_url(topic)).text)
    assert shown == {"lundi": "0 vote · 0 %", "mardi": "2 votes · 100 %", "jeudi": "0 vote · 0 %"}


def test_topic_form_leads_to_a_poll(space, member):
    create = reverse("forum_conversation:topic_create", args=[space.public_forum.slug, space.public_forum.pk])
    typed = {"subject": "Réunion", "content": "On choisit ?", "then": "poll"}
    answer = signed_in_client(member).post(create, typed)
    assert answer.url == address(space.public_forum.topics.get())


def test_vote_is_changed_where_the_poll_allows_it(ask, topic, member):
    poll, client = ask(), signed_in_client(member)
    for day in ("lundi", "jeudi"):
        client.post(address(topic, "vote/"), pick(poll, day))
    result = result_of(topic, member)
    assert [(a.text, a.number) for a in result.answers if a.mine] == [("jeudi", 1)] and result.voters == 1


def test_final_vote_stays(ask, topic, member):
    poll, client = ask(user_changes=False), signed_in_client(member)
    client.post(address(topic, "vote/"), pick(poll, "lundi"))
    assert client.post(address(topic, "vote/"), pick(poll, "jeudi")).status_code == 422
    assert result_of(topic, member).mine == pick(poll, "lundi")["options"]
    assert f'action="{address(topic, "vote/")}"' not in client.get(topic_url(topic)).text


def test_ballot_holds_no_more_options_than_the_poll_allows(ask, topic, member):
    poll, client = ask(max_options=2), signed_in_client(member)
    assert client.post(address(topic, "vote/"), pick(poll, "lundi", "mardi", "jeudi")).status_code == 422
    client.post(address(topic, "vote/"), pick(poll, "lundi", "mardi"))
    result = result_of(topic, member)
    assert [answer.percent for answer in result.answers] == [100, 100, 0] and result.voters == 1


@pytest.mark.parametrize("chosen", [[], ["x"], ["999999"], [""]])
def test_vote_for_nothing_known_is_sent_back(ask, topic, member, chosen):
    ask()
    answer = signed_in_client(member).post(address(topic, "vote/"), {"options": chosen})
    assert answer.status_code == 422 and result_of(topic, member).voters == 0


def test_options_of_another_poll_do_not_count(ask, topic, space, write, member):
    poll = ask()
    other = ask(topic=write(space.public_forum, member, subject="Autre"))
    answer = signed_in_client(member).post(address(topic, "vote/"), pick(other, "lundi"))
    assert answer.status_code == 422
    with pytest.raises(ValueError, match="options"):
        polls.vote(poll=poll, voter=member, options=pick(other, "lundi")["options"])


def test_database_refuses_a_second_ballot_and_a_second_mark(ask, member):
    poll = ask()
    polls.vote(poll=poll, voter=member, options=pick(poll, "lundi")["options"])
    ballot = poll.ballots.get()
    for again in (
        lambda: poll.ballots.create(voter=member),
        lambda: ballot.votes.create(poll_option=poll.options.get(text="lundi"), voter=member),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            again()


@pytest.mark.parametrize("end", ["day", "closed", "locked"])
def test_nothing_changes_after_the_end(ask, topic, member, outsider, end):
    poll, client = ask(), signed_in_client(outsider)
    client.post(address(topic, "vote/"), pick(poll, "lundi"))
    if end == "day":
        TopicPoll.objects.update(closes_at=timezone.now())
    elif end == "closed":
        assert signed_in_client(member).post(address(topic, "close/")).status_code == 302
    else:
        services.set_locked(topic=topic, locked=True)
    client.post(address(topic, "vote/"), pick(poll, "jeudi"))
    mine = result_of(topic, outsider).mine
    assert mine == ([] if end == "closed" else pick(poll, "lundi")["options"])
    if end != "locked":
        with pytest.raises(polls.Closed):
            polls.vote(poll=poll, voter=member, options=pick(poll, "lundi")["options"])
    page = client.get(topic_url(topic)).text
    assert numbers_on(page)["lundi"] == "1 vote · 100 %" and f'action="{address(topic, "vote/")}"' not in page


def test_guests_see_the_numbers_and_are_asked_to_sign_in(ask, topic):
    ask()
    page = Client().get(topic_url(topic)).text
    assert numbers_on(page) and "<form" not in page.split('id="poll"')[1].split("</details>")[0]
    for act in ("vote/", "close/", "delete/", ""):
        assert Client().post(address(topic, act)).url.startswith("/accounts/login/")


def test_private_poll_is_not_there_for_others(ask, space, write, member, outsider, commune):
    topic = write(space.private_forum, member)
    ask(topic=topic)
    for client in (signed_in_client(outsider), signed_in_client(make_user("voisine"))):
        for act in ("vote/", "close/", "delete/", ""):
            assert client.post(address(topic, act), TYPED).status_code == 404
    assert result_of(topic, AnonymousUser()).voters == 0


def test_others_neither_ask_close_nor_delete(ask, topic, outsider):
    client = signed_in_client(outsider)
    assert client.post(address(topic), TYPED).status_code == 404
    assert address(topic) not in client.get(topic_url(topic)).text
    ask()
    assert [client.post(address(topic, act)).status_code for act in ("close/", "delete/")] == [404, 404]
    assert TopicPoll.objects.get().is_open


def test_suspended_person_neither_asks_nor_votes(ask, topic, member, organiser):
    suspended = {"until": timezone.now() + timedelta(days=1), "reason": "Insultes", "by": organiser}
    Suspension.objects.create(user=member, **suspended)
    client = signed_in_client(member)
    assert client.post(address(topic), TYPED).status_code == 403 and not TopicPoll.objects.exists()
    poll = ask()
    answer = client.post(address(topic, "vote/"), pick(poll, "lundi"))
    assert answer.status_code == 403 and "Insultes" in answer.text
    assert result_of(topic, member).voters == 0


def test_newcomers_links_are_not_put_into_a_poll(write, outsider):
    national = Forum.objects.filter(type=Forum.FORUM_POST).first()
    topic = write(national, outsider)
    client = signed_in_client(outsider)
    typed = TYPED | {"options": "oui\nhttps://exemple.org/pub"}
    answer = client.post(address(topic), typed)
    assert answer.status_code == 422 and "exemple.org" in answer.text and not TopicPoll.objects.exists()
    assert client.post(address(topic), TYPED).status_code == 302


def test_author_deletes_a_poll_without_votes_and_a_moderator_any(ask, topic, member, organiser, outsider):
    ask()
    signed_in_client(member).post(address(topic, "delete/"))
    assert not TopicPoll.objects.exists()
    poll = ask()
    polls.vote(poll=poll, voter=outsider, options=pick(poll, "lundi")["options"])
    assert signed_in_client(member).post(address(topic, "delete/")).status_code == 404
    assert signed_in_client(organiser).post(address(topic, "delete/")).status_code == 302
    assert not TopicPoll.objects.exists()
    assert "Quel jour ?" in signed_in_client(organiser).get("/forum/moderation/log/").text


@pytest.mark.parametrize(
    "typed",
    [
        {"question": ""}, {"options": "lundi"}, {"options": "\n".join(map(str, range(11)))}, {"options": "oui\nOUI"},
        {"options": "a\n" + "b" * 256}, {"max_options": "4"}, {"max_options": "0"}, {"last_day": "2000-01-01"},
        {"last_day": (timezone.localdate() + timedelta(days=400)).isoformat()},
    ],
)  # fmt: skip
def test_wrong_poll_comes_back_with_what_was_typed(topic, member, typed):
    answer = signed_in_client(member).post(address(topic), TYPED | typed)
    assert answer.status_code == 422 and not TopicPoll.objects.exists()
    typed = TYPED | typed
    soup = BeautifulSoup(answer.text, "html.parser")
    assert soup.find(id="id_options").text.strip() == typed["options"] and soup.select(".field__error")


def test_topic_has_one_poll(ask, topic, member):
    client = signed_in_client(member)
    ask()
    assert client.post(address(topic), TYPED).status_code == 404
    with pytest.raises(IntegrityError), transaction.atomic():
        ask()


def test_closing_day_is_the_midnight_after(topic, member):
    day = timezone.localdate() + timedelta(days=7)
    signed_in_client(member).post(address(topic), TYPED | {"last_day": day.isoformat()})
    closes = timezone.localtime(TopicPoll.objects.get().closes_at)
    assert (closes.date(), closes.hour) == (day + timedelta(days=1), 0)
    page = signed_in_client(member).get(topic_url(topic)).text
    assert f"jusqu’au {near_day_words(day)} inclus" in page and f"le {near_day_words(day)} au plus tard" in page


def test_numbers_stay_when_a_voter_leaves_and_names_do_not(ask, topic, outsider, member):
    poll = ask()
    polls.vote(poll=poll, voter=outsider, options=pick(poll, "lundi")["options"])
    outsider.delete()
    result = result_of(topic, member)
    assert result.voters == 1 and [a.number for a in result.answers] == [1, 0, 0]
    assert set(poll.ballots.values_list("voter", flat=True)) == {None}


def test_poll_goes_along_when_topics_are_merged_but_two_do_not(ask, topic, space, write, member):
    ask()
    into = write(space.public_forum, member, subject="Là")
    services.merge_topics(topic=topic, into=into)
    assert TopicPoll.objects.get().topic == into
    other = write(space.public_forum, member, subject="Encore")
    ask(topic=other)
    with pytest.raises(ValueError, match="sondage"):
        services.merge_topics(topic=other, into=into)


@pytest.mark.django_db(transaction=True)  # inside a transaction nothing is cached
def test_topic_page_asks_no_more_for_many_votes_and_options(ask, topic, member):
    poll, client = ask(), signed_in_client(member)

    def asked():
        client.get(topic_url(topic))
        with CaptureQueriesContext(connection) as queries:
            client.get(topic_url(topic))
        return len(queries)

    asked()  # what the first visits settle
    few = asked()
    for number in range(20):
        person = make_user(f"p{number}")
        polls.vote(poll=poll, voter=person, options=[poll.options.first().pk])
    for number in range(7):
        poll.options.create(text=f"autre {number}")
    assert asked() == few <= 12


def memory_of(poll):
    """What the database holds of the votes of a poll: whose ballot, with which options."""
    ballots = poll.ballots.prefetch_related("votes__poll_option")
    return sorted(
        (str(ballot.voter_id), *sorted((str(vote.voter_id), vote.poll_option.text) for vote in ballot.votes.all()))
        for ballot in ballots
    )


@pytest.mark.parametrize("end", ["page", "hour"])
def test_poll_forgets_who_voted_what_as_it_closes(ask, topic, member, outsider, end):
    poll = ask(max_options=2, closes_at=timezone.now() + timedelta(days=3))
    others = [make_user(f"p{number}") for number in range(3)]
    for person, texts in zip([outsider, *others], (["mardi", "jeudi"], ["lundi"], ["mardi"], ["lundi"]), strict=True):
        polls.vote(poll=poll, voter=person, options=pick(poll, *texts)["options"])
    before = result_of(topic, member)
    assert str(outsider.pk) in str(memory_of(poll))
    if end == "page":
        signed_in_client(member).post(address(topic, "close/"))
    else:
        assert polls.forget_due() == 0
        TopicPoll.objects.update(closes_at=timezone.now())
        call_command("hourly")
        assert polls.forget_due() == 0
    assert memory_of(poll) == [
        ("None", ("None", "jeudi"), ("None", "mardi")), ("None", ("None", "lundi")), ("None", ("None", "lundi")),
        ("None", ("None", "mardi")),
    ]  # fmt: skip
    numbers = [list(poll.ballots.order_by("pk").values_list("votes__poll_option__text", flat=True))]
    assert numbers == [["lundi", "lundi", "mardi", "mardi", "jeudi"]]  # by option, not by who came first
    after = result_of(topic, member)
    assert (after.voters, [a.number for a in after.answers]) == (before.voters, [a.number for a in before.answers])
    with pytest.raises(polls.Closed):
        polls.vote(poll=poll, voter=outsider, options=pick(poll, "lundi")["options"])


def test_poll_without_a_last_day_has_sixty(ask):
    poll = ask()
    assert abs(poll.closes_at - timezone.now() - timedelta(days=60)) < timedelta(minutes=1)


def test_page_says_before_one_votes_how_long_votes_are_known(ask, topic, outsider):
    ask()
    client = signed_in_client(outsider)
    for page in (client.get(topic_url(topic)), client.get(address(topic, "vote/")), Client().get(topic_url(topic))):
        assert "puis l’oublie" in page.text


def test_migration_lets_earlier_polls_forget(ask, topic, write, space, member, outsider):
    over = ask(max_options=2)
    open_still = ask(topic=write(space.public_forum, member, subject="Là"))
    endless = ask(topic=write(space.public_forum, member, subject="Sans fin"))
    for poll in (over, open_still, endless):
        polls.vote(poll=poll, voter=outsider, options=pick(poll, "lundi")["options"])
    polls.vote(poll=over, voter=member, options=pick(over, "lundi", "jeudi")["options"])
    TopicPoll.objects.filter(pk=over.pk).update(closes_at=timezone.now())
    long_ago = timezone.now() - timedelta(days=61)
    TopicPoll.objects.filter(pk=endless.pk).update(closes_at=None, created=long_ago)
    package = "forum.overrides.forum_conversation.forum_polls.migrations"
    import_module(f"{package}.0007_forget_voters").forget_voters(apps, None)
    assert memory_of(over) == [("None", ("None", "jeudi"), ("None", "lundi")), ("None", ("None", "lundi"))]
    assert memory_of(endless) == [("None", ("None", "lundi"))]
    assert memory_of(open_still) == [(str(outsider.pk), (str(outsider.pk), "lundi"))]
    assert not TopicPoll.objects.get(pk=endless.pk).is_open
