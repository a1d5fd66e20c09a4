"""All that one account wrote, removed by one act: by whom, what goes and stays, undone exactly, erased in time."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from campaign.models import MembershipRequest
from forum import services
from forum.exceptions import TooLate
from forum.machina import Forum, Post, Topic, TopicPoll
from forum.models import (
    Attachment,
    Decision,
    EarlierVersion,
    Flag,
    HiddenPost,
    ModerationAct,
    Notice,
    PublicProfile,
    Suspension,
    TopicTag,
)
from forum.moderation.services import moderating
from forum.notices.services import telling
from forum.people.services import profiles as people
from forum.templatetags.board_tags import topic_url
from tests.conftest import make_user, signed_in_client
from tests.forum.removals import LOG, SPAM, door, remove

pytestmark = pytest.mark.django_db


def everything():
    """All rows that a removal may touch, but for what moves with time."""
    tables = {}
    for model in (Post, Topic, Forum, TopicTag, TopicPoll, Attachment, EarlierVersion, HiddenPost, Decision):
        rows = model.objects.order_by("pk").values()
        if model is Forum:
            rows = rows.exclude(shelf__isnull=False)
        tables[model.__name__] = [
            {name: value for name, value in row.items() if name not in {"updated", "lft", "rght", "tree_id"}}
            for row in rows
        ]
    tables["profile"] = list(PublicProfile.objects.values())
    tables["flags"] = list(Flag.objects.order_by("pk").values("pk", "settled_at"))
    tables["requests"] = list(MembershipRequest.objects.values("user", "collective", "words", "asked_at"))
    tables["unread"] = list(
        Notice.objects.unread()
        .order_by("recipient", "kind", "topic")
        .values("recipient", "kind", "topic", "post", "number")
    )
    return tables


# -- What goes, and what stays
def test_page_says_what_goes_before_it_asks(written, moderator, spammer):
    page = signed_in_client(moderator).get(door(spammer)).text
    for said in (
        f"{SPAM} seul",
        f"{SPAM} ouvert",
        "Affiches",
        f"{SPAM} profil",
        "1 fichier",
        "1 demande",
        "Ce qui reste",
    ):
        assert said in page
    assert f'{door(spammer)}"' in signed_in_client(moderator).get(f"/forum/member/profile/{spammer.public_name}/").text
    assert ModerationAct.objects.count() == 0


def test_nothing_of_it_is_found_anywhere(written, moderator, spammer, member, organiser, run_tasks):
    with run_tasks():
        telling.tell_of_post(written["there"])
        assert remove(moderator, spammer).url == LOG
    address = written["file"].key
    admin = make_user("racine", second_factor=True)
    type(admin).objects.filter(pk=admin.pk).update(is_superuser=True, is_staff=True)
    admin.refresh_from_db()
    for client in (Client(), *(signed_in_client(who) for who in (member, organiser, moderator, admin))):
        for page in (
        "/forum/", "/forum/search/?q=casino", "/search/?q=casino", "/forum/feeds/topics/", "/forum/tags/",
        f"/forum/member/profile/{spammer.public_name}/", topic_url(written["others"]), topic_url(written["answered"]),
        topic_url(written["alone"]), f"/forum/posts/{written['there'].pk}/moderate/", "/forum/notices/",
        "/a-traiter/", "/forum/moderation/queue/", f"/forum/posts/{written['held'].pk}/history/",
        f"/forum/moderation/queue/{written['held'].pk}/",
        ):  # fmt: skip
            said = client.get(page, follow=True).text
            assert "asino gagnant" not in said, page
        assert client.get(topic_url(written["alone"])).status_code == 404
        assert client.get(f"/forum/attachments/{address}/").status_code == 404
    answered = Client().get(topic_url(written["answered"])).text
    assert "Arrêtez" in answered and re.search(r"Masqué par la modération\s: Publicité", answered)
    assert "Samedi" in Client().get(topic_url(written["others"])).text
    assert list(written["others"].posts.order_by("position").values_list("position", flat=True)) == [1, 2]


def test_words_of_others_are_found_without_the_title_they_stood_under(written, moderator, spammer):
    remove(moderator, spammer)
    assert "Arrêtez" in Client().get("/forum/search/?q=Arrêtez").text
    assert "Arrêtez" not in Client().get(f"/forum/search/?q={SPAM}").text
    assert SPAM.lower() not in Post.objects.get(pk=written["answer"].pk).search_text


def test_forums_are_counted_as_if_it_had_never_been_there(written, moderator, spammer, forum):
    remove(moderator, spammer)
    forum.refresh_from_db()
    assert (forum.direct_topics_count, forum.direct_posts_count) == (2, 4)
    before = forum.last_post_id
    call_command("forum_recount")
    forum.refresh_from_db()
    assert (forum.direct_topics_count, forum.direct_posts_count, forum.last_post_id) == (2, 4, before)


def test_person_is_told_why_by_one_line(written, moderator, spammer):
    remove(moderator, spammer)
    (line,) = Notice.objects.filter(recipient=spammer)
    assert "Publicité" in signed_in_client(spammer).get("/forum/notices/").text and line.kind == "removed"


def test_log_says_who_and_why_and_no_word_that_was_removed(written, moderator, spammer, forum):
    remove(moderator, spammer)
    page = signed_in_client(moderator).get(LOG).text
    assert "Casino" in page and "Publicité" in page and SPAM not in page
    assert set(ModerationAct.objects.values_list("forum", flat=True)) == {None, forum.pk}
    assert SPAM not in str(list(ModerationAct.objects.exclude(what="remove").values("before")))


# -- Undoing
def test_undoing_brings_back_exactly_what_was_there(written, moderator, member, spammer):
    telling.tell_of_post(written["there"])
    services.delete_post(post=services.reply(topic=written["others"], author=spammer, content="déjà parti"))
    before = everything()
    remove(moderator, spammer)
    assert everything() != before
    act = ModerationAct.objects.get(what="remove", forum=None)
    signed_in_client(moderator).post(f"{LOG}{act.pk}/undo/")
    after = everything()
    for table, rows in before.items():
        assert after[table] == rows, table
    assert "quatre, changé" in Client().get(topic_url(written["others"])).text
    assert not Topic.objects.filter(forum__shelf__isnull=False).exists()
    act.refresh_from_db()
    assert act.undone and act.before == {}
    assert not Notice.objects.filter(kind="removed").exists()


def test_undoing_ends_the_suspension_that_came_with_it_and_no_other(written, moderator, spammer):
    other = moderating.suspend_person(
        user=spammer, until=timezone.now() + timedelta(days=1), reason="Avant", by=moderator, collective=None
    )
    remove(moderator, spammer, reason="Publicité", days="0")
    assert Suspension.objects.filter(user=spammer, until=None, collective=None).exists()
    signed_in_client(moderator).post(f"{LOG}{ModerationAct.objects.get(what='remove', forum=None).pk}/undo/")
    assert list(Suspension.objects.all()) == [other]


def test_undoing_is_too_late_after_ten_minutes_and_then_nothing_is_left(written, moderator, spammer, run_tasks):
    remove(moderator, spammer)
    name = written["file"].file.name
    storage = written["file"].file.storage
    assert storage.exists(name)
    call_command("erase_removed")
    assert Post.objects.filter(poster=spammer).count() == 5
    ModerationAct.objects.update(at=timezone.now() - timedelta(minutes=11))
    act = ModerationAct.objects.get(what="remove", forum=None)
    signed_in_client(moderator).post(f"{LOG}{act.pk}/undo/")
    assert not ModerationAct.objects.filter(undone=True).exists()
    with run_tasks():
        call_command("erase_removed")
    assert list(Post.objects.filter(poster=spammer)) == [written["answered"].posts.order_by("pk").first()]
    assert not Attachment.objects.exists() and not storage.exists(name)
    assert PublicProfile.objects.get().cleared == ""
    act.refresh_from_db()
    assert act.before == {} and not Topic.objects.filter(forum__shelf__isnull=False).exists()
    with pytest.raises(TooLate):
        moderating.undo(act=act, by=moderator)
    assert "erase_removed" in settings.HOURLY


def test_undoing_puts_messages_where_their_topic_went(written, moderator, spammer, forum, member, write):
    remove(moderator, spammer)
    into = write(forum, member, subject="Affichage")
    moderating.merge_topics(topic=written["others"], into=into, by=moderator)
    moderating.delete_topic(topic=Topic.objects.get(pk=written["answered"].pk), by=moderator)
    moderating.undo(act=ModerationAct.objects.get(what="remove", forum=None), by=moderator)
    assert set(into.posts.filter(poster=spammer)) == {written["there"], written["held"]}
    assert not Topic.objects.filter(forum__shelf__isnull=False).exists()


def test_undoing_gives_no_words_back_that_were_written_or_taken_since(written, moderator, spammer):
    remove(moderator, spammer)
    act = ModerationAct.objects.get(what="remove", forum=None)
    profile = people.change_profile(user=spammer, words="Autre chose")
    moderating.clear_words(profile=profile, by=moderator, reason="Encore")
    moderating.undo(act=act, by=moderator)
    profile.refresh_from_db()
    assert (profile.words, profile.cleared) == ("", "Autre chose")
    clearing = ModerationAct.objects.get(what="clear")
    people.change_profile(user=spammer, words="Troisième")
    remove(moderator, spammer)
    with pytest.raises(TooLate):
        moderating.undo(act=clearing, by=moderator)


def test_night_keeps_the_profile_for_as_long_as_it_can_come_back(written, moderator, spammer):
    remove(moderator, spammer)
    call_command("prune_profiles")
    moderating.undo(act=ModerationAct.objects.get(what="remove", forum=None), by=moderator)
    assert PublicProfile.objects.get().words == f"{SPAM} profil"


def test_earlier_act_on_what_was_removed_brings_nothing_back(written, moderator, spammer, forum):
    other = Forum.objects.filter(type=Forum.FORUM_POST).exclude(pk=forum.pk).first()
    moderating.move_topic(topic=written["alone"], forum=other, by=moderator)
    moved = ModerationAct.objects.filter(what="move").exclude(before={}).get()
    remove(moderator, spammer)
    with pytest.raises(TooLate):
        moderating.undo(act=moved, by=moderator)
    assert Client().get(topic_url(written["alone"])).status_code == 404
