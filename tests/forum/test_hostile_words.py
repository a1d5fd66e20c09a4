"""Hostile words in every place where people write, looked at in whole pages as a browser reads them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from bleach._vendor import html5lib
from django.test import Client
from django.utils import timezone

from forum import services
from forum.addresses import profile_address
from forum.deciding.services import decisions as deciding
from forum.deciding.services import polls
from forum.models import PublicProfile
from forum.moderation.services import moderating
from forum.templatetags.board_tags import forum_url, topic_url
from tests.feeds import root_of
from tests.safety.payloads import INSIDE, every_payload

pytestmark = pytest.mark.django_db
PLACES = ("/forum/", "/forum/search/?q=alert", "/forum/tags/", "/search/?q=alert")
ADDRESSES = ("href", "src", "action", "formaction", "data", "poster", "cite", "background", "srcset")


def faults_in(page: str) -> list[str]:
    """What a page of ours never holds: handlers, styles, schemes that run, scripts and frames of others."""
    faults = []
    for element in html5lib.parse(page, treebuilder="etree", namespaceHTMLElements=False).iter():
        if not isinstance(element.tag, str):
            continue
        attributes = {str(name).rpartition("}")[2]: value.strip() for name, value in element.attrib.items()}
        wrong: list[Any] = [name for name in attributes if name.startswith("on") or name == "style"]
        wrong += [attributes[name] for name in ADDRESSES if not _leads_somewhere(attributes.get(name, "/"))]
        if element.tag in {"iframe", "object", "embed", "base", "frame", "applet"}:
            wrong.append(element.tag)
        if element.tag == "script" and (element.text or not attributes.get("src", "").startswith("/static/")):
            wrong.append("script")
        if element.tag == "meta" and "http-equiv" in attributes:
            wrong.append("meta")
        faults += [f"{element.tag} {fault}" for fault in wrong]
    return faults


def _leads_somewhere(address: str) -> bool:
    return ":" not in address.split("/")[0].split("?")[0].split("#")[0] or address.startswith(
        ("http://", "https://", "mailto:")
    )


def test_judge_of_pages_sees_what_is_wrong():
    for wrong in ["<p onclick=x>", "<script>x</script>", "<a href=javascript:x>", "<iframe>", "<p style=x>", "<base>"]:
        assert faults_in(f"<!doctype html><body>{wrong}"), wrong


@pytest.fixture
def hostile(space, write, member, organiser, outsider):
    """A topic where everything that people can write is hostile, and the pages that show it."""
    # Forms refuse NUL, and PostgreSQL does not take it.
    sample = [words.replace("\0", "") for words in (*INSIDE, *every_payload()[::211])]
    one = INSIDE[3]
    type(member).objects.filter(pk=member.pk).update(public_name="<svg/onload=alert(1)>")
    member.refresh_from_db()
    topic = write(space.public_forum, member, subject=one + INSIDE[0], content=sample[0], tags=[one[:30], "<script>x"])
    for words in sample:
        services.reply(topic=topic, author=member, content=words)
    services.edit_post(post=topic.first_post, editor=organiser, content="\n\n".join(INSIDE), reason=one)
    polls.open_poll(topic=topic, question=one, options=[*INSIDE], max_options=1, closes_at=None, user_changes=True)
    until = timezone.now() + timedelta(days=2)
    decision = deciding.open_decision(topic=topic, by=member, question=one, closes_at=until, nameless=False)
    deciding.give_voice(decision=decision, voter=member, choice="block", reason=one)
    PublicProfile.objects.create(user=member, words="\n\n".join(sample)[:1000])
    last = topic.posts.order_by("-pk").first()
    moderating.flag(post=last, by=outsider, reason="other", words=one)
    moderating.hide(post=last, by=organiser, reason=one)
    return topic


def test_no_page_acts_on_what_people_wrote(hostile, space, member, organiser, client_of):
    last = hostile.posts.order_by("-pk").first()
    addresses = [
        *PLACES, topic_url(hostile), f"{topic_url(hostile)}?page=2", forum_url(space.public_forum),
        profile_address("<svg/onload=alert(1)>"), f"/forum/posts/{hostile.first_post_id}/history/",
        f"/forum/posts/{last.pk}/moderate/", "/forum/moderation/log/", "/a-traiter/",
        f"/forum/polls/topic/{hostile.pk}/vote/",
        f"/forum/topics/{hostile.pk}/split/", space.collective.get_absolute_url(), "/",
    ]  # fmt: skip
    shown = 0
    for client in (Client(), client_of(member), client_of(organiser)):
        for address in addresses:
            answer = client.get(address)
            if answer.status_code == 200:
                assert faults_in(answer.text) == [], address
                shown += "alert(1)" in answer.text
    assert shown > 15


def test_no_feed_acts_on_what_people_wrote(hostile, space):
    page = Client().get(topic_url(hostile)).text
    feeds = {part.split('"')[0] for part in page.split('href="') if "/feeds/" in part.split('"')[0]}
    assert feeds
    for address in feeds:
        feed = root_of(Client().get(address).content)
        for entry in feed.iter():
            if entry.attrib.get("type") == "html":
                assert faults_in(f"<!doctype html><body>{entry.text}") == [], address


def test_preview_does_not_act_either(space, write, member, client_of):
    topic = write(space.public_forum, member)
    forum = topic.forum
    address = f"/forum/forum/{forum.slug}-{forum.pk}/topic/{topic.slug}-{topic.pk}/post/create/"
    typed = {"content": "\n\n".join([*INSIDE, *every_payload()[::401]]), "preview": "1"}
    answer = client_of(member).post(address, typed)
    assert answer.status_code == 200 and faults_in(answer.text) == []
