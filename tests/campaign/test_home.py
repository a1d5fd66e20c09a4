"""The home page: what one can do first, then what there is, and nothing that lacks."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from campaign.models import ArticleIndexPage, ArticlePage, Collective

pytestmark = pytest.mark.django_db


def heads(text: str) -> list[str]:
    """The headings of the content, in their order."""
    content = text.partition("<main")[2].partition("</main>")[0]
    found = re.findall(r"<h[123][^>]*>(.*?)</h[123]>", content, re.S)
    return [" ".join(re.sub(r"<[^>]+>", " ", one).split()) for one in found]


def test_one_finds_a_commune_or_a_collective_before_anything_else(client):
    hero = client.get("/").text.partition('class="hero ')[2].partition("</section>")[0]
    assert 'action="/communes/"' in hero and 'name="q"' in hero
    assert 'href="/collectifs/"' in hero and 'href="/collectifs/lancer/"' in hero
    assert hero.index("<form") < hero.index("<svg")
    assert "<script" not in hero


def test_home_leaves_out_what_there_is_none_of(client):
    text = client.get("/en/").text
    assert "Investigations" not in heads(text) and "What watches us" not in heads(text)
    assert "Nobody near you? Start one." in heads(text)
    assert 'href="/en/collectifs/alertes/"' in text
    acts = heads(text)[-4:]
    assert acts == ["Send a document", "Report a project", "Propose a date", "Take the toolbox"]


def test_collectives_that_one_can_join_come_first(client, commune):
    for number, status in enumerate(("sleeping", "ally", "wanted", "forming", "active")):
        Collective.objects.create(
            name=f"C{number} {status}", slug=status, commune=commune, status=status, approved_at=timezone.now()
        )
    text = client.get("/").text
    places = text.partition('id="home-collectives"')[2].partition("</ul>")[0]
    listed = re.findall(r'<li><a href="/collectifs/(\w+)/"', places)
    assert listed == ["active", "forming", "wanted", "sleeping", "ally"]


def test_first_article_is_large_and_the_next_are_rows_each_with_a_picture(client):
    index = ArticleIndexPage.objects.get(locale__language_code="fr")

    def write(number: int) -> None:
        index.add_child(instance=ArticlePage(title=f"Article {number}", slug=f"a-{number}", locale=index.locale))

    write(0)
    client.get("/")
    with CaptureQueriesContext(connection) as one:
        text = client.get("/").text
    assert text.count("card--lead") == 1 and "card--row" not in text
    for number in range(1, 9):
        write(number)
    with CaptureQueriesContext(connection) as many:
        text = client.get("/").text
    assert len(many) <= len(one)
    assert (text.count("card--lead"), text.count("card--row")) == (1, 3)
    part = text.partition('id="home-articles"')[2].partition("</section>")[0]
    assert part.count('<svg class="plate"') == 4
    assert "Article 8" in part.partition("card--row")[0]
