"""What a first visit costs: little, from us alone, and no cookie."""

from __future__ import annotations

import gzip

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

LIMIT = 100_000  # bytes that travel, photographs apart
COMPRESSED = ("document", "stylesheet", "script")  # by the server in front; faces are packed in themselves


def weigh(page, path: str) -> int:
    """Bytes of the document, its one style sheet, faces and scripts that a first visit brings, as they travel."""
    answers = []
    page.on("response", lambda answer: answers.append(answer))
    page.goto(path, wait_until="networkidle")
    assert sum(answer.request.resource_type == "stylesheet" for answer in answers) == 1
    travelling = 0
    for answer in answers:
        kind, body = answer.request.resource_type, answer.body()
        if kind != "image":
            travelling += len(gzip.compress(body)) if kind in COMPRESSED else len(body)
    assert sum(answer.request.resource_type == "font" for answer in answers) == 3, "a face more than pages need"
    return travelling


@pytest.mark.parametrize("path", ["/", "/accounts/login/", "/forum/"])
def test_first_page_weighs_little_and_leaves_no_cookie(new_page, path):
    page = new_page()
    assert weigh(page, path) < LIMIT
    # A page with a form of an account carries the cookie that protects it, and only that one.
    names = {cookie["name"] for cookie in page.context.cookies()}
    assert names <= ({"csrftoken"} if path.startswith("/accounts/") else set())


@pytest.mark.parametrize("path", ["/nothing-here/"])
def test_page_is_whole_without_script(page_without_script, path):
    page_without_script.goto(path)
    assert page_without_script.locator("nav.site-nav a").count() >= 3
