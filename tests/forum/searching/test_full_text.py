"""The search: words whatever their accents and endings, nothing that may not be read, anything typed."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from forum import services
from forum.machina import Post
from forum.searching import full_text
from forum.searching.passages import passage_of
from forum.searching.queries import search_posts

pytestmark = pytest.mark.django_db
ADDRESS = reverse("forum_search:search")
HOSTILE = [
    "' OR 1=1 --", '"', '""', "*", "a*", "NEAR(", "AND", "NOT", "OR", "-", "!", "&", "|", "<->", "a:b", "subject:x",
    "(", ")", "\\", "%", "_", "\x00", "\ufffe", "été'", "^", "{}", "col : x", "x" * 201, "a " * 120,
    "🎉", "ﬁ", "́", "sssss", "'; DROP",
]  # fmt: skip


def found(words, user, **more):
    return [str(post.subject) for post in search_posts(user, text=words, **more)]


def test_search_finds_all_words_in_readable_posts_only(space, write, member, outsider):
    write(space.public_forum, member, subject="Caméras rue Longue", content="Trois dômes vus hier.")
    write(space.private_forum, member, subject="Caméras en interne", content="dômes")
    assert found("caméras dômes", outsider) == found("dômes", AnonymousUser()) == ["Caméras rue Longue"]
    assert len(found("dômes", member)) == 2
    assert found("dômes absent", member) == found("", member) == []


def test_search_minds_neither_accents_nor_capitals_nor_plurals(space, write, member, outsider):
    topic = write(space.public_forum, member, subject="ÉTÉ à Orléans", content="Les DÔMES de l’Œuvre, surveillés")
    for words in ("été", "ete", "ÉTÉ orleans", "dômes", "domes oeuvre", "L'Œuvre", "dôme", "dome", "surveillé"):
        assert found(words, outsider) == ["ÉTÉ à Orléans"], words
    services.edit_post(post=topic.first_post, editor=member, content="Rien de cela.", subject="Hiver")
    assert not found("dômes", outsider)
    assert found("hiver RIEN", outsider) == ["Hiver"]


def test_search_waits_for_approval(space, write, member, outsider):
    topic = write(space.public_forum, member)
    waiting = services.reply(topic=topic, author=member, content="Épinard", approved=False)
    assert not found("épinard", outsider)
    services.approve_post(post=waiting)
    assert found("EPINARD", outsider)


def test_search_forgets_what_was_deleted(space, write, member):
    topic = write(space.public_forum, member, content="ornithorynque")
    assert found("ornithorynque", member)
    services.delete_topic(topic=topic)
    assert not found("ornithorynque", member)


def test_search_narrows_by_author_forum_and_day(space, write, member, organiser, client):
    mine = write(space.public_forum, member, subject="Le mien", content="drone")
    write(space.public_forum, organiser, subject="Le sien", content="drone")
    write(space.private_forum, organiser, subject="Entre nous", content="drone")
    assert found("drone", member, author="Referente") == ["Le sien", "Entre nous"] or set(
        found("drone", member, author="réferente")
    ) == {"Le sien", "Entre nous"}
    assert found("", member, author="MEMBRE") == ["Le mien"]
    assert found("drone", member, author="!!!") == found("drone", member, author="personne") == []
    assert found("drone", member, forum=space.private_forum) == ["Entre nous"]
    Post.objects.filter(pk=mine.first_post_id).update(created=timezone.now() - timedelta(days=30))
    today = timezone.localdate()
    assert found("drone", member, until=today - timedelta(days=29)) == ["Le mien"]
    assert "Le mien" not in found("drone", member, since=today)


def test_author_whose_account_is_closed_is_found_by_the_kept_name(space, write, outsider, member):
    write(space.public_forum, outsider, subject="Parti", content="valise")
    outsider.delete()
    assert found("valise", member, author="Passante") == ["Parti"]


def test_search_page_shows_the_passage_with_its_words_marked(space, write, member, client):
    words = " ".join(f"mot{n}" for n in range(200))
    write(space.public_forum, member, content=f"{words} Une CAMÉRA <b>neuve</b> & « belle » {words}")
    page = client.get(ADDRESS, {"q": "camera"}).text
    assert "<mark>CAMÉRA</mark>" in page and "mot199" in page and "mot150 " not in page
    assert "<b>neuve" not in page and not client.get(ADDRESS, {"q": "camera"}).cookies


@pytest.mark.parametrize(
    "text", ["<script>alert(1)</script> caméra", "&lt;script&gt; caméra", '<img src=x onerror="x"> caméra']
)
def test_passage_holds_no_markup_but_its_marks(text):
    shown = passage_of(text, "caméra <script>")
    assert "<mark>caméra</mark>" in shown
    assert set(shown.replace("<mark>", "").replace("</mark>", "")) & set("<>") == set()


def test_passage_keeps_words_and_their_signs_together():
    rendered = "<p>Merci <a href='/x'>@Alba</a>, <em>une</em> <strong>camé</strong>ra.</p><p>Deux<br>lignes</p>"
    assert passage_of(rendered, "caméra") == "Merci @Alba, une <mark>caméra.</mark> Deux lignes"


@pytest.mark.parametrize("query", HOSTILE)
def test_search_answers_anything_typed(space, write, member, client, query):
    write(space.public_forum, member)
    for name in ("q", "author"):
        expected = 422 if {"\x00", "\ufffe"} & {*query} or len(query) > {"q": 200, "author": 60}[name] else 200
        assert client.get(ADDRESS, {name: query}).status_code == expected, query
    assert client.get(reverse("search:results"), {"q": query}).status_code == 200


@pytest.mark.parametrize(
    "asked", [{"forum": "99999"}, {"forum": "x"}, {"since": "hier"}, {"since": "2026-02-02", "until": "2026-01-01"}]
)
def test_search_says_what_is_wrong_with_what_was_asked(space, client, asked):
    answer = client.get(ADDRESS, {"q": "mots à garder", **asked})
    assert answer.status_code == 422
    assert "mots à garder" in answer.text and "form-errors" in answer.text


def test_private_forum_cannot_be_named_in_a_search_by_those_outside(space, member, outsider, client, client_of):
    for one in (client, client_of(outsider)):
        page = one.get(ADDRESS, {"q": "x", "forum": space.private_forum.pk})
        assert page.status_code == 422 and space.private_forum.name not in page.text
    assert client_of(member).get(ADDRESS, {"q": "x", "forum": space.private_forum.pk}).status_code == 200


def test_search_walks_on_without_counting_or_skipping(space, write, member, client):
    topic = write(space.public_forum, member, content="drone-00")
    for number in range(1, 45):
        services.reply(topic=topic, author=member, content=f"drone-{number:02}")
    seen, asked = [], {"q": "drone"}
    while True:
        with CaptureQueriesContext(connection) as queries:
            page = client.get(ADDRESS, asked)
        sent = "".join(query["sql"] for query in queries.captured_queries)
        assert "OFFSET" not in sent and "COUNT(" not in sent
        seen += [str(post.content) for post in page.context["finds"]]
        if not page.context["window"].older:
            break
        asked["before"] = page.context["window"].older
    assert seen == [f"drone-{number:02}" for number in reversed(range(45))]
    assert "q=drone" in page.text  # the question stays in the address of the neighbours


def test_search_of_the_whole_site_shows_passages_of_the_forum(space, write, member, client):
    write(space.public_forum, member, subject="Affiches", content="Un périscope rouge")
    write(space.private_forum, member, subject="Caché", content="Un périscope CANARI")
    page = client.get(reverse("search:results"), {"q": "periscope"}).text
    assert "<mark>périscope</mark>" in page and "CANARI" not in page


def test_index_is_made_once_and_made_again_when_something_of_it_is_gone(space, write, member):
    write(space.public_forum, member, content="ornithorynque")
    assert full_text.make_index() is False
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # what the fixtures wrote waits for its checks
            cursor.execute("ALTER TABLE forum_conversation_post DROP COLUMN search_vector")
        else:
            cursor.execute("DROP TRIGGER board_words_added")
            Post.objects.update(search_text="loutre")
    assert full_text.make_index() is True
    assert found("ornithorynque" if connection.vendor == "postgresql" else "loutre", member)


def test_passage_keeps_a_sign_with_its_word():
    shown = passage_of("<p>Combien\u202f? 4\u202f600\u00a0€ par\ncaméra</p>", "caméra")
    assert shown == "Combien\u202f? 4\u202f600\u00a0€ par <mark>caméra</mark>"
