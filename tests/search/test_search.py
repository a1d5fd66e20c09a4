"""The search page: every room answers, each with what this reader may see."""

import gc
import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.formats import date_format

from campaign.models import ArticleIndexPage, ArticlePage, Collective
from campaign.plates import plate, sign
from engine import part_cache, prepared_queries
from events.models import Event
from events.services import announce
from forum.services import start_topic
from forum.spaces.services import make_spaces
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


@pytest.mark.django_db(transaction=True)  # inside a transaction nothing is cached
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
    client.get("/search/?q=cible")
    with CaptureQueriesContext(connection) as many:
        client.get("/search/?q=cible")
    assert len(many) <= len(few) + 1


@pytest.mark.django_db(transaction=True)
def test_nothing_of_what_was_looked_for_stays_in_the_server(client, client_of, organiser, collective):
    word = "xylophone"
    topic = start_topic(
        forum=make_spaces(collective=collective).public_forum, author=organiser, subject="Bal", content=f"Un {word}."
    )
    for reader in (client, client_of(organiser)):
        for _ in range(2):
            assert topic.subject in reader.get("/search/", {"q": f"{word} bal"}).text
    assert word not in repr(list(part_cache._entries))
    asked = [one for one in gc.get_objects() if type(one) is prepared_queries._Question]  # nothing lazy is woken
    assert len(asked) > 5
    for question in asked:
        assert word not in f"{question._sql} {question._params} {question._rows.query}"
        assert question._rows._result_cache is None
    assert word not in repr(getattr(cache, "_cache", ""))


@pytest.mark.django_db(transaction=True)
def test_draft_is_found_by_who_runs_it_until_their_next_request(client, client_of, organiser, member, collective):
    start = timezone.now() + timedelta(days=9)
    announce(
        hosts=[collective], by=None, publish=False, title="Bal secret", commune=collective.commune, starts_at=start
    )

    def found(reader):
        return "Bal secret" in reader.get("/search/", {"q": "bal"}).text

    runs = client_of(organiser)
    assert found(runs) and found(runs)
    assert not found(client) and not found(client_of(member))
    organiser.memberships.update(role="member")
    assert not found(runs)
    organiser.memberships.update(role="organiser")
    assert found(runs)
    organiser.memberships.all().delete()
    assert not found(runs)


def found(text: str, room: str) -> str:
    """The part of the page that a room answered."""
    return text.partition(f'id="room-{room}"')[2].partition("</section>")[0]


def test_what_is_found_has_its_picture_or_its_sign_and_stamps_are_dates(client, collective):
    page = write_article("Marseille regardée")
    start = timezone.now() + timedelta(days=9)
    announce(hosts=[collective], by=None, title="Marche à Marseille", commune=collective.commune, starts_at=start)
    text = client.get("/search/", {"q": "marseille"}).text
    assert plate("year", page.pk, number=page.date.year) in found(text, "pages")
    assert sign(f"collective:{collective.pk}") in found(text, "collectives")
    assert plate("meeting", Event.objects.get().pk) in found(text, "dates")
    assert "<svg" not in found(text, "communes")
    stamps = re.findall(r'<p class="meta">([^<]+)</p>', text.partition("<main")[2])
    assert stamps == [date_format(page.date)]
    for room in ("collectives", "dates", "communes"):
        assert 'class="where"' in found(text, room)
