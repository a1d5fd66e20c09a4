"""A message brings all open pages of a topic at once: what they all ask for is computed once."""

from django.urls import reverse

from forum import services
from tests.safety.test_page_cache import Site, site, space  # noqa: F401 - fixtures

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
