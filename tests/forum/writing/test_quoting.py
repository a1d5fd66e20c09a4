"""Quoting: whose words, and never out of the place where they were said."""

import pytest

from forum import services
from forum.templatetags.board_tags import post_url
from tests.forum.writing.test_writing import in_topic

pytestmark = pytest.mark.django_db


def quoted(client, topic, post, **headers):
    return client.get(in_topic("post_create", topic), {"quote": getattr(post, "pk", post)}, **headers)


def test_quote_says_whose_words_and_where(space, write, member, outsider, client_of):
    topic = write(space.public_forum, outsider, content="Je viens.\n\n> un autre\n\nEt *toi* ?")
    post = topic.first_post
    answer = quoted(client_of(member), topic, post, HTTP_ACCEPT="application/json")
    assert answer.json()["quote"] == (
        f"> [Passante]({post_url(post)}) a écrit :\n>\n> Je viens.\n>\n>\n> Et *toi* ?\n\n"
    )
    assert "&gt; Je viens." in quoted(client_of(member), topic, post).content.decode()


def test_quote_is_added_to_what_was_begun(space, write, member, client_of):
    from forum.writing.services import drafts

    topic = write(space.public_forum, member)
    drafts.keep(user=member, forum=topic.forum, topic=topic, content="Déjà dit")
    form = quoted(client_of(member), topic, topic.first_post).context["form"]
    assert form["content"].value().startswith("Déjà dit\n\n> [")


def test_signs_in_a_name_write_no_markdown(space, write, outsider, client_of):
    outsider.public_name = "a*b]c"
    outsider.save()
    topic = write(space.public_forum, outsider)
    answer = quoted(client_of(outsider), topic, topic.first_post, HTTP_ACCEPT="application/json")
    assert answer.json()["quote"].startswith("> [a\\*b\\]c](")


def test_words_are_quoted_in_their_own_topic_alone(space, write, member, outsider, client_of):
    private, public = write(space.private_forum, member, content="canari-prive"), write(space.public_forum, member)
    for client in (client_of(member), client_of(outsider)):
        assert quoted(client, public, private.first_post).status_code == 404
    assert quoted(client_of(outsider), private, private.first_post).status_code == 404
    waiting = services.reply(topic=public, author=member, content="x", approved=False)
    assert quoted(client_of(outsider), public, waiting).status_code == 404


@pytest.mark.parametrize("number", ["", "x", "99999999", "9" * 40, "²", "-1"])
def test_what_is_no_post_is_not_quoted(space, write, member, client_of, number):
    topic = write(space.public_forum, member)
    assert quoted(client_of(member), topic, number).status_code in (200, 404)
