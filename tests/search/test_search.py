"""The search page: every room answers, each with what this reader may see."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from campaign.models import ArticleIndexPage, ArticlePage, Collective
from places.models import Commune

pytestmark = pytest.mark.django_db


def write_article(title, *, language="fr", live=True):
    index = ArticleIndexPage.objects.get(locale__language_code=language)
    page = ArticlePage(
        title=title,
        slug=title.lower().replace(" ", "-"),
        locale=index.locale,
        live=live,
        body=[("text", "<p>Un projet nommé Périscope.</p>")],
    )
    return index.add_child(instance=page)


def test_search_finds_an_article_by_the_words_of_its_body(client):
    write_article("Les yeux de la ville")
    text = client.get("/search/", {"q": "périscope"}).text
    assert 'href="/articles/les-yeux-de-la-ville/"' in text


def test_search_leaves_out_drafts_and_the_other_language(client):
    write_article("Brouillon secret", live=False)
    write_article("Secret in English", language="en")
    text = client.get("/search/", {"q": "secret"}).text
    assert 'class="empty"' in text
    assert "/en/articles/secret-in-english/" in client.get("/en/search/", {"q": "secret"}).text


def test_search_finds_collectives_and_communes_without_accents(client, collective):
    text = client.get("/search/", {"q": "decouvert"}).text
    assert collective.get_absolute_url() in text
    assert "/communes/13055-marseille/" in client.get("/search/", {"q": "MARSEILLE"}).text


def test_search_leaves_out_a_collective_that_waits(client, collective):
    Collective.objects.update(approved_at=None)
    assert collective.get_absolute_url() not in client.get("/search/", {"q": "decouvert"}).text


@pytest.mark.parametrize("q", ["", " ", "\x00", "%", "'\"", "AND OR NOT", "a" * 5000, "NEAR(", "-", "l'été", "*"])
def test_search_answers_anything_typed(client, q):
    response = client.get("/search/", {"q": q})
    assert response.status_code == 200
    assert not response.cookies


def test_search_asks_the_database_as_often_for_one_find_as_for_many(client, collective):
    write_article("Cible 0")
    client.get("/search/?q=cible")
    with CaptureQueriesContext(connection) as few:
        client.get("/search/?q=cible")
    commune = Commune.objects.get()
    for number in range(1, 8):
        write_article(f"Cible {number}")
        Collective.objects.create(
            name=f"Cible {number}", slug=f"cible-{number}", commune=commune, approved_at=timezone.now()
        )
    with CaptureQueriesContext(connection) as many:
        client.get("/search/?q=cible")
    assert len(many) <= len(few) + 1
