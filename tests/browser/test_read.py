"""The job: read. By keyboard, without script, on a phone, on paper."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from forum import services
from forum.deciding.services import decisions
from forum.spaces.services import make_spaces
from forum.templatetags.board_tags import forum_url, topic_url

pytestmark = pytest.mark.browser


def focused(page):
    return page.evaluate("document.activeElement.id")


def test_shortcuts_walk_answer_search_and_can_be_switched_off(live_site, page, sign_in, collective, member, axe):
    forum = make_spaces(collective=collective).public_forum
    topic = services.start_topic(forum=forum, author=member, subject="Affiches", content="Où ?")
    posts = [topic.first_post, *(services.reply(topic=topic, author=member, content=f"Là {n}") for n in range(3))]
    sign_in(page, member)
    page.goto(topic_url(topic))
    walked = []
    for key in "jjjkj":
        page.keyboard.press(key)
        walked.append(focused(page))
    assert walked == [str(posts[at].pk) for at in (0, 1, 2, 1, 2)]
    page.keyboard.press("Control+k")
    assert focused(page) == str(posts[2].pk)

    page.keyboard.press("r")
    page.keyboard.type("jkruq/?")
    assert page.get_by_label("Message", exact=True).input_value() == "jkruq/?"
    page.get_by_label("Message", exact=True).fill("")

    page.locator("h1").click()
    page.keyboard.press("?")
    dialog = page.get_by_role("dialog", name="Raccourcis clavier")
    dialog.get_by_role("row", name="j message suivant").wait_for()
    axe(page)
    dialog.get_by_label("Utiliser les raccourcis").uncheck()
    page.keyboard.press("Escape")
    dialog.wait_for(state="detached")

    page.goto(forum_url(forum))
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement === document.body")
    page.get_by_role("link", name="Raccourcis clavier").click()
    tick = page.get_by_label("Utiliser les raccourcis")
    assert not tick.is_checked()
    tick.check()

    page.goto(forum_url(forum))
    page.keyboard.press("j")
    page.keyboard.press("o")
    page.wait_for_url(live_site + topic_url(topic))
    page.keyboard.press("u")
    page.wait_for_url(re.compile("/unread-topics/$"))
    page.keyboard.press("/")
    page.wait_for_url(re.compile("/forum/search/$"))
    page.keyboard.press("/")
    assert focused(page) == "id_q"


def test_topic_fits_a_phone_and_prints_its_words_alone(live_site, phone, sign_in, collective, member):
    forum = make_spaces(collective=collective).public_forum
    words = f"Voir [le compte rendu](https://example.org/cr)\n\n{'x' * 200}"
    topic = services.start_topic(forum=forum, author=member, subject="Affiches", content=words, tags=["budget"])
    sign_in(phone, member)
    phone.goto(topic_url(topic))
    assert phone.evaluate("document.documentElement.scrollWidth") == 360
    phone.emulate_media(media="print")
    shown = phone.locator("main").inner_text()
    assert "Voir le compte rendu" in shown and "Membre" in shown and str(topic_url(topic)) in shown
    for furniture in (".post__actions", "form", ".forum-keys", ".pagination", "#reply", ".site-nav"):
        assert phone.locator(f"{furniture}:visible").count() == 0, furniture
    after = "getComputedStyle(document.querySelector('.post__body a'), '::after').content"
    assert "https://example.org/cr" in phone.evaluate(after)


def test_first_message_below_a_decision_stands_on_the_first_screen_of_a_phone(live_site, phone, collective, member):
    """At most 400 pixels from the top: 320 below the head of every page."""
    forum = make_spaces(collective=collective).public_forum
    subject = "Préparer une première cartopartie"
    tags = ["cartopartie", "débuter"]
    topic = services.start_topic(forum=forum, author=member, subject=subject, content="Par où commencer ?", tags=tags)
    end = timezone.now() + timedelta(days=15)
    question = "Une heure, dans le centre, fin mars ?"
    decisions.open_decision(topic=topic, by=member, question=question, closes_at=end, nameless=False)
    phone.goto(topic_url(topic))
    first = phone.locator(".posts > .post").first.bounding_box()["y"]
    head = phone.locator("body > header").bounding_box()
    assert first - head["y"] - head["height"] <= 320
    fold = phone.locator("#topic-decision details")
    assert fold.get_attribute("open") is None and fold.bounding_box()["height"] < 120
    fold.locator("summary").press("Enter")
    phone.get_by_text("posée par Membre").wait_for()
    assert phone.evaluate("document.documentElement.scrollWidth") == 360


def test_list_of_shortcuts_is_read_without_script(live_site, page_without_script):
    page_without_script.goto("/forum/")
    page_without_script.get_by_role("link", name="Raccourcis clavier").click()
    page_without_script.get_by_role("cell", name="message suivant, ou ligne suivante d’une liste").wait_for()
    assert page_without_script.get_by_role("checkbox").count() == 0
