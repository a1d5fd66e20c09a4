"""Messages with files."""

from __future__ import annotations

import pytest

from forum.models import Attachment


@pytest.fixture
def write_with_file(write):
    """`write_with_file(forum, author)`: a topic whose first post has a picture; the picture."""

    from tests.forum.writing.test_attachments import keep

    def start(forum, author, **more):
        file = keep(author)
        write(forum, author, files=[file], **more)
        return Attachment.objects.get(pk=file.pk)

    return start
