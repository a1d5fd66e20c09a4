"""/a-traiter/: who finds the page, what is on it, what the head of every page counts."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import now

from accounts import waiting
from accounts.rules import needs_second_factor
from campaign.models import Collective
from campaign.plates.signs import sign
from campaign.queries.waiting import collectives_to_approve, people_asking_to_join
from campaign.rules import is_campaign_moderator, roles_of
from campaign.services import ask_to_join, ask_to_take_over, start_collective
from events.services import announce, invite_host, propose
from forum.moderation.services.moderating import flag
from forum.services import reply, start_topic
from forum.spaces.services import make_spaces
from surveillance.services import report_project
from surveillance.validators import read_partial_date
from tests.conftest import make_user
from tests.elsewhere import run_elsewhere

pytestmark = pytest.mark.django_db
PAGE = "/a-traiter/"
MARK = "site-tools__link--waiting"


@pytest.fixture
def asked(collective, outsider):
    return ask_to_join(user=outsider, collective=collective, words="Bonjour à vous")


@pytest.fixture
def started(outsider, commune):
    return start_collective(
        user=outsider, commune=commune, name="Nouveau regard", introduction="Parce que.", meeting_words=""
    )


def test_page_is_not_there_for_those_who_decide_nothing(client, client_of, member, outsider):
    assert client.get(PAGE).status_code == 302
    assert client_of(outsider).get(PAGE).status_code == 404
    assert client_of(member).get(PAGE).status_code == 404


def test_page_says_so_when_nothing_waits(client_of, organiser):
    response = client_of(organiser).get(PAGE)
    assert response.status_code == 200
    assert 'class="empty"' in response.text and "0 chose" not in response.text
    assert MARK not in response.text


def test_organiser_finds_requests_of_own_collectives_alone(client_of, organiser, asked, started, commune):
    other = start_collective(
        user=make_user("autre"), commune=commune, name="Ailleurs", introduction="x", meeting_words=""
    )
    other.requests.create(user=make_user("curieuse"), words="Pas pour toi")
    text = client_of(organiser).get(PAGE).text
    assert "Bonjour à vous" in text
    assert "Pas pour toi" not in text
    assert started.name not in text


def test_moderator_finds_collectives_to_approve_and_comes_back_after_answering(client_of, moderator, started):
    client = client_of(moderator)
    text = client.get(PAGE).text
    assert started.name in text
    assert "Parce que." in text
    assert '<span class="count">1</span>' in text
    response = client.post(f"/collectifs/{started.slug}/reponse/", {"answer": "approve", "from": "waiting"})
    assert response["Location"] == PAGE
    after = client.get("/collectifs/").text
    assert MARK not in after


def test_moderator_without_second_factor_is_sent_to_set_one_up(client_of):
    response = client_of(make_user("presque", groups=("campaign-moderators",))).get(PAGE)
    assert response.status_code == 302
    assert "second-factor" in response["Location"]


def test_head_counts_for_those_who_decide_and_for_nobody_else(client, client_of, organiser, outsider, asked):
    assert '<span class="count">1</span>' in client_of(organiser).get("/collectifs/").text
    assert MARK not in client_of(outsider).get("/collectifs/").text
    assert MARK not in client.get("/collectifs/").text


@pytest.mark.django_db(transaction=True)  # inside a transaction nothing is cached
def test_head_counts_once_as_long_as_nothing_happens(client_of, organiser, asked):
    client = client_of(organiser)
    client.get("/collectifs/")
    with CaptureQueriesContext(connection) as second:
        client.get("/collectifs/")
    assert not [query for query in second.captured_queries if "membershiprequest" in query["sql"]]


def test_open_page_fetches_the_same_counts_as_its_head(client_of, organiser, outsider, client, asked):
    mine = client_of(organiser)
    fetched = mine.get("/accounts/counts/")
    assert '<span class="count">1</span>' in fetched.text and fetched.text.strip() in mine.get("/agenda/").text
    assert "no-store" in fetched["Cache-Control"]
    assert "count" not in client_of(outsider).get("/accounts/counts/").text
    refused = client.get("/accounts/counts/")
    assert refused.status_code == 403 and not refused.cookies


@pytest.mark.django_db(transaction=True)  # inside a transaction nothing is cached
def test_what_waits_for_an_administrator_is_gone_with_the_power(client_of, collective, started):
    root = make_user("racine", second_factor=True)
    someone = type(root).objects.filter(pk=root.pk)
    someone.update(is_superuser=True, is_staff=True)
    client = client_of(root)
    assert started.name in client.get(PAGE).text and waiting.count_for(someone.get()) == 1
    someone.update(is_superuser=False, is_staff=False)
    assert client.get(PAGE).status_code == 404 and waiting.count_for(someone.get()) is None
    someone.update(is_superuser=True, is_staff=True)
    assert started.name in client.get(PAGE).text


@pytest.mark.django_db(transaction=True)
def test_nobody_is_told_what_was_remembered_for_somebody_else(organiser, moderator, member, collective, started, asked):
    for _ in range(2):  # what the first time remembers the second time must not mix up
        assert roles_of(organiser) == {collective.pk: "organiser"}
        assert roles_of(member) == {collective.pk: "member"}
        assert roles_of(moderator) == {}
        assert [needs_second_factor(one) for one in (moderator, member, organiser)] == [True, False, False]
        assert [is_campaign_moderator(one) for one in (member, moderator)] == [False, True]
        assert [one.pk for one in waiting.read_for(organiser, people_asking_to_join)] == [asked.pk]
        assert waiting.read_for(member, people_asking_to_join) == []
        assert waiting.read_for(moderator, collectives_to_approve) == [started]
        assert waiting.read_for(organiser, collectives_to_approve) == []


@pytest.mark.django_db(transaction=True)
def test_two_sessions_of_a_moderator_are_told_different_things(moderator, started):
    without = type(moderator).objects.get(pk=moderator.pk)
    without.used_second_factor = False
    without.lay_powers_down()
    for _ in range(2):
        assert waiting.read_for(moderator, collectives_to_approve) == [started]
        assert waiting.read_for(without, collectives_to_approve) == []
        assert waiting.number_for(moderator, collectives_to_approve) == 1
        assert waiting.number_for(without, collectives_to_approve) == 0


@pytest.fixture
def one_more(moderator, collective, commune):
    """Let one more of each kind of thing wait for who moderates the campaign and runs a collective."""
    collective.memberships.create(user=moderator, role="organiser")
    near = make_spaces(collective=collective).public_forum
    topic = start_topic(forum=near, author=make_user("autrice"), subject="Où ?", content="Ici.")
    abandoned = Collective.objects.create(name="Ailleurs", slug="ailleurs", commune=commune, approved_at=now())

    def add(number):
        person = make_user(f"personne{number}")
        start_collective(user=person, commune=commune, name=f"C {number}", introduction="x", meeting_words="")
        ask_to_join(user=person, collective=collective, words="x")
        ask_to_take_over(user=person, collective=abandoned, lost_name="", words="x")
        when = now() + timedelta(days=9 + number)
        propose(collective=collective, note="", title=f"Fête {number}", commune=commune, starts_at=when)
        event = announce(hosts=[abandoned], by=None, title=f"Marche {number}", commune=commune, starts_at=when)
        invite_host(event, collective=collective, by=person)
        line = {"when": read_partial_date("2024"), "source": "Le journal", "text": "x"}
        report_project(line=line, name=f"Drones {number}", communes=[commune], kinds=["drones"])
        flag(post=reply(topic=topic, author=person, content="x"), by=person, reason="other", words="")
        reply(topic=topic, author=person, content="x", approved=False)

    return add


@pytest.mark.django_db(transaction=True)
def test_page_asks_the_database_as_often_for_one_thing_as_for_many_and_nothing_twice(client_of, moderator, one_more):
    client = client_of(moderator)

    def asked():
        client.get(PAGE)  # what follows a write is read first
        with CaptureQueriesContext(connection) as queries:
            text = client.get(PAGE).text
        statements = [query["sql"] for query in queries]
        assert [one for one in set(statements) if statements.count(one) > 1] == []
        return len(statements), text

    one_more(0)
    few, text = asked()
    for word in ("C 0", "Fête 0", "Marche 0", "Drones 0"):
        assert word in text
    for number in range(1, 5):
        one_more(number)
    many, text = asked()
    assert "Fête 4" in text and "Drones 4" in text
    assert many == few <= 12


@pytest.mark.django_db(transaction=True)
def test_whoever_lost_what_they_decided_with_has_nothing_to_decide_at_the_next_request(client_of, moderator, one_more):
    client = client_of(moderator)
    one_more(0)
    assert "Fête 0" in client.get(PAGE).text and "C 0" in client.get(PAGE).text
    moderator.groups.clear()
    text = client.get(PAGE).text
    assert "Fête 0" in text and "C 0" not in text
    moderator.memberships.all().delete()
    assert client.get(PAGE).status_code == 404


def test_count_adds_what_rooms_answer_and_knows_who_is_never_asked(outsider):
    kept = dict(waiting._counters)
    try:
        waiting._counters.clear()
        assert waiting.count_for(outsider) is None
        waiting.register("a", lambda user: None)
        assert waiting.count_for(outsider) is None
        waiting.register("b", lambda user: 2)
        waiting.register("c", lambda user: 3)
        assert waiting.count_for(outsider) == 5
    finally:
        waiting._counters.clear()
        waiting._counters.update(kept)


@pytest.mark.django_db(transaction=True)
def test_count_is_kept_until_something_is_written_there_by_whatever_process(organiser, outsider, collective):
    organiser.used_second_factor = False
    assert waiting.count_for(organiser) == waiting.count_for(organiser) == 0
    with CaptureQueriesContext(connection) as asked:
        waiting.count_for(organiser)
    assert len(asked) == 0
    run_elsewhere(
        "from campaign.models import MembershipRequest;"
        f"MembershipRequest.objects.create(collective_id={collective.pk}, user_id={outsider.pk}, words='x')"
    )
    assert waiting.count_for(organiser) == 1
    organiser.memberships.all().delete()
    assert waiting.count_for(organiser) is None


def test_what_one_session_is_told_is_not_told_to_another(transactional_db):
    person = make_user("moderation", groups=("campaign-moderators",))
    with_factor, without = (type(person).objects.get(pk=person.pk) for _ in range(2))
    with_factor.used_second_factor, without.used_second_factor = True, False
    assert waiting.count_for(without) == 1, "the second factor waits to be used"
    assert waiting.count_for(with_factor) == 0


def test_each_row_has_its_picture_and_none_of_its_buttons_is_the_one_of_the_page(
    client_of, organiser, asked, collective, outsider
):
    forum = make_spaces(collective=collective).public_forum
    topic = start_topic(forum=forum, author=outsider, subject="Affiches", content="Où ?")
    flag(post=topic.first_post, by=organiser, reason="advert", words="")
    page = client_of(organiser).get(PAGE).text
    main = page.split("<main", 1)[1].split("</main>")[0]
    rows = main.split('<li class="queue__item">')[1:]
    assert len(rows) == 2 and all(sign(f"name:{outsider.public_name}") in row for row in rows)
    assert "button--primary" not in "".join(rows)
