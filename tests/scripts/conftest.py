"""Scripts by themselves: the real modules in a real Chromium, on pages of a few lines. Nothing of the site runs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest

from tests.databases import ROOT

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page, Request, Route

SCRIPTS = ROOT / "static" / "js"
SITE = "http://localhost"  # where browsers seal without TLS; nobody is asked there, the answers are ours
NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)


class Stage:
    """Opens pages made of a body and of scripts; what they ask for is answered from `answers` and kept in `asked`."""

    def __init__(self, context: BrowserContext) -> None:
        self.context, self.page = context, context.new_page()
        self.answers: dict[str, dict[str, Any] | Callable[[Request], dict[str, Any]]] = {}
        self.asked: list[Request] = []
        self.errors: list[str] = []
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        context.route("**/*", self._answer)

    def __call__(self, body: str, *scripts: str) -> Page:
        """The page, its modules run; the same browser as before, so that what it keeps is there."""
        tags = "".join(f'<script type="module" src="/js/{name}.js"></script>' for name in scripts)
        text = f'<!doctype html><html lang="en"><meta charset="utf-8"><title>Page</title><body>{body}{tags}'
        self.answers["/"] = {"body": text, "content_type": "text/html; charset=utf-8"}
        self.page.goto(f"{SITE}/", wait_until="load")
        return self.page

    def stop_clock(self) -> None:
        """From the next page on time goes by `page.clock.run_for` alone."""
        self.page.clock.install(time=NOON)
        self.page.clock.pause_at(NOON)

    def asked_for(self, path: str) -> list[Request]:
        """What was asked at a path, the query apart."""
        return [one for one in self.asked if urlsplit(one.url).path == path]

    def _answer(self, route: Route) -> None:
        path = urlsplit(route.request.url).path
        self.asked.append(route.request)
        if path.startswith("/js/"):
            route.fulfill(path=SCRIPTS / Path(path).name, content_type="text/javascript")
            return
        answer = self.answers.get(path, {"status": 404, "body": ""})
        route.fulfill(**(answer(route.request) if callable(answer) else answer))


@pytest.fixture
def stage(browser: Browser) -> Iterator[Stage]:
    """`stage(body, "limits")`: a page with that body and that script. No error of a script passes unseen."""
    context = browser.new_context(viewport={"width": 800, "height": 600})
    context.set_default_timeout(10_000)
    stage = Stage(context)
    yield stage
    context.close()
    assert stage.errors == []
