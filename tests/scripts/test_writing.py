"""What helps with writing in the forum: typing, the toolbar, quoting, mentions, keys."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browsers import wait_until

pytestmark = pytest.mark.browser

TYPE = """async ([value, start, end, words]) => {
    const { type } = await import("/js/typing.js");
    const area = document.querySelector("textarea");
    area.value = value;
    let heard = 0;
    area.addEventListener("input", () => { heard += 1; }, { once: true });
    type(area, words, start, end);
    return [area.value, area.selectionStart, heard];
}"""
PRESS = """([name, value, start, end]) => {
    const area = document.querySelector("textarea");
    area.value = value;
    area.setSelectionRange(start, end);
    document.getElementById(name).click();
    return [area.value, area.value.slice(area.selectionStart, area.selectionEnd)];
}"""
TOOLBAR = """<form data-writing><textarea name="content"></textarea><div class="toolbar" hidden>
    <button type="button" id="bold" data-around="**" aria-keyshortcuts="Control+B">b</button>
    <button type="button" id="code" data-around="`" data-block="```">c</button>
    <button type="button" id="quote" data-lines="&gt; ">q</button>
    <button type="button" id="fold" data-block="::: more">f</button>
    <button type="button" id="link" data-link>l</button>
    <button type="button" id="note">n</button></div></form>"""
POST = """<div class="posts"><article class="post" id="3"><span class="post__name"> Li[l]a_ </span>
    <div class="post__author"><p class="meta"><a href="#3">today</a></p></div>
    <div class="post__body"><p>One</p><p>Two</p></div><a data-quote href="/quote">Quote</a></article></div>
    <form data-writing><textarea name="content">%s</textarea></form>
    <button data-quote-selection data-head="[NAME](ADDRESS):" hidden>Quote</button>"""
PEOPLE = '<form><textarea name="content"></textarea><ul data-people="/people" hidden></ul></form>'
KEYS = """<a data-keys href="/keys" data-search="/search">Keys</a><form class="forum-form"><textarea></textarea></form>
    <div class="posts"><article class="post" id="1">One</article><article class="post" id="2">Two</article></div>"""


@pytest.mark.parametrize(
    ("value", "start", "end", "words", "then"),
    [
        ("ab", 1, 1, "-", ["a-b", 2, 1]),
        ("ab", 0, 1, "xyz", ["xyzb", 3, 1]),
        ("ab", 0, 2, "", ["", 0, 1]),
    ],
    ids=["between", "in place of what is marked", "nothing in its place"],
)
def test_typing_puts_words_where_it_is_told_and_others_hear_of_it(stage, value, start, end, words, then):
    page = stage("<textarea></textarea>")
    assert page.evaluate(TYPE, [value, start, end, words]) == then


def test_typing_can_be_undone(stage):
    page = stage("<textarea></textarea>")
    page.locator("textarea").press_sequentially("ab")
    page.evaluate(
        """async () => (await import("/js/typing.js")).type(document.querySelector("textarea"), "cd", 0, 2)"""
    )
    expect(page.locator("textarea")).to_have_value("cd")
    page.keyboard.press("Control+Z")
    expect(page.locator("textarea")).to_have_value("ab")


def test_toolbar_writes_markdown_around_what_is_marked(stage):
    page = stage(TOOLBAR, "writing")
    cases = {
        ("bold", "ab cd", 3, 5): ["ab **cd**", "cd"],
        ("bold", "ab **cd**", 5, 7): ["ab cd", "cd"],
        ("code", "ab", 0, 2): ["`ab`", "ab"],
        ("code", "a\nb", 0, 3): ["```\na\nb\n```\n", "a\nb"],
        ("quote", "a\nb", 0, 3): ["> a\n> b", ""],
        ("quote", "> a\n> b", 0, 7): ["a\nb", ""],
        ("quote", "x\ny", 2, 2): ["x\n\n> y", ""],
        ("fold", "a\nb", 2, 3): ["a\n\n::: more\nb\n:::\n", "b"],
        ("link", "word", 0, 4): ["[word](https://)", "https://"],
        ("link", "https://a.org/b", 0, 15): ["[](https://a.org/b)", ""],
        ("note", "a[^2] b", 7, 7): ["a[^2] b[^3]\n\n[^3]: ", ""],
    }
    assert {case: page.evaluate(PRESS, list(case)) for case in cases} == cases


def test_toolbar_is_one_stop_of_the_tab_key_and_has_its_shortcut(stage):
    page = stage(TOOLBAR, "writing")
    assert page.evaluate("[...document.querySelectorAll('button')].map((one) => one.tabIndex)") == [0] + [-1] * 5
    page.locator("#bold").focus()
    page.keyboard.press("ArrowLeft")
    assert page.evaluate("document.activeElement.id") == "note"
    page.locator("textarea").press("Control+b")
    expect(page.locator("textarea")).to_have_value("****")


def test_what_is_marked_is_quoted_below_what_was_begun(stage):
    page = stage(POST % "Begun", "quoting")
    page.evaluate("getSelection().selectAllChildren(document.querySelector('.post__body'))")
    page.locator("[data-quote-selection]").click()
    expect(page.locator("textarea")).to_have_value("Begun\n\n> [Li\\[l\\]a\\_](#3):\n>\n> One\n> Two\n\n")
    expect(page.locator("[data-quote-selection]")).to_be_hidden()


def test_nothing_outside_of_a_message_can_be_quoted(stage):
    page = stage("<p>Elsewhere</p>" + POST % "", "quoting")
    page.evaluate("getSelection().selectAllChildren(document.querySelector('.post__body'))")
    expect(page.locator("[data-quote-selection]")).to_be_visible()
    page.evaluate("getSelection().selectAllChildren(document.querySelector('p'))")
    expect(page.locator("[data-quote-selection]")).to_be_hidden()


@pytest.mark.parametrize(("begun", "apart"), [("", ""), ("a\n", "a\n\n"), ("a\n\n", "a\n\n")])
def test_whole_message_is_quoted_with_one_empty_line_before(stage, begun, apart):
    stage.answers["/quote"] = {"json": {"quote": "> All\n\n"}}
    page = stage(POST % begun, "quoting")
    page.locator("a[data-quote]").click()
    expect(page.locator("textarea")).to_have_value(f"{apart}> All\n\n")


def test_message_that_cannot_be_fetched_is_quoted_on_a_page_of_its_own(stage):
    stage.answers["/quote"] = lambda request: {"body": "no JSON", "content_type": "text/html"}
    page = stage(POST % "", "quoting")
    page.locator("a[data-quote]").click()
    page.wait_for_url("**/quote")


def test_name_is_offered_behind_a_sign_and_taken_with_enter(stage):
    stage.answers["/people"] = {"json": {"names": ["Lila", "Lior"]}}
    page = stage(PEOPLE, "mentions")
    area = page.locator("textarea")
    area.press_sequentially("a@li")
    assert stage.asked_for("/people") == [], "an address"
    area.press_sequentially(" (@li")
    expect(page.locator("[role=option][aria-selected=true]")).to_have_text("Lila")
    area.press("ArrowUp")
    expect(page.locator("[role=option][aria-selected=true]")).to_have_text("Lior")
    area.press("Enter")
    expect(area).to_have_value("a@li (@Lior ")
    expect(page.locator("[data-people]")).to_be_hidden()


def test_beginning_that_nobody_has_is_asked_for_once(stage):
    stage.answers["/people"] = {"json": {"names": []}}
    page = stage(PEOPLE, "mentions")
    with page.expect_response("**/people?q=z"):
        page.locator("textarea").press_sequentially("@z")
    page.wait_for_timeout(50)
    page.locator("textarea").press_sequentially("zz")
    assert len(stage.asked_for("/people")) == 1
    page.locator("textarea").fill("@y")
    wait_until(page, "performance.getEntriesByType('resource').some((one) => one.name.endsWith('q=y'))")


def test_escape_takes_away_what_is_offered(stage):
    stage.answers["/people"] = {"json": {"names": ["Lila"]}}
    page = stage(PEOPLE, "mentions")
    page.locator("textarea").press_sequentially("@l")
    page.locator("[role=option]").wait_for()
    page.keyboard.press("Escape")
    expect(page.locator("[data-people]")).to_be_hidden()
    page.keyboard.press("Enter")
    expect(page.locator("textarea")).to_have_value("@l\n")


def test_keys_lead_through_messages_and_not_past_the_last(stage):
    page = stage(KEYS, "keys")
    places = []
    for key in ("j", "j", "j", "k"):
        page.keyboard.press(key)
        places.append(page.evaluate("document.activeElement.id"))
    assert places == ["1", "2", "2", "1"]


def test_keys_do_nothing_while_one_types_or_with_another_key_or_switched_off(stage):
    page = stage(KEYS, "keys")
    page.keyboard.press("Control+j")
    assert page.evaluate("document.activeElement.id") == ""
    page.keyboard.press("r")
    page.keyboard.type("jk")
    expect(page.locator("textarea")).to_have_value("jk")
    page.evaluate("localStorage.setItem('forum-keys', 'off')")
    stage(KEYS, "keys").keyboard.press("j")
    assert page.evaluate("document.activeElement.id") == ""
