"""Writing with script: the toolbar by keyboard, the preview in its place, drafts saved while one types, quotes."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from forum import services
from forum.models import Draft
from forum.spaces.services import make_spaces
from forum.templatetags.board_tags import topic_url

pytestmark = pytest.mark.browser

COPIES = "Object.keys(localStorage).filter((name) => name.startsWith('draft:')).length"


@pytest.fixture
def topic(collective, organiser):
    forum = make_spaces(collective=collective).public_forum
    words = "Le conseil vote **jeudi**.\n\nQui vient ?"
    return services.start_topic(forum=forum, author=organiser, subject="Jeudi", content=words)


def test_words_are_laid_out_previewed_quoted_kept_and_sent(live_site, page, sign_in, axe, member, topic):
    sign_in(page, member)
    page.goto(topic_url(topic))
    area = page.get_by_label("Message")

    # The toolbar, by keyboard: one stop, then arrows; the shortcut does the same, and undo takes it back.
    area.fill("au moins dix")
    area.select_text()
    page.get_by_role("button", name="Gras").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    assert area.input_value() == "*au moins dix*"
    page.keyboard.press("Control+z")
    assert area.input_value() == "au moins dix"
    area.select_text()
    page.keyboard.press("Control+b")
    assert area.input_value() == "**au moins dix**"
    axe(page)

    # The preview comes without leaving the page, from the server's own rendering.
    page.get_by_role("button", name="Aperçu").click()
    assert page.locator(".post--preview strong").inner_text() == "au moins dix"
    assert page.url == live_site.url + topic_url(topic)

    # It is kept while one types, and no copy stays on the device once the server has it.
    page.get_by_text("Brouillon enregistré à").wait_for()
    assert page.evaluate(COPIES) == 0
    assert Draft.objects.get().content == "**au moins dix**"

    # Words marked in a post are quoted; so is a whole post.
    page.locator(".posts strong").dblclick()
    page.locator("[data-quote-selection]").click()
    assert area.input_value().endswith("a écrit :\n>\n> jeudi\n\n")
    page.locator("a[data-quote]").click()
    expect(area).to_have_value(re.compile(r"> Le conseil vote \*\*jeudi\*\*\.\n>\n> Qui vient \?\n\n$"))

    page.get_by_role("button", name="Envoyer").click()
    page.locator("blockquote", has_text="Qui vient ?").wait_for()
    assert area.input_value() == ""
    assert not Draft.objects.exists()


def test_words_survive_a_server_out_of_reach_and_nobody_elses_eyes(live_site, page, sign_in, member, outsider, topic):
    sign_in(page, member)
    page.goto(topic_url(topic))
    page.route("**/post/create/", lambda route: route.abort())
    page.get_by_label("Message").fill("Écrit dans le train")
    page.get_by_text("Gardé sur cet appareil").wait_for()
    page.reload()
    assert page.get_by_label("Message").input_value() == "Écrit dans le train"

    # Whoever opens the forum next on this computer reads nothing of it.
    page.unroute_all()
    page.context.clear_cookies()
    page.goto(topic_url(topic))
    assert "train" not in page.evaluate("JSON.stringify({...localStorage})")
    sign_in(page, outsider)
    page.goto(topic_url(topic))
    assert page.evaluate(COPIES) == 0


def test_a_name_is_completed_by_keyboard(live_site, page, sign_in, axe, member, organiser, topic):
    sign_in(page, member)
    page.goto(topic_url(topic))
    area = page.get_by_label("Message")
    area.press_sequentially("Merci @ref")
    page.get_by_role("option", name="Referente").wait_for()
    axe(page)
    area.press("Enter")
    assert area.input_value() == "Merci @Referente "
    page.get_by_role("button", name="Envoyer").click()
    page.get_by_role("link", name="@Referente").wait_for()
