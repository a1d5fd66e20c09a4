"""Scripts by themselves: the real modules in a real Chromium, on pages of a few lines. Nothing of the site runs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest

from tests.databases import ROOT

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Request, Route, WebSocketRoute

SCRIPTS = ROOT / "static" / "js"
SITE = "http://localhost"  # where browsers seal without TLS; nobody is asked there, the answers are ours
NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)


class Stage:
    """Opens pages made of a body and of scripts; what they ask for is answered from `answers` and kept in `asked`."""

    def __init__(self, browser: Browser, still: bool) -> None:
        self.context = browser.new_context(viewport={"width": 800, "height": 600})
        self.context.set_default_timeout(10_000)
        self.page = self.context.new_page()
        if still:
            self.page.clock.install(time=NOON)
            self.page.clock.pause_at(NOON)
        self.answers: dict[str, dict[str, Any] | Callable[[Request], dict[str, Any]]] = {}
        self.asked: list[Request] = []
        self.errors: list[str] = []
        self.sockets: list[WebSocketRoute] = []
        self.connect: Callable[[WebSocketRoute], Any] = lambda socket: None
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.context.route("**/*", self._answer)
        self.context.route_web_socket("**/*", self._connect)

    def __call__(self, body: str, *scripts: str, site: str = SITE) -> Page:
        """The page, its modules run; the same browser as before, so that what it keeps is there."""
        tags = "".join(f'<script type="module" src="/js/{name}.js"></script>' for name in scripts)
        text = f'<!doctype html><html lang="en"><meta charset="utf-8"><title>Page</title><body>{body}{tags}'
        self.answers["/"] = {"body": text, "content_type": "text/html; charset=utf-8"}
        self.page.goto(f"{site}/")
        return self.page

    def asked_for(self, path: str) -> list[Request]:
        """What was asked at a path, the query apart."""
        return [one for one in self.asked if urlsplit(one.url).path == path]

    def clear(self) -> None:
        """As before the first page. A browser for each test would cost more than all that they do."""
        self.page.evaluate("localStorage.clear(), sessionStorage.clear()")
        self.page.goto("about:blank")  # what a page sends as it goes is of this test
        self.page.unroute_all(behavior="ignoreErrors")
        self.context.clear_cookies()
        self.context.clear_permissions()
        for kept in (self.answers, self.asked, self.errors, self.sockets):
            kept.clear()
        self.connect = lambda socket: None

    def _answer(self, route: Route) -> None:
        path = urlsplit(route.request.url).path
        self.asked.append(route.request)
        if path.startswith("/js/"):
            route.fulfill(path=SCRIPTS / Path(path).name, content_type="text/javascript")
            return
        answer = self.answers.get(path, {"status": 404, "body": ""})
        route.fulfill(**(answer(route.request) if callable(answer) else answer))

    def _connect(self, socket: WebSocketRoute) -> None:
        self.sockets.append(socket)
        self.connect(socket)


@pytest.fixture(scope="module")
def stages(browser: Browser) -> Callable[[bool], Stage]:
    """Two pages for all tests of a module, which go with it: time goes by in one, and stands still in the other."""
    return cache(lambda still: Stage(browser, still))


@pytest.fixture
def stage(stages: Callable[[bool], Stage]) -> Iterator[Stage]:
    """`stage(body, "limits")`: a page with that body and that script. No error of a script passes unseen."""
    yield from lent(stages(False))


@pytest.fixture
def still_stage(stages: Callable[[bool], Stage]) -> Iterator[Stage]:
    """The same, where time goes by `page.clock.run_for` alone."""
    yield from lent(stages(True))


def lent(stage: Stage) -> Iterator[Stage]:
    """A stage for one test."""
    yield stage
    errors = [*stage.errors]
    stage.clear()
    assert errors == []
