"""Words that fit no screen, and words read from the right: on a phone none pushes the page, none turns the others."""

from __future__ import annotations

import pytest
from django.utils import timezone

from events.services import announce
from forum.services import start_topic
from forum.spaces.services import make_spaces
from forum.templatetags.board_tags import topic_url
from surveillance.services import create_project

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

LONG = "Vidéosurveillancealgorithmique" * 4
ARABIC = "لا للكاميرات في حينا"
BODY = f"# {LONG}\n\nhttps://example.org/{LONG}\n\n{ARABIC} 2026!\n\nFrançais ensuite."


@pytest.fixture
def laid(live_site, collective, organiser, member):
    for user, name in ((organiser, "W" * 40), (member, "כלנית")):
        user.public_name = name
        user.save()
    collective.name = f"{LONG[:70]}"
    collective.introduction = BODY
    collective.save()
    space = make_spaces(collective=collective)
    topics = [
        start_topic(forum=space.public_forum, author=author, subject=subject, content=BODY)
        for author, subject in ((organiser, LONG), (member, ARABIC))
    ]
    events = [
        announce(
            hosts=[collective],
            by=None,
            title=title,
            commune=collective.commune,
            starts_at=timezone.now() + timezone.timedelta(days=3),
            summary=BODY,
        )
        for title in (LONG, ARABIC)
    ]
    projects = [
        create_project(by=None, name=title, communes=[collective.commune], kinds=["cameras"], summary=BODY)
        for title in (LONG, ARABIC)
    ]
    return {"topics": topics, "events": events, "projects": projects, "collective": collective, "space": space}


def addresses(laid):
    forum = laid["space"].public_forum
    return [
        "/",
        "/agenda/",
        "/agenda/?vue=mois",
        "/collectifs/",
        "/projets/",
        "/forum/",
        "/forum/tracking/unread-topics/",
        f"/forum/forum/{forum.slug}-{forum.pk}/",
        "/search/?q=Vid%C3%A9osurveillance",
        "/forum/search/?q=Fran%C3%A7ais",
        laid["collective"].get_absolute_url(),
        f"/communes/{laid['collective'].commune.pk}-marseille/",
        *(topic_url(topic) for topic in laid["topics"]),
        *(event.get_absolute_url() for event in laid["events"]),
        *(project.get_absolute_url() for project in laid["projects"]),
    ]


def test_no_title_or_name_pushes_a_page_past_a_phone(laid, phone, sign_in, member):
    sign_in(phone, member)
    wide = []
    for path in addresses(laid):
        answer = phone.goto(path)
        if answer.status != 200:
            wide.append(f"{path} answers {answer.status}")
        width = phone.evaluate("document.documentElement.scrollWidth")
        if width > 360:
            wide.append(f"{path}: {width} px")
    assert wide == []


SIDES = """text => [...document.querySelectorAll('main *')]
    .filter(one => [...one.childNodes].some(n => n.nodeType === 3 && n.textContent.includes(text)))
    .map(one => [one.closest('[dir="auto"], bdi')?.dir ?? null, getComputedStyle(one).unicodeBidi, one.textContent])"""


def test_words_read_from_the_right_turn_nothing_around_them(laid, phone, sign_in, member):
    sign_in(phone, member)
    bare, met = [], 0
    for path in addresses(laid):
        phone.goto(path)
        for text in (ARABIC, "כלנית"):
            for side, bidi, words in phone.evaluate(SIDES, text):
                met += 1
                if side is None and bidi not in ("isolate", "plaintext") and f"\u2068{text}" not in words:
                    bare.append(f"{path}: {words}")
        if ARABIC in phone.title():
            assert f"\u2068{ARABIC}\u2069" in phone.title()
    assert met > 15
    assert bare == []


def test_paragraphs_of_a_message_begin_each_on_their_own_side(laid, phone):
    phone.goto(topic_url(laid["topics"][1]))
    body = phone.locator(".post__body").first
    edges = body.evaluate(
        """body => [...body.querySelectorAll('p')].map(p => {
            const words = document.createRange(); words.selectNodeContents(p);
            const box = p.getBoundingClientRect(), inner = words.getBoundingClientRect();
            return [Math.round(inner.left - box.left), Math.round(box.right - inner.right)]; })"""
    )
    arabic, french = edges[-2], edges[-1]
    assert arabic[0] > arabic[1] and french[0] < french[1]


def test_outline_of_a_topic_has_no_hole(laid, phone, axe):
    phone.goto(topic_url(laid["topics"][0]))
    levels = phone.evaluate("[...document.querySelectorAll('main :is(h1,h2,h3,h4,h5,h6)')].map(h => +h.tagName[1])")
    assert levels[0] == 1 and levels.count(1) == 1 and 3 in levels
    assert [pair for pair in zip(levels, levels[1:], strict=False) if pair[1] > pair[0] + 1] == []
    axe(phone)
