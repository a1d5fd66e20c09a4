"""Who removes all that an account wrote, where, at the same moment as somebody else, and at what cost."""

from __future__ import annotations

import re
from datetime import timedelta
from threading import Thread

import pytest
from django.core.management import call_command
from django.db import connection, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from campaign.models import Collective, MembershipRequest
from forum import services
from forum.exceptions import Overtaken
from forum.live import services as live
from forum.machina import Post, Topic
from forum.models import ModerationAct, PublicProfile, Shelf, Suspension
from forum.moderation.queries import Scope, suspension_anywhere, suspension_of
from forum.moderation.services import moderating, removing
from forum.moderation.views.removing import scope_of
from forum.notices.services import telling
from forum.queries import handler_for
from forum.spaces.services import make_spaces
from forum.templatetags.board_tags import topic_url
from tests.conftest import make_user, signed_in_client
from tests.forum.removals import LOG, SPAM, door, remove

pytestmark = pytest.mark.django_db


# -- Who may
def test_nobody_else_removes_or_finds_the_page(written, spammer, member, outsider, organiser, recipient):
    for person in (member, outsider, organiser, recipient, spammer):
        client = signed_in_client(person)
        assert client.get(door(spammer)).status_code == 404
        assert remove(person, spammer).status_code == 404
        assert client.get(f"/forum/people/{spammer.public_name}/suspend/").status_code == 404
        assert (
            client.post(f"/forum/people/{spammer.public_name}/suspend/", {"days": "1", "reason": "x"}).status_code
            == 404
        )
        assert door(spammer) not in client.get(f"/forum/member/profile/{spammer.public_name}/").text
    assert Client().post(door(spammer), {"reason": "x"}).url.startswith("/accounts/login/")
    assert not ModerationAct.objects.exists() and not Shelf.objects.exists()


def test_moderator_removes_nothing_of_their_own(forum, moderator, write):
    write(forum, moderator)
    assert remove(moderator, moderator).status_code == 404


def test_organiser_removes_what_lies_in_their_spaces_alone(written, space, organiser, spammer, write, moderator):
    here = write(space.public_forum, spammer, subject=f"{SPAM} local")
    inside = write(space.private_forum, spammer, subject=f"{SPAM} interne")
    page = signed_in_client(organiser).get(door(spammer)).text
    assert f"{SPAM} local" in page and f"{SPAM} seul" not in page and f"{SPAM} profil" not in page
    assert remove(organiser, spammer, reason="Publicité", days="30").url == LOG
    shelved = set(Topic.objects.filter(forum__shelf__isnull=False).values_list("pk", flat=True))
    assert shelved == {here.pk, inside.pk}
    assert PublicProfile.objects.get().words and MembershipRequest.objects.exists()
    assert Suspension.objects.get().collective == space.collective
    act = ModerationAct.objects.filter(what="remove").exclude(before={}).get()
    # the campaign's moderators do not look after the private space: they cannot undo what concerns it
    assert signed_in_client(moderator).post(f"{LOG}{act.pk}/undo/").status_code == 404
    stranger = make_user("referente-ailleurs")
    elsewhere = Collective.objects.create(
        name="Ailleurs", slug="ailleurs", commune=space.collective.commune, approved_at=timezone.now()
    )
    make_spaces(collective=elsewhere)
    elsewhere.memberships.create(user=stranger, role="organiser")
    assert signed_in_client(stranger).post(f"{LOG}{act.pk}/undo/").status_code == 404
    signed_in_client(organiser).post(f"{LOG}{act.pk}/undo/")
    assert not Topic.objects.filter(forum__shelf__isnull=False).exists() and not Suspension.objects.exists()


def test_campaign_moderator_is_told_nothing_of_private_spaces(written, space, spammer, write, moderator):
    inside = write(space.private_forum, spammer, subject="Secret interne")
    assert "Secret interne" not in signed_in_client(moderator).get(door(spammer)).text
    remove(moderator, spammer)
    inside.refresh_from_db()
    assert inside.forum == space.private_forum


def test_shelf_is_closed_to_everybody(written, moderator, spammer, member):
    remove(moderator, spammer)
    shelf = Shelf.objects.get().forum
    admin = make_user("racine", second_factor=True)
    admin.is_superuser = True
    admin.save()
    for person in (admin, moderator, member):
        handler = handler_for()
        assert shelf.pk not in handler.readable_forum_ids(person)
        assert not handler.may(person, "can_read_forum", shelf) and not handler.may(person, "can_see_forum", shelf)
        assert signed_in_client(person).get(f"/forum/forum/{shelf.slug}-{shelf.pk}/").status_code == 404


def test_reason_is_asked_for_and_nothing_typed_is_lost(written, moderator, spammer):
    sent = remove(moderator, spammer, reason="", days="365")
    assert sent.status_code == 422 and re.search(r'value="365"[^>]* checked', sent.text)
    assert remove(moderator, spammer, reason="x", days="12").status_code == 422
    assert not ModerationAct.objects.exists()


# -- Two at once, many
def test_second_moderator_finds_nothing_left(written, moderator, spammer):
    assert remove(moderator, spammer).url == LOG
    again = signed_in_client(moderator).post(door(spammer), {"reason": "Publicité", "days": "0"}, follow=True)
    assert again.status_code == 200 and "Rien ne reste" in again.text
    assert ModerationAct.objects.filter(what="remove", forum=None).count() == 1 and not Suspension.objects.exists()


def test_late_decisions_bring_nothing_back(written, moderator, spammer, member):
    stale_head = Post.objects.select_related("topic__forum", "poster").get(pk=written["alone"].first_post_id)
    stale = {
        name: Post.objects.select_related("topic__forum", "poster").get(pk=written[name].pk)
        for name in ("there", "held")
    }
    topic = Topic.objects.select_related("forum").get(pk=written["alone"].pk)
    remove(moderator, spammer)
    for late in (
        lambda: moderating.approve(post=stale["held"], by=moderator),
        lambda: moderating.decline(post=stale["held"], by=moderator),
        lambda: moderating.hide(post=stale["there"], by=moderator, reason="x"),
        lambda: moderating.set_locked(topic=topic, locked=True, by=moderator),
        lambda: moderating.set_kind(topic=topic, kind=1, by=moderator),
        lambda: services.edit_post(post=stale_head, editor=spammer, content="Encore", seen=0),
    ):
        with pytest.raises(Overtaken):
            late()
    topic.refresh_from_db()
    assert topic.forum == Shelf.objects.get().forum
    assert written["others"].posts.filter(poster=spammer).count() == 0


def test_answer_written_while_the_topic_went_is_not_lost(written, moderator, spammer, member):
    stale = Topic.objects.select_related("forum").get(pk=written["alone"].pk)
    remove(moderator, spammer)
    late = services.reply(topic=stale, author=member, content="Une longue réponse")
    ModerationAct.objects.update(at=timezone.now() - timedelta(minutes=11))
    call_command("erase_removed")
    late.refresh_from_db()
    page = Client().get(topic_url(late.topic)).text
    assert "Une longue réponse" in page and SPAM not in page


@pytest.mark.django_db(transaction=True)
def test_two_moderators_at_the_same_moment_remove_once(forum, spammer, write):
    write(forum, spammer)
    others = [make_user(name, groups=("campaign-moderators",), second_factor=True) for name in ("une", "deux")]
    scope = Scope(forum_ids=frozenset({forum.pk}), campaign=True)
    outcomes = []

    def act(by):
        try:
            removing.remove_all(user=spammer, by=by, reason="x", scope=scope)
            outcomes.append("done")
        except Overtaken:
            outcomes.append("overtaken")
        finally:
            connections.close_all()

    threads = [Thread(target=act, args=(by,)) for by in others]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["done", "overtaken"]
    assert ModerationAct.objects.filter(what="remove", forum=None).count() == 1


def test_page_and_log_ask_no_more_for_many(forum, moderator, spammer, member, write):
    def asked(address):
        client = signed_in_client(moderator)
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        return len(queries)

    others = write(forum, member)
    write(forum, spammer)
    services.reply(topic=others, author=spammer, content="un")
    few = asked(door(spammer))
    for _ in range(9):
        write(forum, spammer)
        services.reply(topic=others, author=spammer, content="mot")
        services.reply(topic=write(forum, spammer), author=member, content="réponse")
    services.reply(topic=write(forum, spammer), author=member, content="réponse")
    assert asked(door(spammer)) <= few + 1  # the list of topics that others answered


def test_removing_asks_no_more_for_many_messages_of_one_topic(forum, moderator, spammer, member, write, rf):
    def asked(number):
        others = write(forum, member)
        for _ in range(number):
            services.reply(topic=others, author=spammer, content="mot")
        request = rf.get("/")
        request.user = moderator
        with CaptureQueriesContext(connection) as queries:
            act = removing.remove_all(user=spammer, by=moderator, reason="x", scope=scope_of(request))
        assert len(act.before["posts"]) == 1
        return len(queries)

    asked(1)
    assert asked(30) == asked(1)


def test_open_pages_and_counters_are_told(
    written, moderator, spammer, member, space, monkeypatch, django_capture_on_commit_callbacks
):
    heard = []
    monkeypatch.setattr(live, "_send", lambda group, message: heard.append(group))
    telling.tell_of_post(written["there"])
    topics = {live.topic_group(written[name].pk) for name in ("alone", "answered", "others")}
    people_told = {live.person_group(person.pk) for person in (moderator, spammer, member)}
    with django_capture_on_commit_callbacks(execute=True):
        moderator_scope = Scope(forum_ids=frozenset({written["others"].forum_id}), campaign=True)
        act = removing.remove_all(user=spammer, by=moderator, reason="x", scope=moderator_scope)
    assert topics | people_told <= set(heard)
    heard.clear()
    with django_capture_on_commit_callbacks(execute=True):
        moderating.undo(act=act, by=moderator)
    assert topics | people_told <= set(heard)


# -- Suspending from the profile
def test_moderator_suspends_from_the_profile_for_a_year_or_for_good(written, moderator, spammer):
    address = f"/forum/people/{spammer.public_name}/suspend/"
    client, theirs = signed_in_client(moderator), signed_in_client(spammer)
    assert address in client.get(f"/forum/member/profile/{spammer.public_name}/").text
    topic = written["others"]
    reply = f"/forum/forum/{topic.forum.slug}-{topic.forum.pk}/topic/{topic.slug}-{topic.pk}/post/create/"
    client.post(address, {"where": "", "days": "365", "reason": "Publicité"})
    assert Suspension.objects.get().until > timezone.now() + timedelta(days=364)
    assert "jusqu’au" in theirs.post(reply, {"content": "encore"}).text
    client.post(address, {"where": "", "days": "0", "reason": "Récidive"})
    refused = theirs.post(reply, {"content": "encore"})
    assert refused.status_code == 403
    assert "définitivement" in refused.text and "Récidive" in refused.text and "encore" in refused.text
    assert theirs.post("/forum/member/profile/edit/", {"words": "x"}).status_code == 403
    for suspension in Suspension.objects.all():
        assert client.post(f"{address}{suspension.pk}/end/").url == address
        client.post(f"{address}{suspension.pk}/end/")  # twice is once
    assert theirs.post(reply, {"content": "de retour"}).status_code == 302
    assert sorted(ModerationAct.objects.values_list("what", flat=True)) == ["lift", "lift", "suspend", "suspend"]


def test_organiser_suspends_from_their_own_spaces_alone(written, space, organiser, spammer, write, moderator):
    write(space.public_forum, spammer)
    client = signed_in_client(organiser)
    address = f"/forum/people/{spammer.public_name}/suspend/"
    for where in ("", "999"):
        assert client.post(address, {"where": where, "days": "0", "reason": "x"}).status_code == 422
    client.post(address, {"where": space.collective.pk, "days": "0", "reason": "Publicité"})
    assert Suspension.objects.get().collective == space.collective
    everywhere = moderating.suspend_person(user=spammer, until=None, reason="x", by=moderator, collective=None)
    assert client.post(f"{address}{everywhere.pk}/end/").status_code == 404
    assert client.post(address, {"where": space.collective.pk, "days": "7", "reason": ""}).status_code == 422


def test_suspension_for_good_is_the_longest(spammer, moderator, forum):
    soon = timezone.now() + timedelta(days=3)
    for until in (soon, None, soon):
        moderating.suspend_person(user=spammer, until=until, reason="x", by=moderator, collective=None)
    assert suspension_of(spammer, forum).until is None
    assert suspension_anywhere(spammer).until is None
