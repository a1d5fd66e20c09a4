"""Moving in from NodeBB. The samples are written after NodeBB's description of its API and of its database's keys."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from forum.machina import Forum, Post, Topic
from forum.models import ImportedItem
from forum.queries import visible_posts
from tests.conftest import signed_in_client

pytestmark = pytest.mark.django_db
AT = 1_600_000_000_000  # 2020-09-13T12:26:40Z, in NodeBB's milliseconds
CANARY = "canari-du-salon-ferme"


def post_row(pid, tid, content, *, uid=7, minutes=0, index=0, **more):
    user = {"uid": uid, "username": "Genette", "displayname": "Genette &amp; Cie"}
    row = {"pid": pid, "tid": tid, "uid": uid, "content": content, "timestamp": AT + minutes * 60_000}
    return {**row, "deleted": 0, "index": index, "user": user, **more}


@pytest.fixture
def pages(tmp_path):
    """A folder of saved pages: a category in a category, a topic of two pages with a deleted post."""
    children = [
        {"cid": 3, "name": "Lyon &amp; alentours", "description": "", "parentCid": 2, "order": 1, "children": []}
    ]
    parent = {"cid": 2, "name": "Villes", "description": "Par ville", "parentCid": 0, "order": 1, "children": children}
    topic = {"tid": 11, "cid": 3, "title": "L&#x27;appel", "titleRaw": "L'appel d'offres", "locked": 1, "pinned": 1}
    topic["tags"] = [{"value": "march&eacute;", "valueEscaped": "march&eacute;"}, {"value": "x" * 60}]
    first = [
        post_row(21, 11, '<p>Voir <a href="/assets/uploads/files/a.pdf">le marché</a></p><ul><li>un</li></ul>'),
        post_row(22, 11, "parti", minutes=1, index=1, deleted=1),
    ]
    second = [post_row(23, 11, "<p><strong>Oui</strong><script>alert(1)</script></p>", minutes=2, index=2)]
    answers = {
        "categories.json": {"categories": [parent]},
        "topic/11-1.json": {**topic, "posts": first},
        "topic/11-2.json": {**topic, "posts": second},
    }
    for name, answer in answers.items():
        file = tmp_path / "pages" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(answer))
    return tmp_path / "pages"


@pytest.fixture
def objects(tmp_path):
    """A mongoexport with an open category, a closed one, a chat, an address, an e-mail."""
    guests = [
        {"_key": f"group:cid:1:privileges:groups:{right}:members", "value": "guests", "score": 1}
        for right in ("read", "topics:read")
    ]
    rows = [
        {"_key": "category:1", "cid": 1, "name": "Ouverte", "parentCid": 0, "order": 1},
        {"_key": "category:2", "cid": 2, "name": "Salon", "parentCid": 0, "order": 2},
        {"_key": "group:cid:2:privileges:groups:read:members", "value": "guests", "score": 1},  # may enter, not read
        *guests,
        {"_key": "user:7", "uid": 7, "username": "Genette", "email": "vraie@example.org", "ip": "192.0.2.7"},
        {
            "_key": "topic:11",
            "tid": 11,
            "cid": 1,
            "uid": 7,
            "title": "Bonjour",
            "tags": "presse,Lyon",
            "timestamp": {"$numberLong": str(AT)},
        },
        {"_key": "topic:12", "tid": 12, "cid": 2, "uid": 7, "title": f"Secret {CANARY}", "timestamp": AT},
        {"_key": "post:22", "pid": 22, "tid": 11, "uid": 7, "content": "deuxième", "timestamp": AT + 60_000},
        {
            "_key": "post:21",
            "pid": 21,
            "tid": 11,
            "uid": 7,
            "content": "**premier**",
            "timestamp": AT,
            "ip": "192.0.2.7",
        },
        {"_key": "post:23", "pid": 23, "tid": 12, "uid": 7, "content": CANARY, "timestamp": AT},
        {"_key": "message:5", "content": "en privé", "fromuid": 7},
        {"_key": "topic:11:posts", "value": "22", "score": AT},
    ]
    file = tmp_path / "objects.json"
    file.write_text("\n".join(json.dumps(row) for row in rows))
    return file


def told(capsys, *args, **options):
    call_command("import_nodebb", *map(str, args), **options)
    return capsys.readouterr().out


def test_saved_pages_become_forums_topics_and_posts(pages, capsys):
    out = told(capsys, pages, site="https://ancien.example.org")
    assert "2 categories, 1 topics, 2 posts brought in" in out
    assert "left behind: 1 deleted posts." in out
    town = Forum.objects.get(name="Lyon & alentours")
    assert town.parent.name == "Villes" and town.parent.parent.parent is None
    topic = Topic.objects.get()
    assert (topic.subject, topic.forum, topic.posts_count) == ("L'appel d'offres", town, 2)
    assert topic.is_locked and topic.is_sticky
    assert [tag.name for tag in topic.tags.all()] == ["marché", "x" * 40]
    first, second = topic.posts.order_by("created")
    assert first.username == "Genette & Cie" and first.poster is None
    assert first.created == datetime(2020, 9, 13, 12, 26, 40, tzinfo=UTC)
    assert "[le marché](https://ancien.example.org/assets/uploads/files/a.pdf)" in first.content.raw
    assert "<li>un</li>" in first.content.rendered
    assert "<strong>Oui</strong>" in second.content.rendered and "<script" not in second.content.rendered
    topic.refresh_from_db()
    assert topic.last_post == second and topic.last_post_on == second.created


def test_import_brings_each_thing_once(pages, capsys):
    told(capsys, pages)
    out = told(capsys, pages)
    assert "0 categories, 0 topics, 0 posts brought in; 0 changed, 2 here already" in out
    assert (Forum.objects.filter(name="Villes").count(), Topic.objects.count(), Post.objects.count()) == (1, 1, 2)


def test_change_over_there_follows_unless_edited_here(pages, capsys):
    told(capsys, pages)
    first, second = Post.objects.order_by("created")
    second.content = "corrigé ici"
    second.save()
    for page in pages.glob("topic/*.json"):
        page.write_text(page.read_text().replace("un</li>", "deux</li>").replace("Oui", "Non"))
    out = told(capsys, pages)
    assert "kept: 1 posts" in out and "1 changed" in out
    first.refresh_from_db()
    second.refresh_from_db()
    assert "deux" in first.content.raw and first.created.year == 2020
    assert second.content.raw == "corrigé ici"


def test_dry_run_tells_and_does_nothing(pages, capsys):
    before = Forum.objects.count()
    assert "2 posts would be brought in" in told(capsys, pages, dry_run=True)
    assert (Forum.objects.count(), Post.objects.count(), ImportedItem.objects.count()) == (before, 0, 0)


def test_export_of_the_database_keeps_markdown_names_and_order(objects, capsys):
    told(capsys, objects)
    topic = Topic.objects.get(subject="Bonjour")
    posts = topic.posts.order_by("created")
    assert {tag.name for tag in topic.tags.all()} == {"presse", "Lyon"}
    assert [post.content.raw for post in posts] == ["**premier**", "deuxième"]
    assert {post.username for post in posts} == {"Genette"}


def test_list_of_objects_is_read_like_lines(objects, capsys):
    objects.write_text(json.dumps([json.loads(line) for line in objects.read_text().splitlines()]))
    assert "2 categories, 2 topics, 3 posts" in told(capsys, objects)


def test_category_that_guests_could_not_read_stays_closed(objects, capsys, outsider, moderator):
    assert "closed: “Salon”" in told(capsys, objects)
    topic = Topic.objects.get(subject__contains=CANARY)
    for address in ("/topic/12/secret", "/post/23", "/category/2", "/forum/search/?q=canari", "/forum/"):
        for client in (Client(), signed_in_client(outsider)):
            assert CANARY not in client.get(address, follow=True).text
    assert Client().get("/topic/12/secret").status_code == 404
    assert not visible_posts(outsider).filter(topic=topic).exists()
    assert signed_in_client(moderator).get("/topic/12/secret").status_code == 301


def test_nothing_of_chats_mails_and_addresses_is_kept(objects, capsys, tmp_path):
    told(capsys, objects)
    call_command("dumpdata", "--all", output=str(tmp_path / "dump.json"))
    dump = (tmp_path / "dump.json").read_text()
    assert "premier" in dump
    for private in ("vraie@example.org", "192.0.2.7", "en privé"):
        assert private not in dump and json.dumps(private)[1:-1] not in dump


def test_old_addresses_lead_to_the_same_words(pages, capsys, client):
    told(capsys, pages)
    first, last = Post.objects.order_by("created")
    for address, post in (("/topic/11/appel/3", last), ("/topic/11/appel/2", first), ("/post/23", last)):
        answer = client.get(address)
        if address.endswith("/2"):  # it was deleted over there: the one before it
            assert answer.url.endswith(f"#{first.pk}")
        assert (answer.status_code, answer.url.split("#")[1]) == (301, str(post.pk))
    whole = client.get("/topic/11/appel", follow=True)
    assert "L&#x27;appel d&#x27;offres" in whole.text
    assert client.get("/category/3/lyon-alentours", follow=True).status_code == 200


@pytest.mark.parametrize("address", ["/topic/99/x", "/post/99", "/category/99", "/topic/11/x/2"])
def test_old_address_that_leads_nowhere_is_not_found(client, address):
    assert client.get(address).status_code == 404


def test_words_are_given_to_who_wrote_them(pages, capsys, outsider):
    told(capsys, pages)
    call_command("claim_imported_posts", "Genette & Cie", outsider.username)
    assert set(Post.objects.values_list("poster", "username")) == {(outsider.pk, None)}
    assert Topic.objects.get().poster == outsider
    with pytest.raises(CommandError):
        call_command("claim_imported_posts", "Genette & Cie", "personne")


@pytest.mark.parametrize(
    ("content", "word"),
    [("{not json", "mongoexport"), ('{"_key": "topic:1"}', "line 1"), ('{"_key": "post:1", "tid": "x"}', "line 1")],
)
def test_broken_export_is_named_and_brings_nothing(tmp_path, content, word):
    file = tmp_path / "objects.json"
    file.write_text(content)
    with pytest.raises(CommandError, match=word):
        call_command("import_nodebb", str(file))
    assert not ImportedItem.objects.exists()


def test_broken_page_is_named(tmp_path):
    (tmp_path / "a.json").write_text('{"posts": [{"pid": 1}], "tid": 3, "title": "x", "cid": 1}')
    with pytest.raises(CommandError, match="a.json"):
        call_command("import_nodebb", str(tmp_path))


def test_export_that_is_no_text_is_named(tmp_path):
    file = tmp_path / "objects.json"
    file.write_bytes(b"\xff\xfe{}")
    with pytest.raises(CommandError, match="mongoexport"):
        call_command("import_nodebb", str(file))


@pytest.mark.parametrize("kind", ["pages", "objects"])
def test_signs_that_no_database_takes_are_left_out(kind, request, capsys, no_nul):
    """NUL and halves of characters, which JSON can spell, in every word of an export."""
    source = request.getfixturevalue(kind)
    for file in [source] if source.is_file() else source.rglob("*.json"):
        for word in "Lyon Villes Ouverte appel Bonjour presse xx Genette marché premier".split():
            spelt = json.dumps(word)[1:-1]
            file.write_text(file.read_text().replace(spelt, f"\\u0000{spelt}\\ud83d"))
    told(capsys, source)
    names = {"Lyon & alentours", "Villes"} if kind == "pages" else {"Ouverte"}
    assert names <= set(Forum.objects.values_list("name", flat=True))
    topic = Topic.objects.get(subject__in=["L'appel d'offres", "Bonjour"])
    tags = {"marché", "x" * 40} if kind == "pages" else {"presse", "Lyon"}
    assert {tag.name for tag in topic.tags.all()} == tags
    post = topic.posts.earliest("created")
    assert post.username in {"Genette & Cie", "Genette"}
    assert post.content.raw.startswith(("Voir [le marché]", "**premier**"))


def test_categories_that_hold_each_other_come_to_an_end(tmp_path, capsys):
    rows = [{"cid": 1, "name": "Un", "parentCid": 2}, {"cid": 2, "name": "Deux", "parentCid": 1}]
    (tmp_path / "categories.json").write_text(json.dumps({"categories": rows}))
    assert "2 categories" in told(capsys, tmp_path)
