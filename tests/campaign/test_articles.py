"""Articles and the demonstration's facts: footnotes, feed, years beside figures."""

import hashlib
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.rich_text import RichText
from wagtail_footnotes.models import Footnote

from campaign.models import ArticleIndexPage, ArticlePage, Collective
from places.models import Commune, LoadedData
from places.services import DATA_FILE
from tests.feeds import ATOM, entries_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def demo():
    """The demonstration on the few communes it names, so that not all of France is loaded."""
    from campaign.demo import facts, load

    for group in facts.GROUPS:
        Commune.objects.get_or_create(
            insee=group.insee,
            defaults={
                "name": group.insee,
                "slug": group.insee,
                "search_name": group.insee,
                "departement_code": group.insee[:2],
                "departement": "x",
                "region": "x",
            },
        )
    # As if all communes had been loaded: no test here reads the other 34,000.
    LoadedData.objects.create(name="communes", digest=hashlib.sha256(DATA_FILE.read_bytes()).hexdigest())
    load()
    return load


def test_demo_article_shows_each_figure_with_its_year_and_keeps_plans_plans(client, demo):
    text = client.get("/articles/compter-les-cameras/").text
    assert "1\u202f558" in text
    assert "prévu, 2022" in text or "planned, 2022" in text
    assert text.count('class="footnotes"') == 1
    assert text.count('id="footnote-1"') == 1
    assert 'href="#footnote-1"' in text
    assert 'property="article:published_time"' in text


def test_pages_tell_machines_the_address_of_the_installation(client, demo, settings):
    settings.SITE_URL = "https://campagne.example"
    told = 0
    for address in ("/articles/compter-les-cameras/", "/en/articles/compter-les-cameras/", "/collectifs/ccaves/"):
        head = client.get(address).text.partition("</head>")[0]
        links = re.findall(r'(?:rel="canonical" href|property="og:(?:url|image)" content)="([^"]+)"', head)
        links += re.findall(r'"url": "([^"]+)"', head)
        assert all(link.startswith("https://campagne.example/") for link in links), links
        told += len(links)
    assert told >= 7


def test_demo_article_has_its_english_face(client, demo):
    text = client.get("/en/articles/compter-les-cameras/").text
    assert "Counting the cameras" in text
    assert 'href="/articles/compter-les-cameras/"' in text


def test_demo_restores_what_was_changed(demo):
    Collective.objects.filter(slug="ccaves").update(introduction="Changé", status="sleeping")
    ArticlePage.objects.filter(slug="compter-les-cameras").delete()
    count = Collective.objects.count()
    demo()
    assert Collective.objects.count() == count
    assert Collective.objects.get(slug="ccaves").status == "active"
    assert ArticlePage.objects.filter(slug="compter-les-cameras").count() == 2


def test_feed_is_atom_with_the_whole_text_and_footnotes(client, demo):
    response = client.get("/articles/feed/")
    assert response["Content-Type"].startswith("application/atom+xml")
    entries = entries_of(response.content)
    assert len(entries) == 5  # and the communiqué of the invented collective
    footnoted = [entry for entry in entries if "compter-les-cameras" in entry.find(f"{ATOM}link").get("href")]
    content = footnoted[0].find(f"{ATOM}content")
    assert content.get("type") == "html"
    assert "footnote-1" in content.text
    assert len(entries_of(client.get("/en/articles/feed/").content)) == 1


def test_article_index_pages_and_asks_the_database_a_constant_number_of_times(client):
    index = ArticleIndexPage.objects.get(locale__language_code="fr")
    index.add_child(instance=ArticlePage(title="Premier", slug="premier", locale=index.locale))
    client.get("/articles/")
    with CaptureQueriesContext(connection) as one:
        client.get("/articles/")
    for number in range(14):
        index.add_child(instance=ArticlePage(title=f"A {number}", slug=f"a-{number}", locale=index.locale))
    with CaptureQueriesContext(connection) as many:
        response = client.get("/articles/")
    assert len(many) == len(one)
    assert response.text.count('class="card__link"') == 12
    assert client.get("/articles/?page=2").text.count('class="card__link"') == 3
    assert client.get("/articles/?page=zzz").status_code == 200


def test_french_page_is_set_as_it_is_saved_and_an_english_one_stays(db):
    typed = {"title": "Qui regarde ?", "standfirst": "L'un d'eux : « oui »", "authors": "O'Neil ?"}
    body = [
        ("text", RichText("<p>Vu ? <code>a ? b</code> <a href=\"https://x.org/l'un\">l'un</a></p>")),
        ("quote", {"text": "Jamais !", "source": "Le maire, 2022", "url": "https://example.org/?a=l'un"}),
    ]
    shown = {}
    for language in ("fr", "en"):
        index = ArticleIndexPage.objects.get(locale__language_code=language)
        page = ArticlePage(slug="signes", locale=index.locale, body=body, **typed)
        index.add_child(instance=page)
        shown[language] = ArticlePage.objects.get(pk=page.pk)
    french, english = shown["fr"], shown["en"]
    assert (french.title, french.authors) == ("Qui regarde\u202f?", "O'Neil ?")
    assert french.standfirst == "L’un d’eux\u202f: «\u202foui\u202f»"
    assert french.body[0].value.source == ('<p>Vu\u202f? <code>a ? b</code> <a href="https://x.org/l\'un">l’un</a></p>')
    assert (french.body[1].value["text"], french.body[1].value["url"]) == (
        "Jamais\u202f!",
        "https://example.org/?a=l'un",
    )
    assert {name: getattr(english, name) for name in typed} == typed
    assert english.body[0].value.source == body[0][1].source


def test_nothing_stands_between_a_footnote_and_the_sign_behind_it(client, db):
    index = ArticleIndexPage.objects.get(locale__language_code="fr")
    page = index.add_child(instance=ArticlePage(title="Notes", slug="notes", locale=index.locale))
    note = Footnote.objects.create(page=page, uuid="6f0c1f0e-2b53-4f0e-9b1c-5d1d5f7f2a22", text="<p>D'où ?</p>")
    page.body = [("text", RichText(f'<p>Cent caméras<footnote id="{note.uuid}">x</footnote>, en 2022.</p>'))]
    page.save_revision().publish()
    assert "<p>D’où\u202f?</p>" in client.get("/articles/notes/").text
    assert re.search(r"Cent caméras<sup><a [^>]+>1</a></sup>, en 2022", client.get("/articles/notes/").text)
