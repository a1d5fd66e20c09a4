"""The outsider test: a word planted in every corner of a private forum reaches nobody outside.

Each address that the forum has must be named here, with what it is asked about: a new one fails until somebody has
thought about what it would tell a stranger. What sockets say is in test_consumers.py; these only count them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import quote

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.test import Client
from django.urls import URLPattern, reverse
from django.utils import timezone

import forum.urls
from campaign.models import Collective
from config.sockets import websocket_urlpatterns
from events.services import announce
from forum import services
from forum.deciding.services import decisions as deciding
from forum.deciding.services import polls
from forum.machina import Forum, Post, Topic
from forum.models import (
    Attachment,
    Decision,
    Draft,
    EarlierVersion,
    Following,
    MailChoice,
    Mention,
    ModerationAct,
    Notice,
    TopicAbout,
)
from forum.moderation.services import moderating
from forum.notices.services.following import set_level
from forum.people.services import profiles as people
from forum.spaces.services import make_spaces
from forum.templatetags.board_tags import forum_url, topic_url
from surveillance.services import create_project
from tests.conftest import make_user, signed_in_client
from tests.own_memory import each_apart

pytestmark = pytest.mark.django_db
remembering = pytest.mark.django_db(transaction=True)  # inside a transaction pages remember nothing
CANARY = "canarijaune"
Address = tuple[str, frozenset[str]]
FOUND_BY = "perroquet"  # a word of the same messages: searched for, since a search page repeats what was asked

# About something of the private forum: a stranger is told that there is nothing, or asked to sign in.
CLOSED = {
    "forum:forum", "forum_conversation:topic", "forum_conversation:topic_create", "forum_conversation:topic_update",
    "forum_conversation:post_create", "forum_conversation:post_update", "forum_conversation:post_delete",
    "forum_feeds:forum_latest_topics", "forum_feeds:topic_posts", "forum_feeds:tag_latest_topics",
    "forum_member:profile", "forum_member:topic_subscribe", "forum_member:topic_unsubscribe",
    "forum_member:topic_mute", "forum_moderation:topic_lock", "forum_moderation:topic_unlock",
    "forum_moderation:topic_delete", "forum_moderation:topic_move", "forum_moderation:topic_update_to_post",
    "forum_moderation:topic_update_to_sticky", "forum_moderation:topic_update_to_announce",
    "forum_moderation:queued_post", "forum_moderation:approve_queued_post", "forum_moderation:disapprove_queued_post",
    "forum_tracking:mark_subforums_read", "board:attachment", "board:small_attachment", "board:people_of_topic",
    "board:people_of_forum", "board:discard_draft", "board:forum_tags", "board:tag", "board:follow_forum",
    "board:flag_post", "board:moderate_post", "board:first_unread", "board:post_history", "board:erase_version",
    "board:posts_since", "board:topic_head", "board:topic_seen", "board:write_letter", "board:stop_letters",
    "board:split_topic",
    "board:merge_topics", "board:undo_act", "board:open_decision", "board:give_voice", "board:withdraw_decision",
    "board:open_poll", "board:vote", "board:close_poll", "board:delete_poll", "board:open_event_topic",
    "board:open_project_topic", "board:moderate_profile", "board:notice", "board:read_notice", "board:stop_mails",
    "board:remove_all", "board:suspend_person", "board:end_suspension",
}  # fmt: skip
# About everything that the reader may see, or about themselves: answered, without the word.
OPEN = {
    "forum:index", "forum_feeds:latest_topics", "forum_member:profile_update", "forum_member:user_subscriptions",
    "forum_moderation:queue", "forum_search:search", "forum_tracking:mark_all_forums_read",
    "forum_tracking:unread_topics", "board:choose_forum", "board:drafts", "board:keyboard", "board:tags", "board:near",
    "board:moderation_log", "board:notices", "board:read_notices", "board:mail_choices",
}  # fmt: skip
ELSEWHERE = [
    "/", "/en/forum/", f"/search/?q={FOUND_BY}", f"/forum/search/?q={FOUND_BY}", "/collectifs/", "/communes/",
    "/sitemap.xml", "/agenda/", "/articles/", "/a-traiter/", "/accounts/", "/carte/", "/projets/",
]  # fmt: skip
TYPED = {
    "subject": "étrangère", "content": "étrangère", "reason": "étrangère", "choice": "agree", "question": "Quoi ?",
    "options": "un\ndeux", "level": "follow", "message": "étrangère", "action": "hide", "words": "étrangère",
    "last_day": (timezone.localdate() + timedelta(days=3)).isoformat(),
}  # fmt: skip


def patterns(found: Any = None, namespace: str = "", around: frozenset[str] = frozenset()) -> Iterator[Address]:
    """Every address of the forum: its full name, and the names of what stands in it."""
    for pattern in forum.urls.urlpatterns if found is None else found:
        arguments = around | set(pattern.pattern.converters)
        if isinstance(pattern, URLPattern):
            yield f"{namespace}:{pattern.name}", arguments
        else:
            yield from patterns(pattern.url_patterns, pattern.namespace or namespace, arguments)


@dataclass
class Planted:
    """What lies in the private forum, by the numbers that its addresses bear."""

    space: Any
    topic: Any
    waiting: Any
    numbers: dict[str, Any]

    def address(self, name: str, arguments: frozenset[str]) -> str:
        """The address as somebody outside can guess it: true numbers, other words."""
        values = {}
        for argument in arguments:
            known = (f"{name}.{argument}", argument)
            values[argument] = next((self.numbers[key] for key in known if key in self.numbers), "x")
        return reverse(name, kwargs=values)


@pytest.fixture
def planted(space, write, member, organiser, outsider, commune, settings, tmp_path):
    """A word in every corner: subject, message, tag, file, poll, decision, draft, hidden and earlier words, log."""
    settings.MEDIA_ROOT = tmp_path
    word = f"{CANARY} {FOUND_BY}"
    private = Forum.objects.get(pk=space.private_forum_id)
    Forum.objects.filter(pk=private.pk).update(name=word, description=word)
    topic = write(private, member, subject=word, content=word, tags=[CANARY])
    post = services.reply(topic=topic, author=member, content=word)
    waiting = services.reply(topic=topic, author=member, content=word, approved=False)
    waiting_topic = write(private, member, subject=word, content=word, approved=False)
    people.change_profile(user=member, words=word, shown=member.memberships.all())
    polls.open_poll(topic=topic, question=word, options=[word, "non"], max_options=1, closes_at=None, user_changes=True)
    closes_at = timezone.now() + timedelta(hours=9)
    decision = deciding.open_decision(topic=topic, by=member, question=word, closes_at=closes_at, nameless=False)
    deciding.give_voice(decision=decision, voter=member, choice="block", reason=word)
    services.edit_post(post=post, editor=organiser, content=f"autre {word}", reason=word)
    hidden = services.reply(topic=topic, author=member, content=word)
    moderating.flag(post=hidden, by=organiser, reason="other", words=word)
    moderating.hide(post=hidden, by=organiser, reason=word)
    draft = Draft.objects.create(user=member, forum=private, subject=word, content=word)
    suspension = moderating.suspend_person(
        user=member, until=None, reason=word, by=organiser, collective=space.collective
    )
    names = [default_storage.save(f"attachments/{n}.webp", ContentFile(CANARY.encode())) for n in ("full", "small")]
    file = Attachment.objects.create(
        post=post, title=word, file=names[0], small=names[1], extension="webp", size=11, small_width=9, small_height=9
    )
    # The outsider followed it once, and was told of it while they could read it.
    Following.objects.create(user=outsider, topic=topic, level="follow")
    notice = Notice.objects.create(recipient=outsider, kind="reply", topic=topic, post=post, words=word)
    event = announce(hosts=[space.collective], by=organiser, title="Cartopartie", commune=commune, starts_at=closes_at)
    TopicAbout.objects.create(event=event, topic=topic)
    project = create_project(by=organiser, name="Caméras de la Plaine", communes=[commune], kinds=["cameras"])
    TopicAbout.objects.create(project=project, topic=waiting_topic)
    topic.refresh_from_db()
    numbers = {
        "pk": topic.pk, "topic_pk": topic.pk, "forum_pk": private.pk, "key": file.key, "insee": commune.insee,
        "slug": "x", "tag": CANARY, "board:tag.slug": CANARY, "forum:forum.pk": private.pk,
        "board:follow_forum.pk": private.pk, "forum_tracking:mark_subforums_read.pk": private.pk,
        "forum_member:profile.name": member.public_name, "board:write_letter.name": member.public_name,
        "board:moderate_profile.name": member.public_name, "board:discard_draft.pk": draft.pk,
        "board:erase_version.version_pk": EarlierVersion.objects.get(post=post).pk, "token": "x",
        "board:undo_act.pk": ModerationAct.objects.latest("pk").pk, "board:give_voice.pk": decision.pk,
        "board:withdraw_decision.pk": decision.pk, "forum_conversation:post_update.pk": post.pk,
        "forum_conversation:post_delete.pk": post.pk, "board:flag_post.pk": post.pk, "board:moderate_post.pk": post.pk,
        "board:open_event_topic.slug": event.slug, "board:open_project_topic.slug": project.slug,
        "board:post_history.pk": post.pk, "board:erase_version.pk": post.pk,
        "board:remove_all.name": member.public_name,
        "board:suspend_person.name": member.public_name, "board:end_suspension.name": member.public_name,
        "board:end_suspension.suspension_pk": suspension.pk,
    }  # fmt: skip
    numbers |= {"board:notice.pk": notice.pk, "board:read_notice.pk": notice.pk}
    numbers["forum_moderation:queued_post.pk"] = waiting.pk
    numbers |= {f"forum_moderation:{act}_queued_post.pk": waiting.pk for act in ("approve", "disapprove")}
    return Planted(space, topic, waiting, numbers)


@pytest.fixture
def strangers(outsider, moderator, commune):
    """Who must learn nothing: a guest, an outsider, the organiser of another collective, a campaign moderator."""
    other = Collective.objects.create(name="Ailleurs", slug="ailleurs", commune=commune, approved_at=timezone.now())
    neighbour = make_user("voisine")
    other.memberships.create(user=neighbour, role="organiser")
    make_spaces(collective=other)
    return [Client(), *(signed_in_client(person) for person in (outsider, neighbour, moderator))]


def state_of(planted: Planted) -> list[Any]:
    """What a stranger could have changed."""
    topic = Topic.objects.filter(pk=planted.topic.pk).values()
    posts = Post.objects.filter(topic=planted.topic).order_by("pk").values("pk", "approved", "_content_rendered")
    decisions = Decision.objects.values("pk", "outcome", "voices__choice")
    rest = [model.objects.count() for model in (Draft, Attachment, EarlierVersion, ModerationAct, Following, Mention)]
    voters = list(polls.Ballot.objects.values_list("pk", "voter")), list(polls.TopicPoll.objects.values())
    return [list(topic), list(posts), list(decisions), *rest, *voters]


def test_every_address_of_the_forum_is_looked_at():
    names = [name for name, _arguments in patterns()]
    assert len(names) == len(set(names))
    assert set(names) == CLOSED | OPEN and not CLOSED & OPEN


def test_every_socket_is_looked_at():
    known = {r"^ws/forum/topics/(?P<topic_id>\d{1,9})/$", r"^ws/counts/$", ""}
    assert {pattern.pattern.regex.pattern for pattern in websocket_urlpatterns} == known


def test_members_find_the_word(planted, member):
    """The word is where it must be: else the rest of this file proves nothing."""
    client = signed_in_client(member)
    for address in (
        topic_url(planted.topic), forum_url(planted.topic.forum), f"/forum/search/?q={FOUND_BY}", "/forum/drafts/",
        f"/search/?q={FOUND_BY}", "/forum/", f"/forum/tags/{CANARY}/",
        reverse("forum_feeds:topic_posts", args=[planted.topic.pk]),
    ):  # fmt: skip
        assert CANARY in client.get(address).text, address


@remembering
def test_strangers_are_told_nothing_of_a_private_forum(planted, strangers):
    for client in each_apart(strangers):
        for name, arguments in patterns():
            if name in CLOSED:
                address = planted.address(name, arguments)
                answer = client.get(address)
                assert answer.status_code in (302, 403, 404, 405), address
                told = answer.text + answer.headers.get("Location", "").replace(address, "")
                told = told.replace(quote(address, safe=""), "")  # the way to sign in leads back to what was asked
                assert CANARY not in told.replace(f"/tags/{CANARY}", ""), address
                if answer.status_code == 302:
                    assert answer.url.startswith("/accounts/login/"), address


@remembering
def test_strangers_change_nothing_in_a_private_forum(planted, strangers):
    before = state_of(planted)
    for client in each_apart(strangers):
        for name, arguments in patterns():
            if name in CLOSED:
                address = planted.address(name, arguments)
                answer = client.post(address, TYPED)
                assert answer.status_code in (302, 403, 404, 405), address
                if answer.status_code == 302:
                    assert answer.url.startswith("/accounts/login/"), address
    assert state_of(planted) == before


@remembering
def test_no_other_page_holds_the_word(planted, strangers, collective, commune):
    about = [*(link.event or link.project for link in TopicAbout.objects.all()), collective, commune]
    more = [thing.get_absolute_url() for thing in about]
    for client in each_apart(strangers):
        opened = [planted.address(name, arguments) for name, arguments in patterns() if name in OPEN]
        for address in [*opened, *ELSEWHERE, *more, topic_url(planted.topic).replace(CANARY, "x")]:
            answer = client.get(address, follow=True)
            assert answer.status_code in (200, 404, 405), address
            assert CANARY not in answer.text, address


def test_no_mail_holds_the_word(planted, organiser, outsider, run_tasks):
    """Not even those to members: mails lie on the servers of strangers."""
    for person in (organiser, outsider):
        EmailAddress.objects.create(user=person, email=f"{person.username}@example.org", verified=True, primary=True)
        set_level(user=person, topic=planted.topic, level="follow")
        MailChoice.objects.create(user=person, rhythm="once")
    with run_tasks():
        services.reply(topic=planted.topic, author=planted.topic.poster, content=f"@Referente @Passante {CANARY}")
        call_command("close_decisions")
    assert {address for message in mail.outbox for address in message.to} == {"referente@example.org"}
    assert not [message for message in mail.outbox if CANARY in str(message.message())]
