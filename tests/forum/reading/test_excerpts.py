"""What lists of topics let read of messages: the words alone, and of no message that a reader may not see."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from campaign.plates.signs import sign
from forum import services
from forum.moderation.services import moderating
from forum.reading.excerpts import LONGEST, READ, excerpt
from forum.templatetags.board_tags import forum_url

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("page", "words"),
    [
        ("<p>Un <strong>mot</strong>, puis</p><p>un autre.</p>", "Un mot, puis un autre."),
        ("<blockquote><p>Avant</p><blockquote>et avant</blockquote>encore</blockquote><p>Oui.</p>", "Oui."),
        ("<details><summary>Replié</summary>caché</details><p>Visible</p>", "Visible"),
        ("<figure><p>Carte d’un lien</p></figure>", ""),
        ("<p>a &lt; b &amp; c</p>", "a < b & c"),
        ("<p>coupé au mi</p><a hre", "coupé au mi"),
        (None, ""),
    ],
)
def test_excerpt_is_what_a_message_says_itself(page, words):
    assert excerpt(page) == words


def test_long_message_is_cut_between_words():
    cut = excerpt(f"<p>{'marché ' * 100}</p>")
    assert len(cut) <= LONGEST + 1 and cut.endswith("marché…")


def test_row_says_what_was_said_last_and_bears_the_sign_of_who_said_it(space, write, member, organiser, source):
    topic = write(space.public_forum, member, content="Première question")
    services.reply(topic=topic, author=organiser, content="> Première question\n\nDevant la *mairie*.")
    for address in (reverse("forum:index"), forum_url(space.public_forum), "/"):
        page = source.get(address).text
        assert "Devant la mairie." in page and "Première question" not in page, address
        assert sign("name:Referente") in page and sign("name:Membre") not in page, address
        assert "<b>2</b> messages" in page


def test_excerpt_of_a_hidden_or_held_message_is_nowhere(space, write, member, organiser, outsider, client_of, source):
    topic = write(space.public_forum, member, content="Le parcours du samedi")
    services.reply(topic=topic, author=outsider, content="chouette hulotte", approved=False)
    insult = services.reply(topic=topic, author=member, content="chouette effraie")
    moderating.hide(post=insult, by=organiser, reason="chouette chevêche")
    for client in (source, client_of(member), client_of(organiser)):
        for address in (reverse("forum:index"), forum_url(space.public_forum), "/"):
            assert "chouette" not in client.get(address).text, address


def test_excerpt_of_a_private_topic_is_for_its_readers(space, write, member, outsider, client_of, source):
    write(space.private_forum, member, content="chouette hulotte")
    assert "chouette" in client_of(member).get(reverse("forum:index")).text
    for client in (source, client_of(outsider)):
        assert "chouette" not in client.get(reverse("forum:index")).text


def test_list_reads_the_beginning_of_a_long_message_alone(space, write, member, source):
    write(space.public_forum, member, content="mot " * 20_000)
    with CaptureQueriesContext(connection) as asked:
        page = source.get(forum_url(space.public_forum)).text
    read = [query["sql"] for query in asked if "last_words" in query["sql"]]
    assert read and all(str(READ) in sql for sql in read)
    assert len(page) < 30_000


def test_name_of_who_left_keeps_its_sign_and_nobody_has_none(space, write, member, organiser, source):
    write(space.public_forum, member, subject="Affiches")
    services.keep_name_of(user=member)
    member.delete()
    assert sign("name:Membre") in source.get(forum_url(space.public_forum)).text
    write(space.public_forum, organiser, subject="Autre")
    services.erase_name(user=organiser)
    assert sign("name:Referente") not in source.get(forum_url(space.public_forum)).text
