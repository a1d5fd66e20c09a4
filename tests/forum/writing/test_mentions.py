"""Speaking to somebody by name: whom one can, who is told, and what stays of it when they leave."""

import sys

import pytest
from django.urls import reverse

from accounts.names import WORDS_STAY_NAMED, WORDS_STAY_NAMELESS
from accounts.services import change_profile, erase_account
from campaign.models import Membership
from forum import services
from forum.machina import Post
from forum.models import Draft, EarlierVersion, Mention
from forum.templatetags.board_tags import topic_url
from forum.writing.queries.mentions import reader_of_names
from forum.writing.queries.quoting import quote
from forum.writing.services import drafts
from tests.conftest import make_user
from tests.forum.writing.test_writing import create_url, in_topic

pytestmark = pytest.mark.django_db


@pytest.fixture
def fellow(collective):
    """Another member of the collective, who has written nowhere."""
    user = make_user("martre des toits")
    Membership.objects.create(user=user, collective=collective)
    return user


def said(topic, author, words, **more):
    post = services.reply(topic=topic, author=author, content=words, **more)
    return Post.objects.get(pk=post.pk)


def mentioned(post):
    return set(Mention.objects.filter(post=post).values_list("user_id", flat=True))


def link_to(user):
    return f'<a href="{reverse("forum_member:profile", args=[user.public_name])}"'


def test_people_of_the_topic_and_fellow_members_are_spoken_to(space, write, member, outsider, fellow):
    topic = write(space.public_forum, outsider)
    post = said(topic, member, "@passante et @Martre des toits, vous venez ?")
    assert mentioned(post) == {outsider.pk, fellow.pk}
    assert f">@passante</a> et {link_to(fellow)}" in post.content.rendered


def test_only_people_before_ones_eyes_can_be_mentioned(space, write, member, organiser, outsider, fellow):
    topic = write(space.public_forum, member)
    post = said(topic, outsider, "@Martre des toits, @Referente, @Membre")
    assert mentioned(post) == {member.pk}
    assert link_to(fellow) not in post.content.rendered


def test_who_may_not_read_is_not_mentioned(space, write, member, organiser, fellow):
    topic = write(space.private_forum, fellow)
    fellow.memberships.all().delete()
    post = said(topic, member, "@Martre des toits et @Referente")
    assert mentioned(post) == {organiser.pk}
    assert link_to(fellow) not in post.content.rendered


def test_one_is_told_once_and_never_of_ones_own_words_or_of_a_quote(space, write, member, organiser, outsider):
    topic = write(space.public_forum, outsider)
    post = said(topic, member, "@Membre, @Referente\n\n> @Passante")
    assert mentioned(post) == {organiser.pk}
    for words in ("rien", "@Referente encore"):
        services.edit_post(post=post, editor=member, content=words)
    assert Mention.objects.count() == 1


def test_who_is_mentioned_in_a_waiting_message_learns_of_it_when_it_appears(space, write, member, organiser):
    topic = write(space.public_forum, organiser)
    post = said(topic, member, "@Referente ?", approved=False)
    assert mentioned(post) == set()
    services.approve_post(post=post)
    assert mentioned(post) == {organiser.pk}


def test_rendering_again_keeps_the_links_and_tells_nobody(space, write, member, organiser):
    post = said(write(space.public_forum, organiser), member, "@Referente ?")
    Mention.objects.all().delete()
    Post.objects.update(_content_rendered="")
    services.render_again()
    assert link_to(organiser) in Post.objects.get(pk=post.pk).content.rendered
    assert not Mention.objects.exists()


def test_preview_shows_the_mention_and_tells_nobody(space, member, fellow, client_of):
    data = {"subject": "x", "content": "@Martre des toits", "preview": "1"}
    assert link_to(fellow) in client_of(member).post(create_url(space.public_forum), data).content.decode()
    assert not Mention.objects.exists()


def names(client, place, begun):
    kind = "topic" if hasattr(place, "posts") else "forum"
    return client.get(reverse(f"board:people_of_{kind}", args=[place.pk]), {"q": begun})


def test_names_are_completed_for_those_who_see_the_people(space, write, member, outsider, fellow, client_of):
    topic = write(space.public_forum, outsider)
    assert names(client_of(member), topic, "martre d").json() == {"names": ["Martre des toits"]}
    assert names(client_of(member), topic, "pas").json() == {"names": ["Passante"]}
    assert names(client_of(member), space.private_forum, "MÂR").json() == {"names": ["Martre des toits"]}
    assert names(client_of(member), topic, "memb").json() == {"names": []}  # oneself
    for begun in ("martre", "memb", ""):
        assert names(client_of(outsider), topic, begun).json() == {"names": []}


def test_names_are_given_to_nobody_outside(space, write, member, outsider, fellow, source, client_of):
    topic = write(space.private_forum, member)
    for place in (topic, space.private_forum):
        assert names(client_of(outsider), place, "m").status_code == 404
        answer = names(source, place, "m")
        assert answer.status_code == 302 and answer.url.startswith(reverse("account_login"))


@pytest.mark.django_db(transaction=True)  # inside a transaction nothing is cached
def test_completion_does_not_ask_more_of_the_database_for_more_people(
    space, write, member, fellow, collective, client_of, django_assert_max_num_queries
):
    topic = write(space.public_forum, member)
    for number in range(12):
        Membership.objects.create(user=make_user(f"merle {number}"), collective=collective)
    client = client_of(member)
    names(client, topic, "m")
    with django_assert_max_num_queries(11):
        assert len(names(client, topic, "m").json()["names"]) == 8


@pytest.mark.parametrize("leavers", [1, 12])
def test_completion_in_a_private_forum_asks_no_more_for_people_who_left_it(
    space, write, member, fellow, client_of, django_assert_max_num_queries, leavers
):
    topic = write(space.private_forum, member)
    for number in range(leavers):
        said(topic, make_user(f"martre {number}"), "Je pars")
    client = client_of(member)
    names(client, topic, "m")
    with django_assert_max_num_queries(20):
        assert names(client, topic, "martre").json() == {"names": ["Martre des toits"]}


def test_a_name_costs_no_more_where_there_are_many_people(space, member):
    """Else a text of nothing but @ would compare each of them with everybody."""

    def calls(number):
        made = 0

        def count(*_):
            nonlocal made
            made += 1

        for one in range(number):
            Membership.objects.create(user=make_user(f"nom {number}-{one:03}"), collective=space.collective)
        read = reader_of_names(forum=space.public_forum, topic=None, asker=member)
        assert read("nemo 0-000, tu viens ?") is None
        sys.setprofile(count)
        try:
            read("nemo 0-000, tu viens ?")
        finally:
            sys.setprofile(None)
        return made

    few = calls(2)
    assert calls(30) <= 2 * few


def test_erasing_an_account_takes_its_name_out_of_what_others_said(space, write, member, organiser, outsider, source):
    topic = write(space.public_forum, outsider, content="Je viens")
    first = topic.first_post
    post = said(topic, member, f"@Passante !\n\n{quote(first)}Merci @passantes")
    services.edit_post(post=post, editor=member, content=f"{post.content.raw} @Referente")
    drafts.keep(user=organiser, forum=topic.forum, topic=topic, content=quote(first))
    change_profile(user=outsider, public_name="Autre nom", language="fr")
    later = said(topic, member, "@Autre nom aussi")
    erase_account(user=outsider, words=WORDS_STAY_NAMELESS)
    for kept in (post, later):
        kept = Post.objects.get(pk=kept.pk)
        text = f"{kept.content.raw} {kept.content.rendered} {kept.search_text}".lower()
        assert "@passante " not in text and "[passante]" not in text and "autre nom" not in text
        assert "quelqu’un qui est parti" in kept.content.raw
    words = [*EarlierVersion.objects.values_list("content", flat=True), Draft.objects.get().content]
    assert words and not [one for one in words if "[Passante]" in one or "@Passante " in one]
    assert "Merci @passantes" in Post.objects.get(pk=post.pk).content.raw
    assert link_to(organiser) in Post.objects.get(pk=post.pk).content.rendered
    page = source.get(topic_url(topic)).content.decode()
    assert "Autre nom" not in page and "[Passante]" not in page


def test_words_made_to_hinder_it_do_not_keep_an_account_from_being_erased(space, write, member, outsider):
    topic = write(space.public_forum, outsider, content="Je viens")
    said(topic, member, "[x](/?post=" + "1" * 5000 + "#1)")
    said(topic, member, "[" * 29_000 + "?post=1#1")  # took nine seconds, in the one transaction that may write
    post = said(topic, member, quote(topic.first_post))
    erase_account(user=outsider, words=WORDS_STAY_NAMELESS)
    assert "Passante" not in Post.objects.get(pk=post.pk).content.raw


def test_who_leaves_under_their_name_stays_named(space, write, member, outsider):
    post = said(write(space.public_forum, outsider), member, "@Passante")
    erase_account(user=outsider, words=WORDS_STAY_NAMED)
    assert "Passante" in Post.objects.get(pk=post.pk).content.rendered


def test_ordinary_words_cost_nothing_more(space, write, member, organiser, django_assert_max_num_queries):
    topic = write(space.public_forum, organiser)
    said(topic, member, "Sans nom")
    with django_assert_max_num_queries(16):
        services.reply(topic=Post.objects.get(topic=topic, poster=organiser).topic, author=member, content="Sans nom")


def test_mention_in_a_reply_by_the_form(space, write, member, organiser, client_of):
    topic = write(space.public_forum, organiser)
    client_of(member).post(in_topic("post_create", topic), {"content": "Merci @Referente."})
    assert mentioned(topic.posts.last()) == {organiser.pk}
