"""Communiqués: written by organisers on the site's own form, read by all."""

from __future__ import annotations

import pytest

from campaign import services
from campaign.models import Act, Statement

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
