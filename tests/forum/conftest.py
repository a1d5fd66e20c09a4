"""Forums to test with: the spaces of `collective`, and a way to write in them."""

from __future__ import annotations

import pytest

from forum import services
from forum.services.spaces import make_spaces


@pytest.fixture
def space(collective):
    return make_spaces(collective=collective)


@pytest.fixture
def write():
    """`write(forum, author, subject)`: an approved topic with one post."""

    def start(forum, author, subject="Affiches", content="On se retrouve où ?", **more):
        return services.start_topic(forum=forum, author=author, subject=subject, content=content, **more)

    return start
