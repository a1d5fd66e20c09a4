"""What follows the site on an open page: the counts in its head, a list of what waits, the messages of a topic."""

from __future__ import annotations

import json
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import expect

from tests.browsers import wait_until

pytestmark = pytest.mark.browser

AT_ONCE = "<script>Math.random = () => 0;</script>"  # pages wait by chance, so as not to ask all in one moment
EVERY_MINUTE = {"event": "state", "state": "1", "every": 60}
HEAD = '<ul><li data-counts="/counts">%s</li></ul><a href="#">Elsewhere</a>'
COUNTS = '<a href="/todo">To do <span>%s</span></a>'
LIST = """<div data-queue><form><input type="hidden" name="csrfmiddlewaretoken" value="%s"></form>%s
    <div role="status" data-queue-news></div>
    <template><p>What waits has changed. <a href="/">Show</a></p></template></div>"""
COUNTED = "document.dispatchEvent(new Event('counted'))"


def html(text: str) -> dict[str, str]:
    """A part of a page, as the server answers."""
    return {"body": text, "content_type": "text/html; charset=utf-8"}


def tell(stage, **message) -> None:
    """Say something by the socket that is open."""
    stage.sockets[-1].send(json.dumps(message))


def welcome(stage) -> None:
    """From now on every socket is opened, and the server speaks first."""
    stage.connect = lambda socket: socket.send(json.dumps(EVERY_MINUTE))


# -- header_live.js ----------------------------------------------------------------------------------------------------
def test_counts_in_the_head_change_when_the_page_is_told_and_keep_the_focus(stage):
    welcome(stage)
    page = stage(HEAD % COUNTS % 1, "header_live")
    wait_until(page, "document.querySelector('[data-live=on]')")
    assert [urlsplit(one.url).path for one in stage.sockets] == ["/ws/counts/"]
    page.get_by_role("link", name="To do").focus()
    stage.answers["/counts"] = html(COUNTS % 2)
    tell(stage, event="counts")
    expect(page.get_by_role("link", name="To do 2")).to_be_focused()
    page.get_by_role("link", name="Elsewhere").focus()
    stage.answers["/counts"] = html(COUNTS % 3)
    tell(stage, event="counts")
    expect(page.get_by_role("link", name="To do 3")).to_be_visible()
    expect(page.get_by_role("link", name="Elsewhere")).to_be_focused()


def test_counts_stay_when_the_server_does_not_answer(stage):
    welcome(stage)
    page = stage(HEAD % COUNTS % 1, "header_live")
    wait_until(page, "document.querySelector('[data-live=on]')")
    stage.answers["/counts"] = {"status": 500, "body": "Error"}
    with page.expect_response("**/counts"):
        tell(stage, event="counts")
    page.wait_for_timeout(20)
    expect(page.get_by_role("link", name="To do 1")).to_be_visible()


def test_counts_are_asked_for_once_the_socket_is_open_again(still_stage):
    welcome(still_stage)
    page = still_stage(HEAD % COUNTS % 1, "header_live")
    wait_until(page, "document.querySelector('[data-live=on]')")
    still_stage.sockets[0].close()
    wait_until(page, "document.querySelector('[data-live=off]')")
    assert still_stage.asked_for("/counts") == [], "nothing was missed before"
    still_stage.answers["/counts"] = html(COUNTS % 2)
    page.clock.run_for(750)
    expect(page.get_by_role("link", name="To do 2")).to_be_visible()


def test_counts_are_asked_for_by_the_clock_without_a_socket_until_one_is_signed_out(still_stage):
    still_stage.connect = lambda socket: socket.close()
    still_stage.answers["/counts"] = html(COUNTS % 2)
    page = still_stage(HEAD % COUNTS % 1, "header_live")
    page.clock.run_for(3_000)
    expect(page.get_by_role("link", name="To do 2")).to_be_visible()
    still_stage.answers["/counts"] = {"status": 403, "body": ""}
    with page.expect_response("**/counts"):
        page.clock.run_for(5_000)
    asked = len(still_stage.asked_for("/counts"))
    page.clock.run_for(600_000)
    assert len(still_stage.asked_for("/counts")) == asked
    expect(page.get_by_role("link", name="To do 2")).to_be_visible()


def test_counts_of_a_topic_page_are_told_by_its_own_socket(stage):
    stage.answers["/counts"] = html(COUNTS % 2)
    page = stage(HEAD % COUNTS % 1 + "<div data-since></div>", "header_live")
    assert stage.sockets == []
    page.evaluate("document.dispatchEvent(new Event('counts'))")
    expect(page.get_by_role("link", name="To do 2")).to_be_visible()


@pytest.mark.parametrize("script", ["header_live", "topic_live"])
def test_page_without_counts_or_messages_opens_no_socket(stage, script):
    page = stage("<p>Nothing to follow</p>", script)
    page.wait_for_timeout(20)
    assert stage.sockets == []


# -- queue_live.js -----------------------------------------------------------------------------------------------------
def test_list_of_what_waits_says_that_it_has_changed_and_stays_as_it_is(stage):
    page = stage(LIST % ("a", "<p>One waits</p>"), "queue_live")
    for words, said in (("One waits", 0), ("Two wait", 1), ("Three wait", 1), ("One waits", 0)):
        stage.answers["/"] = html(LIST % ("b", f"<p>{words}</p>"))  # the form's token is another each time
        with page.expect_response("http://localhost/"):
            page.evaluate(COUNTED)
        expect(page.get_by_role("status").get_by_role("link", name="Show")).to_have_count(said)
        expect(page.get_by_text("One waits")).to_be_visible()


def test_list_of_what_waits_says_nothing_when_the_server_does_not_answer(stage):
    page = stage(LIST % ("a", "<p>One waits</p>"), "queue_live")
    stage.answers["/"] = {"status": 503, "body": "Come back later"}
    with page.expect_response("http://localhost/"):
        page.evaluate(COUNTED)
    page.wait_for_timeout(20)
    expect(page.get_by_role("status")).to_be_empty()
    expect(page.get_by_text("One waits")).to_be_visible()


def test_list_of_what_waits_hears_of_it_from_the_head_of_its_page(stage):
    welcome(stage)
    stage.answers["/counts"] = html(COUNTS % 1)
    page = stage(HEAD % COUNTS % 1 + LIST % ("a", "<p>Lila</p>"), "queue_live", "header_live")
    wait_until(page, "document.querySelector('[data-live=on]')")
    stage.answers["/"] = html(LIST % ("b", "<p>Lior</p>"))  # as many as before, and another
    tell(stage, event="counts")
    expect(page.get_by_role("status")).to_contain_text("What waits has changed.")


# -- topic_live.js -----------------------------------------------------------------------------------------------------
class Topic:
    """A topic as the server has it: the messages it shows from one on, their state, what stands around them."""

    def __init__(self, stage, *numbers: int, page: int = 20) -> None:
        self.stage, self.page = stage, page
        self.posts = {number: f"Message {number}" for number in numbers}
        self.state, self.around, self.gone = 1, "Two voices", False
        stage.answers |= {"/since": self._since, "/head": self._head, "/seen": {"status": 204, "body": ""}}
        welcome(stage)

    def open(self, posts: slice = slice(None), script: str = AT_ONCE):
        """Its page, or that of some of its messages, once the socket is open."""
        news = """<p id="topic-heard" role="status"></p><p id="topic-news" hidden data-one="One new reply."
            data-many="# new replies." data-gone="Not here any more."><span></span> <a href="/topic">Show</a></p>"""
        style = """<style>html { overflow-anchor: none; } .post { height: 350px; }
            #topic-news { position: fixed; top: 0; }</style>"""
        token = '<input type="hidden" name="csrfmiddlewaretoken" value="token">'
        body = f"{style}{script}{self._poll()}{self._part(list(self.posts)[posts])}{news}{token}"
        page = self.stage(body, "topic_live")
        wait_until(page, "document.querySelector('[data-live=on]')")
        return page

    def tell(self, event: str, **more) -> None:
        """What the server says after a change."""
        tell(self.stage, event=event, **more)

    def _part(self, shown: list[int]) -> str:
        last = list(self.posts)[-1]
        more = " data-more" if shown[-1] != last else ""
        posts = "".join(
            f'<article class="post" id="{number}" data-drawn="{self.posts[number]}">{self.posts[number]}</article>'
            for number in shown
        )
        return (
            f'<div class="posts" data-topic="7" data-state="{self.state}" data-count="{len(self.posts)}" '
            f'data-latest="{last}" data-since="/since" data-head="/head" data-seen="/seen"{more}>{posts}</div>'
        )

    def _poll(self) -> str:
        return f'<div id="poll" data-part>{self.around}</div>'

    def _since(self, request) -> dict:
        number = int(parse_qs(urlsplit(request.url).query)["post"][0])
        if self.gone:
            return {"status": 404, "body": ""}
        if number not in self.posts:
            return {"status": 410, "body": ""}
        after = [other for other in self.posts if list(self.posts).index(other) >= list(self.posts).index(number)]
        return html(self._part(after[: self.page]))

    def _head(self, request) -> dict:
        return html(self._poll())


def shown(page) -> list[str]:
    """The messages on a page, in their order."""
    return page.locator(".post").all_text_contents()


def asked_from(stage) -> list[str]:
    """From which messages on a page has asked."""
    return [parse_qs(urlsplit(one.url).query)["post"][0] for one in stage.asked_for("/since")]


def test_message_of_somebody_else_comes_at_the_end_and_counts_as_read_once_it_is_seen(stage):
    topic = Topic(stage, 1)
    page = topic.open()
    topic.posts[2] = "Good evening"
    with page.expect_request("**/seen") as seen:
        topic.tell("posted", post=2)
    assert shown(page) == ["Message 1", "Good evening"]
    expect(page.get_by_role("status")).to_have_text("One new reply.")
    expect(page.get_by_role("link", name="Show")).to_be_hidden()
    assert seen.value.post_data == "post=2" and seen.value.headers["x-csrftoken"] == "token"
    assert asked_from(stage) == ["1"]


def test_reader_further_up_is_told_by_a_link_and_not_moved(stage):
    topic = Topic(stage, *range(1, 6))
    page = topic.open()
    page.evaluate("window.scrollTo(0, 400)")
    topic.posts |= {6: "Message 6", 7: "Message 7"}
    topic.tell("posted", post=7)
    expect(page.locator("#topic-news span")).to_have_text("2 new replies.")
    assert page.evaluate("window.scrollY") == 400 and stage.asked_for("/seen") == []
    with page.expect_request("**/seen") as seen:
        page.get_by_role("link", name="Show").click()
    assert seen.value.post_data == "post=7" and urlsplit(page.url).fragment == "6"
    expect(page.locator("#topic-news")).to_be_hidden()


def test_message_that_is_changed_or_taken_away_is_so_on_an_open_page(stage):
    topic = Topic(stage, 1, 2, 3)
    page = topic.open()
    topic.posts[1] = "Said better"
    topic.tell("changed", post=1)
    expect(page.locator("[id='1']")).to_have_text("Said better")
    del topic.posts[2]
    topic.tell("gone", post=2)
    expect(page.locator(".post")).to_have_text(["Said better", "Message 3"])
    assert asked_from(stage) == ["1"], "what is gone need not be asked for"
    del topic.posts[3]
    topic.tell("changed", post=3)
    expect(page.locator(".post")).to_have_text(["Said better"])
    topic.tell("changed", post=99)
    page.wait_for_timeout(50)
    assert asked_from(stage) == ["1", "3"], "what stands on another page is not asked for"


def test_reply_comes_even_when_the_message_before_it_was_taken_away(stage):
    topic = Topic(stage, 1, 2)
    page = topic.open()
    del topic.posts[2]
    topic.posts[3] = "Message 3"
    topic.tell("posted", post=3)
    expect(page.locator(".post")).to_have_text(["Message 1", "Message 3"])


def test_message_that_is_shown_again_comes_back_at_its_place(stage):
    topic = Topic(stage, 1, 3)
    page = topic.open()
    topic.posts = {1: "Message 1", 2: "Message 2", 3: "Message 3"}
    topic.tell("posted", post=2)
    expect(page.locator(".post")).to_have_text(["Message 1", "Message 2", "Message 3"])


def test_page_that_missed_many_messages_fetches_them_all_in_their_order(stage):
    topic = Topic(stage, 1, 2, page=3)
    page = topic.open()
    topic.posts |= {number: f"Message {number}" for number in range(3, 9)}
    topic.state, topic.around = 2, "Three voices"
    topic.tell("many")
    expect(page.locator(".post")).to_have_text([f"Message {number}" for number in range(1, 9)])
    expect(page.locator("#poll")).to_have_text("Three voices")
    expect(page.get_by_role("status")).to_have_text("6 new replies.")
    topic.tell("state", state="2")
    page.wait_for_timeout(50)
    assert asked_from(stage) == ["1", "3", "5", "7"], "what is known is not asked for again"


def test_earlier_page_is_told_of_replies_by_a_link_to_the_last(stage):
    topic = Topic(stage, *range(1, 5))
    page = topic.open(slice(0, 2))
    for number in (5, 6):
        topic.posts[number] = f"Message {number}"
        topic.tell("posted", post=number)
    expect(page.get_by_role("status")).to_have_text("2 new replies.")
    expect(page.get_by_role("link", name="Show")).to_have_attribute("href", "/topic?post=6#6")
    assert shown(page) == ["Message 1", "Message 2"] and asked_from(stage) == []
    topic.posts[1] = "Said better"
    topic.tell("changed", post=1)
    expect(page.locator("[id='1']")).to_have_text("Said better")
    expect(page.get_by_role("status")).to_have_text("2 new replies.")
    topic.posts |= {1: "Said best", 7: "Message 7"}  # of the seventh nobody told
    topic.tell("changed", post=1)
    expect(page.get_by_role("status")).to_have_text("3 new replies.")
    expect(page.get_by_role("link", name="Show")).to_have_attribute("href", "/topic?post=7#7")


def test_however_many_vote_the_page_looks_once_at_what_stands_around(still_stage):
    topic = Topic(still_stage, 1, 2)
    page = topic.open()
    topic.around = "Three voices"
    for state in (2, 3, 4):
        topic.tell("head", states=[str(state - 1), str(state)])
    topic.tell("gone", post=2)
    expect(page.locator(".post")).to_have_count(1)  # what was said before has arrived
    with page.expect_response("**/head"):
        page.clock.run_for(100)
    expect(page.locator("#poll")).to_have_text("Three voices")
    topic.tell("head", states=["4", "5"])
    topic.tell("state", state="5")  # known already
    topic.around = "Four voices"
    page.clock.run_for(2_500)
    assert len(still_stage.asked_for("/head")) == 1
    page.clock.run_for(600)
    expect(page.locator("#poll")).to_have_text("Four voices")
    assert len(still_stage.asked_for("/head")) == 2 and asked_from(still_stage) == []


def test_poll_that_closes_by_itself_is_looked_at_then(still_stage):
    topic = Topic(still_stage, 1)
    closing = "<script>document.querySelector('[data-part]').dataset.until = Date.now() / 1000 + 30;</script>"
    topic.around += closing
    page = topic.open()
    topic.around = "Over"
    page.clock.run_for(29_000)
    assert still_stage.asked_for("/head") == []
    page.clock.run_for(1_500)
    expect(page.locator("#poll")).to_have_text("Over")


def test_page_without_a_socket_finds_by_the_clock_what_it_missed(still_stage):
    topic = Topic(still_stage, 1)
    page = topic.open()
    still_stage.connect = lambda socket: socket.close()
    still_stage.sockets[-1].close()
    wait_until(page, "document.querySelector('[data-live=off]')")
    page.evaluate("document.addEventListener('counts', () => { window.counts = (window.counts ?? 0) + 1; })")
    topic.posts[2], topic.state = "Message 2", 2
    page.clock.run_for(3_000)
    expect(page.locator(".post")).to_have_text(["Message 1", "Message 2"])
    assert page.evaluate("window.counts") >= 1, "the head of the page has no socket either"


def test_topic_that_cannot_be_read_any_more_says_so_and_is_asked_for_no_more(still_stage):
    topic = Topic(still_stage, 1)
    page = topic.open()
    topic.gone = True
    page.clock.run_for(61_000)
    expect(page.get_by_role("status")).to_have_text("Not here any more.")
    expect(page.locator("#topic-news")).to_be_visible()
    asked = len(still_stage.asked)
    page.clock.run_for(600_000)
    assert len(still_stage.asked) == asked
    assert shown(page) == ["Message 1"], "what one was reading stays"


def test_what_the_server_could_not_answer_is_made_up_for(still_stage):
    topic = Topic(still_stage, 1)
    page = topic.open()
    topic.posts[2] = "Message 2"
    since = still_stage.answers["/since"]
    still_stage.answers["/since"] = {"status": 500, "body": ""}
    topic.tell("posted", post=2)
    with page.expect_response("**/since?*"):
        page.clock.run_for(1_000)
        page.clock.run_for(1_000)
    still_stage.answers["/since"] = since
    page.clock.run_for(60_000)
    expect(page.locator(".post")).to_have_text(["Message 1", "Message 2"])


def test_page_tells_its_head_of_counts_and_of_no_topic_asks_nothing(stage):
    topic = Topic(stage, 1)
    stage.answers["/counts"] = html(COUNTS % 2)
    page = topic.open(script=AT_ONCE + HEAD % COUNTS % 1)
    page.evaluate("() => import('/js/header_live.js')")
    topic.tell("counts")
    expect(page.get_by_role("link", name="To do 2")).to_be_visible()
    assert [urlsplit(one.url).path for one in stage.sockets] == ["/ws/forum/topics/7/"]
