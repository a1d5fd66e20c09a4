"""Guests' pages: computed once, new at once, never anybody's own. What must not leak is planted first."""

import asyncio
import time

import pytest
from django.http import HttpResponse, StreamingHttpResponse
from django.urls import reverse

from engine.asgi import ASGIHandler
from engine.page_cache import GuestPages, is_everybodys, key_of
from engine.versions import Dependencies, current_state, invalidate
from forum import services
from forum.spaces import services as spaces
from forum.templatetags.board_tags import forum_url, topic_url
from tests.conftest import session_of

HOME = "/forum/"


class Site(ASGIHandler):
    """The whole site, that tells how often it had to compute an answer."""

    computed = 0

    def respond(self, *args, **kwargs):
        self.computed += 1
        return super().respond(*args, **kwargs)

    def get(self, path, cookie="", method="GET", **headers):
        """Status, headers and body of one request."""
        return asyncio.run(self.answer(path, cookie, method, **headers))

    def get_at_once(self, path, times):
        """The same of several that come together."""

        async def all_of_them():
            return await asyncio.gather(*(self.answer(path) for _ in range(times)))

        return asyncio.run(all_of_them())

    async def answer(self, path, cookie="", method="GET", **headers):
        path, _, query = path.partition("?")
        lines = [(b"host", b"localhost")]
        lines += [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
        lines += [(b"cookie", f"sessionid={cookie}".encode())] if cookie else []
        scope = {
            "type": "http", "method": method, "path": path, "query_string": query.encode(), "headers": lines,
            "scheme": "http", "root_path": "", "http_version": "1.1", "server": ("localhost", 80),
        }  # fmt: skip
        sent = []

        async def receive():
            return {"type": "http.request", "body": b"", "more_body": False}

        async def send(message):
            sent.append(message)

        await self(scope, receive, send)
        head = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
        body = b"".join(message.get("body", b"") for message in sent[1:])
        return sent[0]["status"], {name.lower(): value for name, value in head.items()}, body.decode()


@pytest.fixture
def site(transactional_db):
    site = Site()
    yield site
    site.shut_down()


@pytest.fixture
def space(site, collective):
    return spaces.make_spaces(collective=collective)


def test_page_is_computed_once_for_all_guests(site, space, member):
    topic = services.start_topic(forum=space.public_forum, author=member, subject="Affiches", content="Où ?")
    for path in (
        HOME,
        forum_url(space.public_forum),
        topic_url(topic),
        "/en/forum/",
        "/forum/feeds/topics/",
        "/agenda/",
    ):
        first, again = site.get(path), site.get(path)
        assert first[0] == 200 and first == again, path
        assert site.computed == 1, path
        assert "set-cookie" not in first[1] and "Cookie" in first[1]["vary"]
        site.computed = 0


@pytest.mark.parametrize("act", ["post", "edit", "delete", "lock", "close", "rename", "page"])
def test_whatever_changes_a_page_shows_at_once(site, space, member, act):
    topic = services.start_topic(forum=space.public_forum, author=member, subject="Affiches", content="Où ?")
    path = {"rename": HOME, "close": HOME, "page": "/"}.get(act, topic_url(topic))
    before = site.get(path)
    assert site.get(path) == before and site.computed == 1
    if act == "post":
        services.reply(topic=topic, author=member, content="Au marché")
    elif act == "edit":
        services.edit_post(post=topic.first_post, editor=member, content="Quand ?")
    elif act == "delete":
        services.delete_topic(topic=topic)
    elif act == "lock":
        services.set_locked(topic=topic, locked=True)
    elif act == "rename":
        type(space.category).objects.filter(pk=space.category_id).update(name="Rebaptisé")
    elif act == "close":
        space.public_forum.userforumpermission_set.all().delete()
    else:
        from wagtail.models import Site as WagtailSite

        home = WagtailSite.objects.get().root_page.specific
        home.title = "Nouvelle accroche"
        home.save_revision().publish()
    assert site.get(path) != before or act == "page"
    assert site.computed == 2


def test_members_page_is_never_a_guests_nor_a_guests_a_members(site, space, member, organiser):
    services.start_topic(forum=space.private_forum, author=organiser, subject="CANARI privé", content="entre nous")
    key = session_of(member)
    for first, second in (("", key), (key, "")):
        site.guest_pages = GuestPages()
        pages = {cookie: site.get(HOME, cookie=cookie)[2] for cookie in (first, second)}
        assert "CANARI" in pages[key] and "CANARI" not in pages[""]
        assert "Membre" in pages[key] and "Membre" not in pages[""]
        assert "CANARI" in site.get(HOME, cookie=key)[2]


def test_private_page_enters_for_nobody(site, space, member):
    topic = services.start_topic(forum=space.private_forum, author=member, subject="CANARI", content="entre nous")
    key = session_of(member)
    for path in (topic_url(topic), forum_url(space.private_forum)):
        assert "CANARI" in site.get(path, cookie=key)[2]
        assert site.get(path)[0] == 404 and len(site.guest_pages) == 0
        assert "CANARI" in site.get(path, cookie=key)[2]
        assert site.get(path)[0] == 404


@pytest.mark.parametrize(
    "path",
    ["/leak/", "/en/leak/", "/leak/suivi/", "/desk/", "/accounts/login/", "/a-traiter/", "/cms/", "/admin/login/",
     "/search/",
     "/search/?q=x", "/forum/search/", "/healthz", "/agenda/proposer/", "/forum/moderation/queue/", "/nothing-here/"],
)  # fmt: skip
def test_these_are_never_kept(site, path):
    site.get(path)
    site.get(path)
    assert site.computed == 2 and len(site.guest_pages) == 0


@pytest.mark.parametrize(
    "headers",
    [
        {"cookie": "a=b"},
        {"authorization": "Basic x"},
        {"range": "bytes=0-1"},
        {"hx_request": "true"},
        {"host": "a"},
    ],
)
def test_request_that_tells_more_than_an_address_is_computed(site, headers):
    site.get(HOME)
    site.get(HOME, **headers)
    assert site.computed == 2


@pytest.mark.parametrize("query", ["q=x", "page=1&utm=2", "x", "page=" + "1" * 200, "PAGE=1", "page=1&q=2"])
def test_query_that_is_not_of_a_list_is_not_kept(site, query):
    site.get(f"{HOME}?{query}")
    assert len(site.guest_pages) == 0


@pytest.mark.parametrize("path", ["/x/" + "a1" * 16 + "/", "/x/sig:ned/", "/" + "a/" * 200])
def test_address_that_looks_like_a_secret_is_not_kept(path):
    assert key_of({"method": "GET", "path": path, "headers": [(b"host", b"localhost")]}) is None
    assert key_of({"method": "GET", "path": "/x/", "headers": [(b"host", b"localhost")]}) is not None


def test_language_is_in_the_address_alone(site):
    french, english = site.get(HOME, accept_language="en"), site.get("/en/forum/", accept_language="fr")
    assert '<html lang="fr">' in french[2] and '<html lang="en">' in english[2]
    assert site.get(HOME, accept_language="fr") == french and site.computed == 2


def test_wrong_host_gets_nothing_kept_for_the_right_one(site):
    assert site.get(HOME)[0] == 200
    handler = Site()
    handler.guest_pages = site.guest_pages
    scope_host = handler.get(HOME, host="evil.example")  # two hosts in one request: never from memory
    handler.shut_down()
    assert scope_host[0] in (200, 400) and handler.computed == 1


def test_browser_that_has_the_page_is_told_so(site):
    tag = site.get(HOME)[1]["etag"]
    for asked in (tag, f"W/{tag}", f'"other", {tag}'):
        status, headers, body = site.get(HOME, if_none_match=asked)
        assert (status, body, headers["etag"]) == (304, "", tag)
    assert site.get(HOME, if_none_match='"other"')[0] == 200
    assert site.computed == 1


def test_memory_is_bounded_and_the_least_asked_for_goes_first(settings):
    settings.GUEST_PAGES_BYTES = 200_000
    pages = GuestPages()
    keys = [key_of({"method": "GET", "path": f"/{n}/", "headers": [(b"host", b"h")]}) for n in range(200)]
    for key in keys:
        keep(pages, key, "x" * 3000)
        pages.find(keys[0])
    assert 40 < len(pages) < 60 and pages._size <= 200_000
    assert pages.find(keys[0]) is not None and pages.find(keys[1]) is None and pages.find(keys[-1]) is not None
    keep(pages, keys[1], "x" * 100_000)
    assert pages.find(keys[1]) is None  # one page is never a large part of it


def basis_now():
    dependencies = Dependencies()
    dependencies.begin(current_state())
    return dependencies


def keep(pages, key, body, dependencies=None):
    """Let a page that was computed just now be kept."""
    return pages.keep(key, HttpResponse(body), dependencies=dependencies or basis_now(), begun=time.monotonic())


def test_page_written_to_meanwhile_is_old_at_once():
    pages, key = GuestPages(), key_of({"method": "GET", "path": "/", "headers": [(b"host", b"h")]})
    before = basis_now()
    invalidate()
    keep(pages, key, "old", dependencies=before)
    assert pages.find(key) is None and len(pages) == 0


def test_page_of_what_nobody_watches_is_not_kept():
    pages, key = GuestPages(), key_of({"method": "GET", "path": "/", "headers": [(b"host", b"h")]})
    dependencies = basis_now()
    dependencies.note(frozenset({"django_session"}), current_state())
    assert not keep(pages, key, "x", dependencies=dependencies) and len(pages) == 0


def test_page_is_old_after_a_minute_though_nothing_was_written(settings):
    settings.GUEST_PAGES_SECONDS = -1
    pages, key = GuestPages(), key_of({"method": "GET", "path": "/", "headers": [(b"host", b"h")]})
    keep(pages, key, "x")
    assert len(pages) == 1 and pages.find(key) is None and len(pages) == 0


def cookie_set():
    response = HttpResponse("x")
    response.set_cookie("a", "b")
    return response


@pytest.mark.parametrize(
    "response",
    [
        cookie_set(),
        HttpResponse("x", status=404),
        HttpResponse("x", content_type="application/pdf"),
        HttpResponse('<FORM action="x" METHOD=post>'),
        HttpResponse('<input name="csrfmiddlewaretoken">'),
        HttpResponse("x", headers={"Cache-Control": "private"}),
        HttpResponse("x", headers={"Cache-Control": "max-age=0, no-cache"}),
        HttpResponse("x", headers={"Vary": "User-Agent"}),
        HttpResponse("x", headers={"Vary": "*"}),
        StreamingHttpResponse(iter([b"x"])),
    ],
)
def test_answer_that_is_not_everybodys_is_not_kept(response):
    assert is_everybodys(HttpResponse("x"))
    assert not is_everybodys(response)


def test_every_address_of_a_list_can_be_kept(site, space, member):
    topic = services.start_topic(forum=space.public_forum, author=member, subject="Affiches", content="Où ?")
    for query in ("page=1", f"post={topic.first_post_id}", "before=1-1", ""):
        site.get(f"{topic_url(topic)}?{query}".rstrip("?"))
    assert len(site.guest_pages) == 4
    assert reverse("forum:index") == HOME
