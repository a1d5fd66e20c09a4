"""A message brings all open pages of a topic at once: what they all ask for is computed once."""

import threading

from django.urls import reverse

from forum import services
from tests.engine.test_page_cache import Site, site, space  # noqa: F401 - fixtures

OPEN_PAGES = 40


def test_part_that_many_guests_ask_for_at_once_is_computed_once(site: Site, space, member):  # noqa: F811
    topic = services.start_topic(forum=space.public_forum, author=member, subject="Affiches", content="Où ?")
    path = f"{reverse('board:posts_since', args=[topic.pk])}?post={topic.first_post_id}"
    for words in ("Au marché", "Au pont"):
        services.reply(topic=topic, author=member, content=words)
        site.computed = 0
        answers = site.get_at_once(path, OPEN_PAGES)
        assert {status for status, _headers, _body in answers} == {200}
        assert all(words in body for _status, _headers, body in answers)
        assert site.computed == 1


def test_guest_who_looks_while_another_computes_does_not_compute_it_again(site: Site, space, member, monkeypatch):  # noqa: F811
    topic = services.start_topic(forum=space.public_forum, author=member, subject="Affiches", content="Où ?")
    path = f"{reverse('board:posts_since', args=[topic.pk])}?post={topic.first_post_id}"
    find, keep = site.guest_pages.find, site.guest_pages.keep
    slow, kept = iter([False, True]), threading.Event()

    def find_slowly(key):
        page = find(key)
        if next(slow, False):  # the second guest learns that there is no page when the first has just made it
            assert kept.wait(30)
        return page

    def keep_and_tell(*args, **more):
        try:
            return keep(*args, **more)
        finally:
            kept.set()

    monkeypatch.setattr(site.guest_pages, "find", find_slowly)
    monkeypatch.setattr(site.guest_pages, "keep", keep_and_tell)
    answers = site.get_at_once(path, 2)
    assert [status for status, _headers, _body in answers] == [200, 200]
    assert site.computed == 1
