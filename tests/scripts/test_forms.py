"""What helps with forms: limits, sending once, files, passwords, the piece of work, copies on the device, drafts."""

from __future__ import annotations

import base64
import hashlib
import json

import pytest
from playwright.sync_api import expect

from tests.browsers import wait_until

pytestmark = pytest.mark.browser

WORDS = '<script data-forms data-left="Left: [n]" data-over="Over: [n]"></script>'
READER = """<script data-forms data-reader="%s" data-seal="00112233445566778899aabbccddeeff" data-kept="Kept."
    data-back="Back." data-discard="Throw away"></script>"""
LONG = """<form data-keep method="post" action="/long" target="elsewhere"><textarea name="content"></textarea>
    <input type="checkbox" name="tick" value="1"><input type="password" name="secret"><button>Send</button></form>
    <iframe name="elsewhere"></iframe>"""
DRAFT = """<form data-keep data-draft method="post" action="/draft" target="elsewhere">
    <textarea name="content"></textarea><button>Send</button><p data-kept-state data-sign-in="/login"
    data-signed-out="Signed out." data-sign-in-words="Sign in"></p></form><iframe name="elsewhere"></iframe>"""
COPIES = """(store) => Object.entries(window[store]).filter(([name]) => name.startsWith("draft:"))"""
COPY_IS_THERE = """() => Object.keys(localStorage).some((name) => name.startsWith("draft:"))"""


def write(page, words: str) -> None:
    """Type, and wait until the device has it."""
    page.locator("textarea").fill(words)
    page.evaluate(
        "async () => { const [one] = (await import('/js/kept_words.js')).keptForms.values(); await one.writing; }"
    )


def offered(page) -> str:
    """What stands in the form once the device was asked."""
    page.evaluate(
        "async () => { const [one] = (await import('/js/kept_words.js')).keptForms.values(); await one.ready; }"
    )
    return page.locator("textarea").input_value()


# -- limits.js -------------------------------------------------------------------------------------------------------
def test_signs_are_counted_as_the_server_counts(stage):
    cases = {
        "": "",
        "a" * 9: "",
        "a" * 10: "Left: 10",
        "😀" * 12: "Left: 8",
        "a\nb\nc\nd\ne\nf": "Left: 4",
        "a" * 20: "Left: 0",
        "a" * 23: "Over: 3",
    }
    areas = "".join(f'<div><textarea data-limit="20">{words}</textarea></div>' for words in cases)
    page = stage(WORDS + areas, "limits")
    said = page.evaluate("[...document.querySelectorAll('.field__limit')].map((one) => one.textContent)")
    assert said == list(cases.values())
    assert page.locator(".field__error").count() == 1


def test_limit_is_told_in_a_pause_and_from_a_tenth_on(still_stage):
    page = still_stage(WORDS + '<textarea data-limit="1000"></textarea>', "limits")
    page.locator("textarea").fill("a" * 900)
    page.clock.run_for(399)
    assert page.locator(".field__limit").text_content() == ""
    page.clock.run_for(1)
    expect(page.locator(".field__limit")).to_have_text("Left: 100")
    page.locator("textarea").fill("a" * 899)
    page.clock.run_for(400)
    expect(page.locator(".field__limit")).to_have_text("")


# -- sending.js ------------------------------------------------------------------------------------------------------
def test_form_is_sent_once_however_often_it_is_pressed_until_patience_is_over(still_stage):
    form = '<form method="post" action="/take" target="elsewhere"><button>Send</button></form>'
    page = still_stage(f'{form}<iframe name="elsewhere"></iframe>', "sending")
    press = "document.querySelector('form').requestSubmit(document.querySelector('button'))"
    with page.expect_response("**/take"):
        page.evaluate(f"{press}; {press}; {press}")
    page.clock.run_for(9_999)
    expect(page.locator("button")).to_be_disabled()
    assert len(still_stage.asked_for("/take")) == 1
    page.clock.run_for(1)
    with page.expect_response("**/take"):
        page.locator("button").click()
    assert len(still_stage.asked_for("/take")) == 2


def test_form_that_asks_is_left_alone(stage):
    page = stage('<form method="get" action="/take"><button>Search</button></form>', "sending")
    page.evaluate("document.querySelector('form').addEventListener('submit', (event) => event.preventDefault())")
    page.locator("button").click()
    page.wait_for_timeout(20)
    expect(page.locator("button")).to_be_enabled()


# -- files.js, passwords.js, forms.js, work.js -----------------------------------------------------------------------
def test_too_many_files_or_one_too_large_are_told_before_they_are_sent(stage):
    page = stage(
        """<form><input type="checkbox" name="kept" checked><input type="file" multiple data-most="2" data-megabytes="1"
        data-too-many="Too many" data-too-large="too large"><p data-cleaning hidden></p></form>""",
        "files",
    )
    said = []
    for sizes in ([1], [1, 1], [2**20 + 1], []):
        files = [{"name": f"{size}.txt", "mimeType": "text/plain", "buffer": b"a" * size} for size in sizes]
        page.locator("[type=file]").set_input_files(files)
        said.append(page.evaluate("document.querySelector('[type=file]').validationMessage"))
    assert said == ["", "Too many", "1048577.txt — too large", ""]


def test_password_is_shown_when_asked_and_hidden_before_it_is_sent(stage):
    page = stage(
        """<form><input type="password" id="secret"><button class="password-shows" aria-controls="secret"
        data-show="Show" data-hide="Hide">Show</button><button id="send">Send</button></form>""",
        "passwords",
    )
    page.locator(".password-shows").click()
    assert page.locator("input").get_attribute("type") == "text"
    expect(page.locator(".password-shows")).to_have_text("Hide")
    page.evaluate("document.querySelector('form').addEventListener('submit', (event) => event.preventDefault())")
    page.locator("#send").click()
    assert page.locator("input").get_attribute("type") == "password"


@pytest.mark.parametrize(
    ("body", "brought"),
    [
        ("<textarea data-limit='5'></textarea>", {"limits"}),
        ("<form method=get></form>", set()),
        ("<form method=post></form>", {"sending"}),
        ("<form method=post data-keep></form>", {"sending", "kept_words"}),
        ("<script>document.cookie = 'received-1=1'</script>", {"kept_words"}),
        ("<script>sessionStorage.setItem('draft:', '')</script>", {"kept_words"}),
    ],
)
def test_page_gets_the_scripts_that_its_forms_need(stage, body, brought):
    page = stage(READER % "" + body, "forms")
    if brought:
        wait_until(page, f"performance.getEntriesByType('resource').length > {len(brought)}")
    assert {name for name in ("limits", "sending", "kept_words") if stage.asked_for(f"/js/{name}.js")} == brought


def test_piece_of_work_is_found_when_somebody_begins_to_type(stage):
    challenge = hashlib.sha256(b"salt617").hexdigest()
    task = {"algorithm": "SHA-256", "challenge": challenge, "salt": "salt", "signature": "s", "maxNumber": 2000}
    page = stage(
        f"<form><textarea></textarea><input type=hidden name=work><p data-work='{json.dumps(task)}'></p></form>", "work"
    )
    assert page.locator("[name=work]").input_value() == ""
    page.locator("textarea").focus()
    wait_until(page, "document.querySelector('[name=work]').value")
    found = json.loads(base64.b64decode(page.locator("[name=work]").input_value()))
    assert found == {"algorithm": "SHA-256", "challenge": challenge, "number": 617, "salt": "salt", "signature": "s"}


# -- kept_words.js ---------------------------------------------------------------------------------------------------
def test_words_of_an_account_are_kept_sealed_and_come_back(stage):
    page = stage(READER % "r1" + LONG, "kept_words")
    page.locator("[name=secret]").fill("hunter2")
    page.locator("[name=tick]").check()
    write(page, "Jeudi")
    ((name, copy),) = page.evaluate(COPIES, "localStorage")
    assert name.startswith("draft:r1:") and "Jeudi" not in copy and "long" not in name
    assert page.evaluate(COPIES, "sessionStorage") == []
    assert offered(stage(READER % "r1" + LONG, "kept_words")) == "Jeudi"
    expect(page.locator("[name=tick]")).to_be_checked()
    assert page.locator("[name=secret]").input_value() == ""
    expect(page.locator("form > .meta")).to_have_text("Back. Throw away")


def test_words_thrown_away_or_taken_back_are_gone(stage):
    write(stage(READER % "r1" + LONG, "kept_words"), "Jeudi")
    page = stage(READER % "r1" + LONG, "kept_words")
    page.get_by_role("button", name="Throw away").click()
    expect(page.locator("textarea")).to_have_value("")
    wait_until(page, f"!({COPY_IS_THERE})()")
    write(page, "Vendredi")
    assert len(page.evaluate(COPIES, "localStorage")) == 1
    write(page, "")
    assert page.evaluate(COPIES, "localStorage") == []


def test_words_go_when_another_account_opens_a_page_and_stay_while_nobody_does(stage):
    write(stage(READER % "r1" + LONG, "kept_words"), "Jeudi")
    assert offered(stage(READER % "" + LONG, "kept_words")) == ""
    assert offered(stage(READER % "r1" + LONG, "kept_words")) == "Jeudi"
    page = stage(READER % "r2" + LONG, "kept_words")
    assert offered(page) == "" and page.evaluate(COPIES, "localStorage") == []


def test_words_of_a_guest_stay_in_the_tab(stage):
    page = stage(READER % "" + LONG, "kept_words")
    write(page, "Jeudi")
    assert page.evaluate(COPIES, "localStorage") == [] and len(page.evaluate(COPIES, "sessionStorage")) == 1
    assert offered(stage(READER % "" + LONG, "kept_words")) == "Jeudi"


def test_words_older_than_a_day_or_not_to_be_read_go(stage):
    page = stage(READER % "r1" + LONG, "kept_words")
    write(page, "Jeudi")
    page.evaluate(
        """() => {
            for (const [name, copy] of Object.entries(localStorage))
                localStorage[name] = JSON.stringify({ ...JSON.parse(copy), at: Date.now() - 24 * 3600 * 1000 - 1 });
            localStorage["draft:r1:torn"] = "{";
        }"""
    )
    assert offered(stage(READER % "r1" + LONG, "kept_words")) == ""
    assert page.evaluate(COPIES, "localStorage") == []


def test_words_go_when_the_server_says_that_they_arrived(stage):
    page = stage(READER % "r1" + LONG, "kept_words")
    write(page, "Jeudi")
    with page.expect_request("**/long") as sent:
        page.get_by_role("button", name="Send").click()
    ((_name, copy),) = page.evaluate(COPIES, "localStorage")
    mark = json.loads(copy)["id"]
    assert f"device_copy={mark}" in str(sent.value.post_data)
    stage.context.add_cookies([{"name": f"received-{mark}", "value": "1", "url": "http://localhost"}])
    assert offered(stage(READER % "r1" + LONG, "kept_words")) == ""
    assert page.evaluate(COPIES, "localStorage") == [] and page.evaluate("document.cookie") == ""


# -- drafts.js -------------------------------------------------------------------------------------------------------
def receipt(content: str, said: str = "Saved."):
    """What the server answers to a draft: the sum of the words that it has."""
    return {"json": {"said": said, "receipt": hashlib.sha256(f"\x1f{content}\x1f\x1f".encode()).hexdigest()}}


def begin_draft(still_stage, words: str):
    """A page on which somebody stopped typing two seconds ago."""
    page = still_stage(READER % "r1" + DRAFT, "drafts")
    write(page, words)
    page.clock.run_for(1_999)
    assert still_stage.asked_for("/draft") == []
    with page.expect_request("**/draft"):
        page.clock.run_for(1)
    return page


def test_draft_that_the_server_has_is_kept_on_the_device_no_longer(still_stage):
    still_stage.answers["/draft"] = receipt("Jeudi")
    page = begin_draft(still_stage, "Jeudi")
    expect(page.locator("[data-kept-state]")).to_have_text("Saved.")
    wait_until(page, f"!({COPY_IS_THERE})()")
    page.clock.run_for(60_000)
    assert len(still_stage.asked_for("/draft")) == 1


def test_draft_of_other_words_counts_for_nothing_and_is_sent_again(still_stage):
    still_stage.answers["/draft"] = receipt("Jeu")
    page = begin_draft(still_stage, "Jeudi")
    expect(page.locator("[data-kept-state]")).to_have_text("Kept.")
    assert page.evaluate(COPY_IS_THERE)
    still_stage.answers["/draft"] = receipt("Jeudi")
    with page.expect_request("**/draft"):
        page.clock.run_for(15_000)
    expect(page.locator("[data-kept-state]")).to_have_text("Saved.")


def test_draft_after_the_session_ended_leads_to_the_sign_in_and_back(still_stage):
    still_stage.answers["/draft"] = {"status": 401, "body": ""}
    page = begin_draft(still_stage, "Jeudi")
    expect(page.locator("[data-kept-state]")).to_have_text("Signed out. Sign in")
    assert page.locator("[data-kept-state] a").get_attribute("href") == "/login?next=%2F"
    assert page.evaluate(COPY_IS_THERE)
    write(page, "")  # a page that goes with unsaved words sends them


def test_draft_is_not_saved_any_more_once_the_form_is_sent(still_stage):
    page = still_stage(READER % "r1" + DRAFT, "drafts")
    write(page, "Jeudi")
    with page.expect_response("**/draft") as sent:
        page.get_by_role("button", name="Send").click()
    page.clock.run_for(60_000)
    assert sent.value.request.is_navigation_request() and len(still_stage.asked_for("/draft")) == 1
