"""Flags, hiding with a trace, suspensions that are told, newcomers' links, the log and taking an act back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts import waiting
from forum import services
from forum.machina import Forum, Post, Topic
from forum.models import Flag, HiddenPost, ModerationAct, Notice, Suspension
from forum.moderation.queries import must_wait
from forum.moderation.services import moderating
from forum.notices.services import telling
from forum.spaces.services import make_national_forums, make_spaces
from forum.templatetags.board_tags import topic_url
from tests.conftest import make_user, signed_in_client

pytestmark = pytest.mark.django_db
CANARY = "Il habite au douze rue des Lilas"
LINK = "Regardez https://exemple.org/affiche"


@pytest.fixture
def topic(space, write, outsider):
    """A topic of a person without collective in the public forum of one."""
    return write(space.public_forum, outsider, content=CANARY)


@pytest.fixture
def post(topic):
    return topic.posts.get()


@pytest.fixture
def campaign_forum(db):
    make_national_forums()
    return Forum.objects.filter(type=Forum.FORUM_POST).order_by("pk").first()


def moderate(person, post, action, **typed):
    return signed_in_client(person).post(f"/forum/posts/{post.pk}/moderate/", {"action": action, **typed})


def answer(client, topic, content):
    forum = topic.forum
    return client.post(
        f"/forum/forum/{forum.slug}-{forum.pk}/topic/{topic.slug}-{topic.pk}/post/create/", {"content": content}
    )


# -- Flags
def test_flag_reaches_those_who_moderate_the_forum_and_nobody_else(post, member, organiser, collective):
    elsewhere = type(collective).objects.create(
        name="Ailleurs", slug="ailleurs", commune=collective.commune, approved_at=timezone.now()
    )
    make_spaces(collective=elsewhere)
    stranger = make_user("referente-ailleurs")
    elsewhere.memberships.create(user=stranger, role="organiser")
    told = {"reason": "person", "words": "adresse privée"}
    done = signed_in_client(member).post(f"/forum/posts/{post.pk}/flag/", told)
    assert done.status_code == 302
    page = signed_in_client(organiser).get(f"/forum/posts/{post.pk}/moderate/").text
    assert "adresse privée" in page and "Membre" in page
    assert post.topic.subject in signed_in_client(organiser).get("/a-traiter/").text
    assert waiting.count_for(organiser) == 1
    for other in (stranger, member):
        assert signed_in_client(other).get(f"/forum/posts/{post.pk}/moderate/").status_code == 404
    assert "adresse privée" not in signed_in_client(stranger).get("/a-traiter/").text


def test_flag_of_a_private_post_is_not_found_by_outsiders(space, write, member, outsider):
    hidden = write(space.private_forum, member).posts.get()
    assert signed_in_client(outsider).get(f"/forum/posts/{hidden.pk}/flag/").status_code == 404
    assert Client().get(f"/forum/posts/{hidden.pk}/flag/").url.startswith("/accounts/login/")


def test_flag_without_reason_keeps_the_words(post, member):
    sent = signed_in_client(member).post(f"/forum/posts/{post.pk}/flag/", {"words": "c’est grave"})
    assert sent.status_code == 422 and "c’est grave" in sent.text and not Flag.objects.exists()


def test_flag_is_one_a_person_until_settled(post, member, organiser):
    for words in ("un", "deux"):
        moderating.flag(post=post, by=member, reason="hate", words=words)
    assert Flag.objects.get().words == "deux"
    moderate(organiser, post, "dismiss")
    assert waiting.count_for(organiser) == 0
    assert CANARY in Client().get(topic_url(post.topic)).text


# -- Hiding
def test_hidden_post_leaves_a_trace_and_no_word_anywhere(post, organiser, member, outsider):
    moderate(organiser, post, "hide", **{"hide-reason": "Adresse d’une personne"})
    assert HiddenPost.objects.get().content == CANARY
    address = topic_url(post.topic)
    for client in (Client(), signed_in_client(member), signed_in_client(outsider)):
        assert "Masqué par la modération : Adresse d’une personne" in client.get(address).text
        for door in (address, "/forum/search/?q=Lilas", "/search/?q=Lilas", "/forum/feeds/topics/", "/forum/"):
            assert "rue des Lilas" not in client.get(door).text
    forum = post.topic.forum
    edit = f"/forum/forum/{forum.slug}-{forum.pk}/topic/{post.topic.slug}-{post.topic.pk}/{post.pk}/post/update/"
    assert signed_in_client(outsider).get(edit).status_code == 404
    assert CANARY in signed_in_client(organiser).get(f"/forum/posts/{post.pk}/moderate/").text
    moderate(organiser, post, "show")
    assert CANARY in Client().get(address).text


def test_hidden_post_is_the_moderators_and_its_author_is_offered_nothing(post, organiser, outsider, member):
    services.edit_post(post=post, editor=organiser, content=CANARY + " bis", reason="x")
    moderating.flag(post=post, by=member, reason="person", words="")
    author, page = signed_in_client(outsider), topic_url(post.topic)
    there = {"forum_slug": "x", "forum_pk": post.topic.forum_id, "topic_slug": "x", "topic_pk": post.topic_id}
    update = reverse("forum_conversation:post_update", kwargs=there | {"pk": post.pk})
    delete = reverse("forum_conversation:post_delete", kwargs=there | {"pk": post.pk})
    history, ends = reverse("board:post_history", args=[post.pk]), ("post/update/", "post/delete/", "/history/")
    offered = author.get(page).text
    assert all(end in offered for end in ends)
    moderating.hide(post=post, by=organiser, reason="adresse")
    for client in (author, signed_in_client(member)):
        offered = client.get(page).text
        assert not any(f'{end}"' in offered for end in ends)
    for address in (update, delete, history):
        for method in (author.get, author.post):
            assert method(address, {"content": "Autre"}).status_code == 404, address
    assert Post.objects.filter(pk=post.pk).exists()
    assert HiddenPost.objects.get(post=post).content.endswith("bis") and Flag.objects.filter(post=post).exists()
    moderator = signed_in_client(organiser)
    shown = moderator.get(page).text
    assert "post/delete/" in shown and "post/update/" not in shown, "changing it would be lost when it is shown again"
    assert moderator.get(update).status_code == 404
    moderating.show_again(post=Post.objects.get(pk=post.pk), by=organiser)
    assert "post/delete/" in author.get(page).text
    assert author.post(delete).status_code == 302


def test_notice_of_what_is_shown_again_goes_unless_it_was_read(post, organiser, outsider):
    for read in (False, True):
        moderating.hide(post=post, by=organiser, reason="Erreur")
        assert "Erreur" in signed_in_client(outsider).get("/forum/notices/").text
        if read:
            telling.settle(outsider)
        moderating.show_again(post=post, by=organiser)
        assert Notice.objects.filter(kind="hidden").exists() == read


def test_hiding_without_reason_is_sent_back(post, organiser):
    assert moderate(organiser, post, "hide").status_code == 422
    assert not HiddenPost.objects.exists()


def test_nobody_else_moderates(post, member, outsider):
    for person in (member, outsider):
        for action in ("hide", "suspend", "dismiss", "show"):
            assert moderate(person, post, action, **{"hide-reason": "x"}).status_code == 404
    assert not ModerationAct.objects.exists()


# -- Suspensions
def test_suspended_person_is_told_why_and_loses_nothing_typed(post, organiser, outsider, campaign_forum, write):
    sent = {"suspend-days": "7", "suspend-reason": "Menaces répétées"}
    assert moderate(organiser, post, "suspend", **sent).status_code == 302
    client = signed_in_client(outsider)
    refused = answer(client, post.topic, "Une réponse de trois lignes")
    assert refused.status_code == 403
    assert "Menaces répétées" in refused.text and "Une réponse de trois lignes" in refused.text
    assert post.topic.posts.count() == 1
    elsewhere = write(campaign_forum, organiser)
    assert answer(client, elsewhere, "Ailleurs je peux").status_code == 302
    Suspension.objects.update(until=timezone.now() - timedelta(seconds=1))
    assert answer(client, post.topic, "De retour").status_code == 302


def test_campaign_moderator_suspends_everywhere(post, moderator, outsider, campaign_forum, organiser, write):
    moderate(moderator, post, "suspend", **{"suspend-days": "1", "suspend-reason": "Publicité"})
    assert answer(signed_in_client(outsider), write(campaign_forum, organiser), "encore").status_code == 403


# -- Newcomers
def test_newcomers_link_waits_in_a_campaign_forum_and_is_released(
    campaign_forum, write, organiser, outsider, moderator
):
    topic = write(campaign_forum, organiser)
    client = signed_in_client(outsider)
    answer(client, topic, LINK)
    held = Post.objects.get(poster=outsider)
    assert not held.approved and "exemple.org" not in Client().get(topic_url(topic)).text
    signed_in_client(moderator).post(f"/forum/moderation/queue/{held.pk}/approve/")
    assert "exemple.org" in Client().get(topic_url(topic)).text
    assert ModerationAct.objects.get().what == "approve"


@pytest.mark.parametrize("content", ["![](https://exemple.org/a.png)", "[ici](https://exemple.org)", "<https://e.org>"])
def test_every_way_to_write_a_link_counts(campaign_forum, outsider, content):
    assert must_wait(user=outsider, forum=campaign_forum, content=content)


def test_words_without_link_appear_at_once(campaign_forum, outsider):
    assert not must_wait(user=outsider, forum=campaign_forum, content="Bonjour à tous·tes, rendez-vous.fr ?")


def test_known_people_never_wait(campaign_forum, space, member, outsider, write):
    assert not must_wait(user=member, forum=campaign_forum, content=LINK)
    assert not must_wait(user=outsider, forum=space.public_forum, content=LINK)
    topic = write(campaign_forum, outsider)
    for _ in range(2):
        services.reply(topic=topic, author=outsider, content="Bien vu.")
    assert not must_wait(user=outsider, forum=campaign_forum, content=LINK)


def test_newcomer_does_not_slip_a_link_in_by_editing(campaign_forum, write, outsider):
    post = write(campaign_forum, outsider, content="Bonjour").posts.get()
    topic = post.topic
    address = f"/forum/forum/{topic.forum.slug}-{topic.forum.pk}/topic/{topic.slug}-{topic.pk}/{post.pk}/post/update/"
    sent = signed_in_client(outsider).post(address, {"subject": "Affiches", "content": LINK, "reason": ""})
    assert sent.status_code == 400 and LINK in sent.text
    post.refresh_from_db()
    assert post.content.raw == "Bonjour"


def test_newcomer_writes_more_slowly(campaign_forum, write, outsider, member):
    topic = write(campaign_forum, member)
    client = signed_in_client(outsider)
    assert [answer(client, topic, f"mot {n}").status_code for n in range(3)] == [302, 302, 429]
    known = signed_in_client(member)
    assert [answer(known, topic, f"mot {n}").status_code for n in range(6)] == [302] * 6


# -- Splitting, merging, the log
def test_moderator_splits_and_merges(topic, organiser, member):
    reply = services.reply(topic=topic, author=member, content="Hors sujet")
    client = signed_in_client(organiser)
    client.post(f"/forum/topics/{topic.pk}/split/", {"subject": "À part", "posts": [reply.pk]})
    new = Topic.objects.get(subject="À part")
    assert list(new.posts.all()) == [reply]
    everything = client.post(f"/forum/topics/{topic.pk}/split/", {"subject": "Tout", "posts": [topic.posts.get().pk]})
    assert everything.status_code == 422
    client.post(f"/forum/topics/{new.pk}/merge/", {"into": topic.pk})
    assert topic.posts.count() == 2 and not Topic.objects.filter(pk=new.pk).exists()
    for door in ("split", "merge"):
        assert signed_in_client(member).get(f"/forum/topics/{topic.pk}/{door}/").status_code == 404


def test_act_is_logged_and_taken_back_within_ten_minutes(topic, organiser, member, post):
    client = signed_in_client(organiser)
    client.post(f"/forum/moderation/topic/{topic.slug}-{topic.pk}/lock/")
    act = ModerationAct.objects.get()
    assert (act.what, act.by) == ("lock", organiser)
    assert "verrouillé" in client.get("/forum/moderation/log/").text
    assert signed_in_client(member).get("/forum/moderation/log/").status_code == 404
    assert signed_in_client(member).post(f"/forum/moderation/log/{act.pk}/undo/").status_code == 404
    client.post(f"/forum/moderation/log/{act.pk}/undo/")
    topic.refresh_from_db()
    assert not topic.is_locked
    moderating.hide(post=post, by=organiser, reason="x")
    late = ModerationAct.objects.filter(what="hide")
    late.update(at=timezone.now() - timedelta(minutes=11))
    client.post(f"/forum/moderation/log/{late.get().pk}/undo/")
    assert HiddenPost.objects.exists()
    late.update(at=timezone.now())
    client.post(f"/forum/moderation/log/{late.get().pk}/undo/")
    assert not HiddenPost.objects.exists()
    post.refresh_from_db()
    assert post.content.raw == CANARY


def test_log_of_another_collective_stays_there(topic, organiser, space):
    moderating.set_locked(topic=topic, locked=True, by=organiser)
    other = Forum.objects.create(name="Ailleurs", type=Forum.FORUM_POST)
    ModerationAct.objects.create(forum=other, subject="Affaire d’ailleurs", what="lock")
    page = signed_in_client(organiser).get("/forum/moderation/log/").text
    assert topic.subject in page and "Affaire d’ailleurs" not in page


def test_log_and_queue_ask_no_more_for_many(topic, organiser, member):
    client = signed_in_client(organiser)

    def queries(address):
        client.get(address)
        with CaptureQueriesContext(connection) as asked:
            client.get(address)
        return len(asked)

    posts = [topic.posts.get()]
    moderating.flag(post=posts[0], by=member, reason="other", words="")
    moderating.record(what="lock", by=organiser, topic=topic)
    few = [queries(address) for address in ("/forum/moderation/log/", "/a-traiter/")]
    for number in range(15):
        post = services.reply(topic=topic, author=make_user(f"n{number}"), content="mot")
        moderating.flag(post=post, by=member, reason="other", words="")
        moderating.record(what="lock", by=organiser, topic=topic)
    assert [queries(address) for address in ("/forum/moderation/log/", "/a-traiter/")] == few


def test_erased_words_of_a_hidden_post_are_gone(post, organiser, outsider):
    moderating.hide(post=post, by=organiser, reason="x")
    services.reply(topic=post.topic, author=organiser, content="Je réponds")
    services.erase_words(user=outsider)
    assert not HiddenPost.objects.exists()
