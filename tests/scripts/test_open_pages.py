"""What keeps an open page up to date: the socket and its patience, parts that change under a reader, a programme."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import expect

from tests.browsers import wait_until

pytestmark = pytest.mark.browser

# Every pause is what it is about; what the page is told, asks and hears of its socket is written down.
KEEP_UP = """async (found) => {
    Math.random = () => 0.5;
    const start = Date.now();
    Object.assign(window, { told: [], asked: [], states: [], found });
    const ask = async () => {
        window.asked.push((Date.now() - start) / 1000);
        if (window.found === "unanswered") throw new Error("No answer.");
        return window.found;
    };
    const [told, state] = [(message) => window.told.push(message.event), (open) => window.states.push(open)];
    (await import("/js/live_socket.js")).keepUp("/ws/", { told, ask, state });
}"""
TICKS = """<form data-programme="7"><input type="checkbox" name="s" value="1"><input type="checkbox" name="s" value="2">
    <output data-count></output><button type="button" data-forget>Forget</button></form>"""
POLL = """<div id="poll" data-part><div data-shown><h2 id="question">Thursday?</h2>
    <details><summary>More</summary></details>%s</div><p data-note data-changed="Changed." data-over="Over." hidden></p>
    <form action="/vote"><input type="checkbox" name="a"></form></div>"""
SHOW = """async (text) => {
    const { showHead } = await import("/js/topic_head.js");
    showHead(new DOMParser().parseFromString(text, "text/html"));
}"""


EVERY_MINUTE = json.dumps({"event": "state", "every": 60})


def keep_up(stage, found: str):
    page = stage("")
    page.evaluate(KEEP_UP, found)
    return page


# -- live_socket.js --------------------------------------------------------------------------------------------------
def test_socket_that_is_shut_is_tried_again_more_and_more_rarely(still_stage):
    still_stage.connect = lambda socket: socket.close()
    page = keep_up(still_stage, "unanswered")
    for tries, pause in enumerate([500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000], 1):
        wait_until(page, f"window.states.length === {tries}")
        page.clock.run_for(pause - 1)
        assert len(still_stage.sockets) == tries, pause
        page.clock.run_for(1)
        wait_until(page, f"window.states.length === {tries + 1}")
        assert len(still_stage.sockets) == tries + 1, pause


def test_page_without_a_socket_asks_by_itself_more_and_more_rarely(still_stage):
    still_stage.connect = lambda socket: socket.close()
    page = keep_up(still_stage, "same")
    for _second in range(36):
        page.clock.run_for(500)
    assert page.evaluate("window.asked") == [2, 5, 9.5, 16.25]
    page.evaluate("window.found = 'new'")
    page.clock.run_for(11_000)
    before = page.evaluate("window.asked.length")
    page.clock.run_for(2_000)
    assert page.evaluate("window.asked.length") == before + 1, "what was news may be followed by more"


def test_page_that_has_nothing_to_ask_for_any_more_stops(still_stage):
    still_stage.connect = lambda socket: socket.close()
    page = keep_up(still_stage, "over")
    page.clock.run_for(2_000)
    tries = len(still_stage.sockets)
    page.clock.run_for(600_000)
    assert page.evaluate("window.asked") == [2] and len(still_stage.sockets) == tries


def test_socket_that_says_nothing_is_none_after_ten_seconds(still_stage):
    page = keep_up(still_stage, "unanswered")
    page.clock.run_for(9_999)
    assert page.evaluate("window.states") == []
    page.clock.run_for(1)
    assert page.evaluate("window.states") == [False]
    page.clock.run_for(500)
    assert len(still_stage.sockets) == 2


def test_page_with_a_socket_is_told_and_asks_as_rarely_as_the_server_says(still_stage):
    still_stage.connect = lambda socket: socket.send(EVERY_MINUTE)
    page = keep_up(still_stage, "same")
    wait_until(page, "window.states.length === 1")
    still_stage.sockets[0].send(json.dumps({"event": "posted"}))
    wait_until(page, "window.told.length === 2")
    page.clock.run_for(59_000)
    assert page.evaluate("[window.states, window.told, window.asked.length]") == [[True], ["state", "posted"], 0]
    page.clock.run_for(1_000)
    assert page.evaluate("window.asked.length") == 1 and len(still_stage.sockets) == 1


def test_socket_that_should_have_told_is_given_up_for_another(still_stage):
    still_stage.connect = lambda socket: socket.send(EVERY_MINUTE)
    page = keep_up(still_stage, "new")
    wait_until(page, "window.states.length === 1")
    page.clock.run_for(60_000)
    wait_until(page, "window.states.length === 3")
    assert page.evaluate("window.states") == [True, False, True] and len(still_stage.sockets) == 2


def test_page_in_the_background_lets_go_and_comes_back(still_stage):
    still_stage.connect = lambda socket: socket.send(EVERY_MINUTE)
    page = keep_up(still_stage, "same")
    wait_until(page, "window.states.length === 1")
    hide = """(hidden) => {
        Object.defineProperty(document, "hidden", { configurable: true, get: () => hidden });
        document.dispatchEvent(new Event("visibilitychange"));
    }"""
    page.evaluate(hide, True)
    page.clock.run_for(59_999)
    assert page.evaluate("window.states") == [True]
    page.clock.run_for(1)
    asked = page.evaluate("window.asked.length")
    page.clock.run_for(600_000)
    assert page.evaluate("window.states") == [True, False] and page.evaluate("window.asked.length") == asked
    page.evaluate(hide, False)
    wait_until(page, "window.states.length === 3")
    assert len(still_stage.sockets) == 2


# -- steady.js, topic_head.js ----------------------------------------------------------------------------------------
def test_what_is_read_stays_where_it_is_when_something_comes_above(stage):
    posts = "".join(
        f'<article class="post" id="{n}" style="height: 400px"><a href="#{n}">{n}</a></article>' for n in range(9)
    )
    page = stage(f"<style>html {{ overflow-anchor: none; }}</style>{posts}")  # no help from the browser
    page.evaluate("window.scrollTo(0, 1700)")
    page.evaluate(
        """async () => {
            const { steadily } = await import("/js/steady.js");
            document.querySelector("[id='4'] a").focus({ preventScroll: true });
            window.before = document.getElementById("5").getBoundingClientRect().top;
            steadily(() => {
                document.getElementById("0").insertAdjacentHTML("beforebegin", "<p style='height: 300px'>New</p>");
                const post = document.getElementById("4");
                post.replaceWith(post.cloneNode(true));
            });
        }"""
    )
    assert page.evaluate("document.getElementById('5').getBoundingClientRect().top - window.before") == 0
    assert page.evaluate("document.activeElement.getAttribute('href')") == "#4"


def test_part_that_changed_takes_the_place_of_what_stood_there(stage):
    page = stage(POLL % "Two voices")
    page.evaluate(SHOW, POLL % "Two voices")
    page.evaluate("document.querySelector('details').open = true")
    page.evaluate(SHOW, POLL % "Three voices")
    expect(page.locator("#poll")).to_contain_text("Three voices")
    assert page.evaluate("document.querySelector('details').open"), "what was unfolded stays so"


FOLD = """<div id="poll" data-part><details id="fold"><summary data-shown><h2 id="question">Thursday?</h2>%s</summary>
    <div data-shown>%s</div><p data-note data-changed="Changed." data-over="Over." hidden></p>
    <form action="/vote"><input type="checkbox" name="a"></form></details></div>"""


def test_fold_whose_own_line_changes_stays_as_it_was_left(stage):
    page = stage(FOLD % ("1 voice", "one"))
    page.evaluate(SHOW, FOLD % ("1 voice", "one"))
    page.evaluate("document.querySelector('details').open = true")
    page.evaluate(SHOW, FOLD % ("2 voices", "two"))
    expect(page.locator("summary")).to_contain_text("2 voices")
    assert page.evaluate("document.querySelector('details').open")


def test_line_and_numbers_change_around_a_form_that_somebody_fills_in(stage):
    page = stage(FOLD % ("1 voice", "one"))
    page.evaluate(SHOW, FOLD % ("1 voice", "one"))
    page.evaluate("document.querySelector('details').open = true")
    page.locator("input").check()
    page.evaluate(SHOW, FOLD % ("2 voices", "two"))
    expect(page.locator("summary")).to_contain_text("2 voices")
    expect(page.locator("div[data-shown]")).to_have_text("two")
    expect(page.locator("input")).to_be_checked()
    expect(page.locator("[data-note]")).to_have_text("Changed.")


@pytest.mark.parametrize(("action", "said"), [("/vote", "Changed."), ("/elsewhere", "Over.")])
def test_form_that_somebody_fills_in_stays_and_a_line_says_what_happened(stage, action, said):
    page = stage(POLL % "Two voices")
    page.evaluate(SHOW, POLL % "Two voices")
    page.locator("input").check()
    page.evaluate(SHOW, (POLL % "Three voices").replace("/vote", action))
    expect(page.locator("input")).to_be_checked()
    expect(page.locator("[data-note]")).to_have_text(said)
    expect(page.locator("[data-shown]")).to_contain_text("Three voices")


# -- programme.js ----------------------------------------------------------------------------------------------------
def test_programme_remembers_what_one_wants_to_see_until_it_forgets(stage):
    page = stage(TICKS, "programme")
    expect(page.locator("[data-forget]")).to_be_hidden()
    page.locator("[value='2']").check()
    expect(page.locator("[data-count]")).to_have_text("1")
    page = stage(TICKS, "programme")
    assert page.evaluate("[...document.querySelectorAll('input')].map((one) => one.checked)") == [False, True]
    stage(TICKS.replace('"7"', '"8"'), "programme")
    expect(page.locator("[data-count]")).to_have_text("0")
    stage(TICKS, "programme")
    page.locator("[data-forget]").click()
    expect(page.locator("[value='2']")).not_to_be_checked()
    assert page.evaluate("localStorage.length") == 0


def test_programme_whose_memory_is_torn_begins_anew(stage):
    page = stage("<script>localStorage.setItem('programme:7', '{')</script>" + TICKS, "programme")
    page.locator("[value='1']").check()
    assert page.evaluate("localStorage['programme:7']") == '["1"]'
