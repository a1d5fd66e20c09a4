"""The live site and the browser that visits it: a real uvicorn, a real Chromium, and nothing from elsewhere."""

from __future__ import annotations

import asyncio
import contextlib
import http.client
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest

from tests.databases import ROOT, VARIABLES

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

# The first one draws pages as the others do, without all that a window needs: a third less work.
BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
CHROMIUM = next(filter(None, map(shutil.which, BROWSERS)), None)
CHROMIUM_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@dataclass
class LiveSite:
    """A running server that shares this worker's databases and files. `str(live_site)` is its address."""

    url: str
    log: Path
    process: subprocess.Popen

    def __str__(self) -> str:
        return self.url

    def __add__(self, path: str) -> str:
        return self.url + path


def free_port() -> int:
    """A port that nobody listens on now."""
    with contextlib.closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def server_environment(port: int) -> dict[str, str]:
    """The worker's own databases and folder, seen from another process."""
    from django.conf import settings
    from django.db import connections

    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "config.settings.test",
        "TEST_DATA_DIR": str(settings.DATA_DIR),
        "PORT": str(port),
        "SITE_URL": f"http://localhost:{port}",
    }
    for alias, variable in VARIABLES.items():
        if environment.get(variable, "").startswith("postgres"):
            name = connections[alias].settings_dict["NAME"]
            environment[variable] = urlsplit(environment[variable])._replace(path=f"/{name}").geturl()
    return environment


def wait_until_up(site: LiveSite, seconds: float = 90, path: str = "/healthz", status: int = 200) -> None:
    """Return when the server answers; fail with its log when it does not."""
    end = time.monotonic() + seconds
    while time.monotonic() < end and site.process.poll() is None:
        connection = http.client.HTTPConnection("127.0.0.1", urlsplit(site.url).port, timeout=30)
        with contextlib.suppress(OSError), contextlib.closing(connection):
            connection.request("GET", path, headers={"Host": "localhost"})
            answer = connection.getresponse()
            if answer.status == status:
                return
            pytest.fail(f"{path} answers {answer.status}: {answer.read()!r}\n{site.log.read_text()}")
        time.sleep(0.1)
    pytest.fail(f"The server did not start:\n{site.log.read_text()}")


@contextlib.contextmanager
def serving(
    log: Path, *, port: int | None = None, application: str = "config.asgi:application", **environment: str
) -> Iterator[LiveSite]:
    """A server with the flags of the real one, on a free port or on the one that it had before; then stopped."""
    port = port or free_port()
    command = [sys.executable, "-m", "uvicorn", application, "--port", str(port), "--lifespan", "off"]
    command += ["--no-access-log", "--no-proxy-headers", "--no-server-header"]
    command += ["--http", "engine.connections:Connection"]
    environment = server_environment(port) | environment
    with open(log, "a") as output:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=output, stderr=subprocess.STDOUT)
    site = LiveSite(f"http://localhost:{port}", log, process)
    try:
        wait_until_up(site)
        yield site
    finally:
        process.terminate()
        try:
            process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@pytest.fixture(scope="session")
def live_server_process(django_db_setup: None, django_db_blocker: Any) -> Iterator[LiveSite]:
    """One server a worker; tests take `live_site`, which also commits what their fixtures make."""
    from django.conf import settings

    with contextlib.ExitStack() as stack:
        with django_db_blocker.unblock():
            log = Path(settings.DATA_DIR) / "server.log"
            site = stack.enter_context(serving(log, application="tests.forgetful:application"))
        yield site


@pytest.fixture
def live_site(live_server_process: LiveSite, transactional_db: None) -> Iterator[LiveSite]:
    """The running site. A test that uses it fails when the server logged an exception meanwhile."""
    wait_until_up(live_server_process, path="/forget", status=204)
    before = live_server_process.log.stat().st_size
    yield live_server_process
    with open(live_server_process.log, "rb") as log:
        log.seek(before)
        said = log.read().decode(errors="replace")
    assert "Traceback" not in said, f"The server logged an exception:\n{said}"


Lending = Callable[[], contextlib.AbstractContextManager["Browser"]]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Lending]:
    """`with chromium() as browser`: the worker's Chromium, which takes a second's work to start; another if it crashed.

    Playwright's loop goes on in this thread between two calls: who sees it can run no other, so it is hidden meanwhile.
    """
    from playwright.sync_api import sync_playwright

    if CHROMIUM is None:
        pytest.fail("Chromium is missing: apt-get install chromium")
    started: list[Browser] = []
    with sync_playwright() as playwright:

        @contextlib.contextmanager
        def lend() -> Iterator[Browser]:
            asyncio._set_running_loop(playwright._loop)
            if not (started and started[-1].is_connected()):
                started.append(playwright.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_ARGUMENTS))
            yield started[-1]
            for context in started[-1].contexts:
                context.close()
            asyncio._set_running_loop(None)

        asyncio._set_running_loop(None)
        yield lend
        asyncio._set_running_loop(playwright._loop)
        for browser in started:
            browser.close()


@pytest.fixture(scope="module")
def browser(chromium: Lending) -> Iterator[Browser]:
    """Chromium for a test module, which leaves nothing open in it. Keep asyncio tests in other modules."""
    # Django sees Playwright's loop and would refuse every query of the test's own, synchronous, code.
    with pytest.MonkeyPatch.context() as patch, chromium() as lent:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        yield lent


def no_other_origin(context: BrowserContext, site: LiveSite) -> list[str]:
    """Collect every address outside the site that a page of this context asks for."""
    strangers: list[str] = []
    own = (f"{site.url}/", site.url.replace("http", "ws", 1), "data:", "blob:", "about:")
    context.on("request", lambda request: None if request.url.startswith(own) else strangers.append(request.url))
    return strangers


@pytest.fixture
def new_page(browser: Browser, live_site: LiveSite) -> Iterator[Callable[..., Page]]:
    """Makes pages with options of Playwright's `new_context` (viewport, java_script_enabled, color_scheme …).

    Paths are relative to the site. At the end no page may have asked another origin for anything.
    """
    contexts: list[tuple[BrowserContext, list[str]]] = []

    def make(**options: Any) -> Page:
        options = {"base_url": live_site.url, "locale": "fr-FR", "timezone_id": "Europe/Paris"} | options
        context = browser.new_context(**options)
        contexts.append((context, no_other_origin(context, live_site)))
        context.set_default_timeout(20_000)
        return context.new_page()

    yield make
    for context, strangers in contexts:
        context.close()
        assert strangers == [], "a page asked another origin"


@pytest.fixture
def page(new_page: Callable[..., Page]) -> Page:
    """A desktop page, 1280 × 800."""
    return new_page(viewport={"width": 1280, "height": 800})


@pytest.fixture
def phone(new_page: Callable[..., Page]) -> Page:
    """A phone's page, 360 × 740, with touch."""
    return new_page(viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True)


@pytest.fixture
def page_without_script(new_page: Callable[..., Page]) -> Page:
    """A desktop page with JavaScript disabled."""
    return new_page(viewport={"width": 1280, "height": 800}, java_script_enabled=False)


@pytest.fixture
def sign_in(live_site: LiveSite) -> Callable[..., None]:
    """`sign_in(page, user)`: the page's browser becomes the user's, second factor included."""
    from django.conf import settings

    from tests.conftest import session_of

    def give_session(page: Page, user: Any) -> None:
        cookie = {"name": settings.SESSION_COOKIE_NAME, "value": session_of(user), "url": live_site.url}
        page.context.add_cookies([cookie])

    return give_session


def wait_until(page: Page, expression: str, seconds: float = 30) -> None:
    """Wait for something to be true in a page. Playwright's own way evaluates texts, which our policy forbids."""
    end = time.monotonic() + seconds
    while not page.evaluate(expression):
        assert time.monotonic() < end, f"never true: {expression}"
        page.wait_for_timeout(50)


@pytest.fixture
def axe() -> Callable[..., None]:
    """`axe(page)`: fails listing every WCAG 2.2 AA violation that axe-core finds. `context` narrows or excludes."""
    from axe_playwright_python.sync_playwright import Axe

    options = {"resultTypes": ["violations"], "runOnly": {"type": "tag", "values": WCAG}}
    run = "([context, options]) => axe.run(context ?? document, options).then(({ violations }) => violations)"

    def check(page: Page, context: Any = None) -> None:
        if not page.evaluate("'axe' in window"):
            page.evaluate(Axe().axe_script)
        found = page.evaluate(run, [context, options])  # all that it found well takes as long to tell as to find
        lines = [f"{v['id']} ({v['impact']}): {v['help']}" for v in found]
        places = [f"  {' '.join(map(str, n['target']))}: {n['html'][:160]}" for v in found for n in v["nodes"][:5]]
        assert not found, "\n".join([f"{page.url}:", *lines, *places])

    return check


SIDES = [("light", 1280), ("dark", 1280), ("light", 320), ("dark", 320)]


@pytest.fixture
def both_sides(axe: Callable[..., None]) -> Callable[[Page], list[str]]:
    """`both_sides(page)`: what axe finds on both sides of the palette, on a desk and on a phone, and what does not fit.

    Open the page with `reduced_motion="reduce"`: no colour is then on its way while it is read.
    """

    def look(page: Page) -> list[str]:
        wrong = []
        for scheme, width in SIDES:
            page.emulate_media(color_scheme=scheme)
            page.set_viewport_size({"width": width, "height": 800})
            try:
                axe(page)
            except AssertionError as found:
                wrong.append(f"{scheme}, {width}: {found}")
            if page.evaluate("document.documentElement.scrollWidth") > width:
                wrong.append(f"{page.url} scrolls sideways at {width}")
        return wrong

    return look
