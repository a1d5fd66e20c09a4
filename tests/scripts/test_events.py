"""What helps around an event: its rhythm in words while it is typed, texts to copy and to share."""

from __future__ import annotations

import json
import time
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

ANNOUNCE = """<form data-announce="/preview" action="/announce" target="elsewhere">
    <input name="day"><input name="hour"><input name="title">
    <select name="rhythm"><option value="">Once</option><option value="same-week">Each month</option></select>
    <input name="count"><button name="preview" value="1">See the next dates</button>
    <div data-preview role="status"></div></form><iframe name="elsewhere"></iframe>"""
DATES = """<div><p>%s</p><ol><li>14 May</li><li>11 June</li></ol></div>
    <datalist data-rhythms><option value="same-week" label="Every 2nd Thursday"></option>
    <option value="other" label="Of no choice here"></option></datalist>"""
NO_DATES = "<datalist data-rhythms></datalist>"
SHARE = """<textarea id="text">Thursday at 7</textarea><button data-copy="text" hidden>Copy</button>
    <button data-share="text" hidden>Share</button><p role="status" id="copied" data-done="Copied."
    data-failed="Not copied."></p><input aria-label="Message">"""
PHONE = "<script>navigator.share = async (what) => { (window.shared ??= []).push(what.text); %s };</script>"
WITHOUT_TLS = "http://site.test"


def drawn(words: str) -> dict[str, str]:
    """What the server answers to a day that was typed."""
    return {"body": DATES % words, "content_type": "text/html"}


def change(page, name: str, value: str) -> None:
    """Type into a field and leave it."""
    page.locator(f"[name={name}]").fill(value)
    page.locator(f"[name={name}]").blur()


def pasted(page) -> str:
    """What comes out of the clipboard when it is pasted into a message."""
    page.get_by_label("Message").focus()
    page.keyboard.press("Control+V")
    return page.get_by_label("Message").input_value()


def marked(page) -> str:
    """What a menu's "copy" would take from the text."""
    return page.evaluate(
        "(({ value, selectionStart, selectionEnd }) => value.slice(selectionStart, selectionEnd))"
        "(document.querySelector('textarea'))"
    )


# -- announce.js -----------------------------------------------------------------------------------------------------
def test_dates_show_while_an_event_is_typed_and_choices_say_what_they_mean(stage):
    stage.answers["/preview"] = drawn("Every month")
    page = stage(ANNOUNCE, "announce")
    change(page, "title", "Meeting")
    change(page, "hour", "19:00")
    assert stage.asked_for("/preview") == [], "without a day there are no dates"
    change(page, "day", "2026-05-14")
    expect(page.locator("[data-preview] li")).to_have_text(["14 May", "11 June"])
    assert page.locator("option").all_text_contents()[:2] == ["Once", "Every 2nd Thursday"]
    page.locator("[name=rhythm]").select_option("same-week")
    expect(page.locator("[name=rhythm]")).to_have_value("same-week")
    asked = [parse_qs(urlsplit(one.url).query) for one in stage.asked_for("/preview")]
    assert asked[0] == {"day": ["2026-05-14"], "hour": ["19:00"]}
    assert asked[1] == asked[0] | {"rhythm": ["same-week"]}


def test_dates_of_what_was_typed_last_stay_whichever_answer_comes_last(stage):
    page = stage(ANNOUNCE, "announce")
    held = []
    page.route("**/preview?*", lambda route: held.append(route))
    for number, day in enumerate(["2026-05-14", "2026-06-11"], 1):
        change(page, "day", day)
        end = time.monotonic() + 30
        while len(held) < number:
            assert time.monotonic() < end, f"not asked for {day}"
            page.wait_for_timeout(10)
    for route, words in ((held[1], "June"), (held[0], "May")):
        with page.expect_response("**/preview?*"):
            route.fulfill(**drawn(words))
    page.wait_for_timeout(20)
    expect(page.locator("[data-preview] p")).to_have_text("June")


def test_dates_stay_when_the_server_shows_none(stage):
    stage.answers["/preview"] = drawn("Every month")
    page = stage(ANNOUNCE, "announce")
    change(page, "day", "2026-05-14")
    expect(page.locator("[data-preview] li")).to_have_count(2)
    stage.answers["/preview"] = {"body": "Error", "status": 400}
    with page.expect_response("**/preview?*"):
        change(page, "day", "2026-06")
    page.wait_for_timeout(20)
    expect(page.locator("[data-preview] li")).to_have_count(2)


def test_button_shows_the_dates_without_sending_the_form(stage):
    stage.answers["/preview"] = drawn("Every month")
    page = stage(ANNOUNCE.replace('name="day"', 'name="day" value="2026-05-14"'), "announce")
    page.get_by_role("button").click()
    expect(page.locator("[data-preview] li")).to_have_count(2)
    assert stage.asked_for("/announce") == []


@pytest.mark.parametrize(
    ("day", "answer"),
    [("", {}), ("2026-05-14", {"status": 500}), ("2026-05-14", {"body": NO_DATES, "content_type": "text/html"})],
    ids=["no day", "no answer", "no date"],
)
def test_button_sends_the_form_which_says_why_there_are_no_dates(stage, day, answer):
    stage.answers["/preview"] = {"body": ""} | answer
    page = stage(ANNOUNCE.replace('name="day"', f'name="day" value="{day}"'), "announce")
    with page.expect_request("**/announce?*") as sent:
        page.get_by_role("button").click()
    assert "preview=1" in sent.value.url


# -- copy.js ---------------------------------------------------------------------------------------------------------
def test_text_is_copied_with_one_tap(stage):
    page = stage(SHARE, "copy")
    stage.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Copy").click()
    expect(page.get_by_role("status")).to_have_text("Copied.")
    assert pasted(page) == "Thursday at 7"


def test_text_is_copied_on_a_page_without_tls(stage):
    page = stage(SHARE.replace("at 7", "at 8"), "copy", site=WITHOUT_TLS)
    assert not page.evaluate("window.isSecureContext")
    page.get_by_role("button", name="Copy").click()
    expect(page.get_by_role("status")).to_have_text("Copied.")
    assert pasted(page) == "Thursday at 8"


def test_text_that_the_browser_does_not_let_us_copy_is_marked_for_its_menu(stage):
    page = stage(f"<script>document.execCommand = () => false;</script>{SHARE}", "copy", site=WITHOUT_TLS)
    page.get_by_role("button", name="Copy").click()
    expect(page.get_by_role("status")).to_have_text("Not copied.")
    assert marked(page) == "Thursday at 7"


def test_sharing_is_offered_where_there_is_some(stage):
    page = stage("<script>navigator.share = undefined;</script>" + SHARE, "copy")
    expect(page.get_by_role("button")).to_have_text(["Copy"])
    page = stage(PHONE % "" + SHARE, "copy")
    page.locator("textarea").fill("Thursday at 9")
    page.get_by_role("button", name="Share").click()
    assert page.evaluate("window.shared") == ["Thursday at 9"]
    expect(page.get_by_role("status")).to_have_text("")


@pytest.mark.parametrize(
    ("refusal", "said", "taken"), [("AbortError", "", ""), ("NotAllowedError", "Copied.", "Thursday at 7")]
)
def test_text_that_was_not_shared_is_copied_unless_nobody_wants_it(stage, refusal, said, taken):
    refuse = f"throw new DOMException('', {json.dumps(refusal)})"
    page = stage(PHONE % refuse + SHARE, "copy")
    stage.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Share").click()
    page.wait_for_timeout(20)
    expect(page.get_by_role("status")).to_have_text(said)
    assert marked(page) == taken
