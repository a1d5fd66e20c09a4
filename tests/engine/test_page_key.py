"""What a kept page depends on is in its key: every header that the code reads is named here, or the test fails."""

import re

import pytest
from django.http.request import HttpHeaders
from django.test import Client
from django.urls import reverse

from engine.page_cache import GuestPages, key_of
from forum import services
from forum.spaces import services as spaces
from forum.templatetags.board_tags import forum_url, topic_url
from tests.engine.test_page_cache import Site

READ = set()
# With any of these a page is neither kept nor shown from memory.
TELLING = {"COOKIE", "AUTHORIZATION", "RANGE", "TRANSFER_ENCODING", "X_REQUESTED_WITH"}
KEYED = {"HOST", "X_FORWARDED_PROTO"}
HARMLESS = {
    "ACCEPT_LANGUAGE": "the language of a page is in its address",
    "IF_NONE_MATCH": "answered from what is kept",
    "IF_MODIFIED_SINCE": "no page of ours has such a date",
    "IF_UNMODIFIED_SINCE": "for what is written; a page is read",
    "IF_MATCH": "for what is written; a page is read",
    "USER_AGENT": "Django looks whether it is barred: none is",
    "ACCEPT_ENCODING": "static files alone are packed",
    "UPGRADE_INSECURE_REQUESTS": "never answered",
}


class Watched(dict):
    """What a request carries, which notes what is asked of it."""

    def __getitem__(self, key):
        READ.add(key)
        return super().__getitem__(key)

    def __contains__(self, key):
        READ.add(key)
        return super().__contains__(key)

    def get(self, key, default=None):
        READ.add(key)
        return super().get(key, default)


class WatchedHeaders(HttpHeaders):
    def __getitem__(self, key):
        READ.add(f"HTTP_{key.upper().replace('-', '_')}")
        return super().__getitem__(key)


def watch(get_response):
    """Middleware: look at what those behind it read."""

    def middleware(request):
        request.META = Watched(request.META)
        request.__dict__["headers"] = WatchedHeaders(dict(request.META))
        return get_response(request)

    return middleware


@pytest.fixture
def places(collective, member):
    space = spaces.make_spaces(collective=collective)
    topic = services.start_topic(forum=space.public_forum, author=member, subject="Affiches", content="Où ?")
    listed = ["/", "/en/", "/collectifs/", "/agenda/", "/agenda/agenda.ics", "/articles/feed/", "/projets/", "/agir/"]
    person = reverse("forum_member:profile", args=[member.public_name])
    listed += [collective.get_absolute_url(), "/forum/", forum_url(space.public_forum), topic_url(topic), person]
    return [*listed, "/forum/feeds/topics/", "/sitemap.xml"]


@pytest.mark.django_db
def test_every_header_that_a_guests_page_reads_is_in_its_key_or_keeps_it_from_memory(settings, places):
    settings.MIDDLEWARE = [f"{__name__}.watch", *settings.MIDDLEWARE]
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    READ.clear()
    for place in places:
        assert Client().get(place).status_code < 400, place
    headers = {name.removeprefix("HTTP_") for name in READ if name.startswith("HTTP_")}
    assert "HOST" in headers and "X_FORWARDED_PROTO" in headers
    assert sorted(headers - TELLING - KEYED - set(HARMLESS)) == []
    assert READ & {"REMOTE_ADDR", "REMOTE_HOST", "REMOTE_USER"} == set() and not settings.DISALLOWED_USER_AGENTS


@pytest.mark.parametrize("name", sorted(TELLING))
def test_request_with_a_telling_header_is_never_answered_from_memory(name):
    plain = {"method": "GET", "path": "/", "headers": [(b"host", b"h")]}
    assert key_of(plain) is not None
    assert key_of(plain | {"headers": [*plain["headers"], (name.lower().replace("_", "-").encode(), b"x")]}) is None


def test_forwarded_protocol_of_a_page_is_in_its_addresses(settings, transactional_db):
    """A page that the proxy asked for by https, or by http, is never the other's."""
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    feed = "/forum/feeds/topics/"
    for first, second in (("https", "http"), ("http", "https"), ("", "https"), ("https", "")):
        site = Site()
        site.guest_pages = GuestPages()
        for scheme in (first, second, first, second):
            sent = {"x_forwarded_proto": scheme} if scheme else {}
            body = site.get(feed, **sent)[2]
            expected = "https" if scheme == "https" else "http"
            assert set(re.findall(r"(https?)://localhost", body)) == {expected}
        assert site.computed == 2
        site.shut_down()


def test_key_takes_the_scheme_that_django_will(settings):
    asked = {"method": "GET", "path": "/", "scheme": "http", "server": ("h", 80)}

    def scheme(*values):
        lines = [(b"host", b"h"), *((b"x-forwarded-proto", value) for value in values)]
        return key_of(asked | {"headers": lines}).scheme

    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    said = [
        scheme(b"https"),
        scheme(b"https, http"),
        scheme(b"https", b"http"),
        scheme(b"http, https"),
        scheme(b"HTTPS"),
    ]
    assert said == ["https", "https", "https", "http", "http"]
    settings.SECURE_PROXY_SSL_HEADER = None
    assert scheme(b"https") == "http"  # nobody is believed


def test_key_differs_by_all_that_a_page_depends_on():
    asked = {"method": "GET", "path": "/agenda/", "scheme": "http", "server": ("h", 80), "headers": [(b"host", b"h")]}
    others = [
        {"path": "/en/agenda/"}, {"scheme": "https"}, {"server": ("h", 81)}, {"headers": [(b"host", b"h.onion")]},
        {"query_string": b"page=2"}, {"root_path": "/under"},
    ]  # fmt: skip
    assert len({key_of(asked | other) for other in [{}, *others]}) == len(others) + 1
