"""Communiqués: written by organisers on the site's own form, read by all."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from campaign import services
from campaign.models import Act, Statement
from tests.feeds import ATOM, entries_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def statement(collective, organiser):
    return services.publish_statement(
        collective=collective, by=organiser, title="Trois caméras de trop", text="**Non.**\n\n<script>alert(1)</script>"
    )


def test_organiser_publishes_and_everybody_reads_safe_html(client, client_of, collective, organiser):
    path = f"{collective.get_absolute_url()}communiques/ecrire/"
    response = client_of(organiser).post(path, {"title": "Trop", "text": "**Non.**\n\n<script>alert(1)</script>"})
    statement = Statement.objects.get()
    assert response["Location"] == statement.get_absolute_url()
    text = client.get(statement.get_absolute_url()).text
    assert "<strong>Non.</strong>" in text
    assert "<script>alert" not in text
    assert "Trop" in client.get(collective.get_absolute_url()).text
    assert collective.acts.get(what=Act.What.STATEMENT).who == organiser


def test_form_without_text_keeps_the_title(client_of, collective, organiser):
    path = f"{collective.get_absolute_url()}communiques/ecrire/"
    response = client_of(organiser).post(path, {"title": "À garder", "text": ""})
    assert response.status_code == 422
    assert "À garder" in response.text


def test_organiser_and_moderator_correct_and_erase(client, client_of, statement, organiser, moderator):
    path = f"{statement.get_absolute_url()}modifier/"
    client_of(organiser).post(path, {"title": "Mieux", "text": "Oui."})
    statement.refresh_from_db()
    assert (statement.title, statement.text) == ("Mieux", "Oui.")
    client_of(moderator).post(path, {"erase": "1"})
    assert client.get(statement.get_absolute_url()).status_code == 404


def test_statement_answers_at_its_own_collective_alone(client, statement, neighbour):
    other = neighbour.memberships.get().collective
    assert client.get(f"{other.get_absolute_url()}communiques/{statement.pk}/").status_code == 404


def test_statement_of_a_declined_collective_is_not_there(client, client_of, started, outsider):
    statement = services.publish_statement(collective=started, by=outsider, title="x", text="y")
    assert client.get(statement.get_absolute_url())["X-Robots-Tag"] == "noindex"
    services.decline_collective(collective=started, reason="Non.")
    assert client.get(statement.get_absolute_url()).status_code == 404
    assert client_of(outsider).get(statement.get_absolute_url()).status_code == 200


# -- Found, and subscribed to ------------------------------------------------------------------------------------------
def entries(client, address="/articles/feed/"):
    return entries_of(client.get(address).content)


@pytest.mark.parametrize("words", ["cameras TROP", "trois", "non"])
def test_search_finds_a_statement_by_title_and_text_without_accents(client, statement, words):
    text = client.get("/search/", {"q": words}).text
    assert f'href="{statement.get_absolute_url()}"' in text and 'class="where">Marseille à découvert<' in text
    assert "<script>alert" not in text


def test_search_follows_what_is_changed_and_erased(client, statement, organiser):
    services.change_statement(statement=statement, by=organiser, title="Autre", text="Chose")
    assert statement.title not in client.get("/search/?q=trois").text
    assert statement.get_absolute_url() in client.get("/search/?q=chose").text
    Statement.objects.update_or_create(pk=statement.pk, defaults={"text": "Périscope"})
    assert statement.get_absolute_url() in client.get("/search/?q=periscope").text
    services.erase_statement(statement=statement, by=organiser)
    assert "periscope" not in client.get("/search/?q=autre").text


def test_feed_holds_the_whole_statement_with_who_says_it(client, statement):
    (entry,) = entries(client)
    assert entry.find(f"{ATOM}title").text == "Trois caméras de trop"
    assert entry.find(f"{ATOM}author/{ATOM}name").text == "Marseille à découvert"
    assert entry.find(f"{ATOM}link").get("href") == f"http://testserver{statement.get_absolute_url()}"
    content = entry.find(f"{ATOM}content").text
    assert "<strong>Non.</strong>" in content and "<script" not in content
    assert entries(client, "/en/articles/feed/") == []


def test_sign_that_xml_does_not_take_closes_the_feed_to_nobody(client, collective, organiser):
    services.publish_statement(collective=collective, by=organiser, title="Trop\x0b tard", text="Non\x0c.")
    (entry,) = entries(client)
    assert entry.find(f"{ATOM}title").text == "Trop tard"


def test_statement_of_a_collective_that_waits_is_neither_found_nor_in_the_feed(client, started, outsider):
    services.publish_statement(collective=started, by=outsider, title="Perroquet", text="y")
    assert "Perroquet" not in client.get("/search/?q=perroquet").text
    assert entries(client) == []


@pytest.mark.parametrize("address", ["/articles/feed/", "/search/?q=trop"])
def test_many_statements_cost_no_more_questions(client, statement, organiser, collective, lyon, address):
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        client.get(address)
    one = len(queries)
    for number in range(9):
        other = services.start_collective(
            user=organiser, commune=lyon, name=f"Regards {number}", introduction="x", meeting_words=""
        )
        services.approve_collective(collective=other)
        services.publish_statement(collective=other, by=organiser, title=f"Trop {number}", text="z")
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        assert "Trop 8" in client.get(address).text
    assert len(queries) == one
