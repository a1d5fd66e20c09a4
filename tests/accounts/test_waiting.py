"""/a-traiter/: who finds the page, what is on it, what the head of every page counts."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts import waiting
from campaign.services import ask_to_join, start_collective
from tests.conftest import make_user

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


def test_head_counts_once_a_minute(client_of, organiser, asked):
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


def test_page_asks_the_database_as_often_for_one_thing_as_for_many(client_of, moderator, collective, started, commune):
    collective.memberships.create(user=moderator, role="organiser")
    client = client_of(moderator)

    def add(number):
        person = make_user(f"personne{number}")
        start_collective(user=person, commune=commune, name=f"C {number}", introduction="x", meeting_words="")
        ask_to_join(user=person, collective=collective, words="x")

    add(0)
    client.get(PAGE)
    with CaptureQueriesContext(connection) as few:
        client.get(PAGE)
    for number in range(1, 6):
        add(number)
    with CaptureQueriesContext(connection) as many:
        client.get(PAGE)
    assert len(many) == len(few)


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
