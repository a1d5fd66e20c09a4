"""What posts said before: for their author and the forum's moderators, erased when they want it, for nobody else."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.names import WORDS_GO, WORDS_STAY_NAMED, WORDS_STAY_NAMELESS
from accounts.services import erase_account
from campaign.models import Membership
from forum import services
from forum.machina import Post
from forum.models import EarlierVersion, ModerationAct
from forum.moderation.services import moderating
from forum.templatetags.board_tags import topic_url
from tests.conftest import make_user, signed_in_client

pytestmark = pytest.mark.django_db
CANARY = "Camille Martin habite ici"


@pytest.fixture
def topic(space, write, member):
    return write(space.public_forum, member, content=CANARY)


@pytest.fixture
def post(topic):
    """A message of yesterday."""
    Post.objects.filter(topic=topic).update(created=timezone.now() - timedelta(days=1))
    return topic.posts.get()


def change(client, post, **typed):
    """Change it by the form, as its author or a moderator does."""
    topic, forum = post.topic, post.topic.forum
    address = f"/forum/forum/{forum.slug}-{forum.pk}/topic/{topic.slug}-{topic.pk}/{post.pk}/post/update/"
    return client.post(address, {"subject": topic.subject, "content": "Une voisine habite ici", "reason": ""} | typed)


def history(post, version=None):
    return f"/forum/posts/{post.pk}/history/" + (f"{version.pk}/erase/" if version else "")


def test_author_and_moderators_see_what_was_said_and_why_it_was_changed(topic, post, member, organiser):
    change(signed_in_client(member), post, reason="nom retiré")
    for person in (member, organiser):
        client = signed_in_client(person)
        assert history(post) in client.get(topic_url(topic)).text
        page = client.get(history(post)).text
        assert CANARY in page and "nom retiré" in page and "Membre" in page
    assert CANARY not in signed_in_client(organiser).get(topic_url(topic)).text


def test_nobody_else_sees_or_erases_it(topic, post, member, outsider, commune):
    change(signed_in_client(member), post)
    version = post.versions.get()
    fellow = make_user("camarade")
    Membership.objects.create(user=fellow, collective=Membership.objects.first().collective, role="member")
    for person in (outsider, fellow):
        client = signed_in_client(person)
        assert history(post) not in client.get(topic_url(topic)).text
        assert client.get(history(post)).status_code == 404
        assert client.post(history(post, version)).status_code == 404
    guest = Client()
    assert history(post) not in guest.get(topic_url(topic)).text
    assert guest.get(history(post)).url.startswith("/accounts/login/")
    assert guest.post(history(post, version)).url.startswith("/accounts/login/")
    assert EarlierVersion.objects.exists()


def test_history_of_a_private_post_ends_with_the_membership(space, write, member):
    topic = write(space.private_forum, member, content=CANARY)
    Post.objects.filter(topic=topic).update(created=timezone.now() - timedelta(days=1))
    post, client = topic.posts.get(), signed_in_client(member)
    change(client, post)
    assert client.get(history(post)).status_code == 200
    Membership.objects.get(user=member).delete()
    assert client.get(history(post)).status_code == 404


def test_author_erases_a_version_for_good(post, member):
    client = signed_in_client(member)
    change(client, post)
    assert client.get(history(post, post.versions.get())).status_code == 405
    assert client.post(history(post, post.versions.get())).url == history(post)
    assert not EarlierVersion.objects.exists() and CANARY not in client.get(history(post)).text
    assert not ModerationAct.objects.exists()


def test_version_erased_by_a_moderator_is_in_the_log(post, member, organiser):
    change(signed_in_client(member), post)
    signed_in_client(organiser).post(history(post, post.versions.get()))
    assert not EarlierVersion.objects.exists()
    assert ModerationAct.objects.get().by == organiser


def test_version_is_erased_through_its_own_post_alone(space, write, post, member, outsider):
    change(signed_in_client(member), post)
    version = post.versions.get()
    other = write(space.public_forum, outsider).posts.get()
    assert signed_in_client(outsider).post(history(other, version)).status_code == 404
    assert EarlierVersion.objects.filter(pk=version.pk).exists()


def test_hidden_post_keeps_its_versions_for_moderators(post, member, organiser):
    change(signed_in_client(member), post)
    moderating.hide(post=post, by=organiser, reason="nom de personne")
    assert signed_in_client(member).get(history(post)).status_code == 404
    assert CANARY in signed_in_client(organiser).get(history(post)).text


def test_slip_put_right_at_once_leaves_no_version(topic, member, organiser):
    post = topic.posts.get()
    change(signed_in_client(member), post)
    assert not EarlierVersion.objects.exists()
    change(signed_in_client(organiser), post, content="Un moderateur change")
    assert EarlierVersion.objects.count() == 1


def test_slip_that_was_answered_is_kept(topic, member, outsider):
    services.reply(topic=topic, author=outsider, content="Qui ?")
    change(signed_in_client(member), topic.first_post)
    assert EarlierVersion.objects.get().content == CANARY


def test_saving_without_a_change_keeps_nothing(post, member):
    change(signed_in_client(member), post, content=CANARY)
    assert not EarlierVersion.objects.exists()
    change(signed_in_client(member), post, content=CANARY, subject="Autre titre")
    assert EarlierVersion.objects.get().subject == "Affiches"


@pytest.mark.parametrize("words", [WORDS_STAY_NAMED, WORDS_STAY_NAMELESS, WORDS_GO])
def test_account_that_is_erased_takes_its_versions_along(post, topic, member, outsider, words):
    services.reply(topic=topic, author=outsider, content="Oui")
    change(signed_in_client(member), post)
    erase_account(user=member, words=words)
    assert not EarlierVersion.objects.exists()


def test_post_that_is_deleted_takes_its_versions_along(post, member):
    change(signed_in_client(member), post)
    services.delete_post(post=post)
    assert not EarlierVersion.objects.exists()


def test_old_words_are_shown_as_harmless_as_new_ones(post, member):
    client = signed_in_client(member)
    change(client, post, content="<script>alert(1)</script> [x](javascript:alert(1))")
    change(client, post, content="rien")
    page = client.get(history(post)).text
    assert "&lt;script&gt;alert(1)" in page and "<script>alert" not in page and 'href="javascript' not in page


def test_history_asks_no_more_for_many_versions(post, member):
    client = signed_in_client(member)
    change(client, post)

    def asked():
        client.get(history(post))
        with CaptureQueriesContext(connection) as queries:
            assert client.get(history(post)).status_code == 200
        return len(queries)

    few = asked()
    for number in range(15):
        change(client, post, content=f"version {number}")
        services.edit_post(post=post, editor=make_user(f"e{number}"), content=f"encore {number}")
    assert asked() == few
