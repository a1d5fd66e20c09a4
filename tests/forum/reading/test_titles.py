"""Pages of moderation and decisions say what they are: a heading, a title, a last crumb."""

from __future__ import annotations

import re

import pytest

from tests.conftest import signed_in_client

pytestmark = pytest.mark.django_db


def test_every_form_of_a_topic_has_heading_title_and_crumb(space, write, organiser, outsider):
    topic = write(space.public_forum, outsider)
    post = topic.posts.get()
    client = signed_in_client(organiser)
    for address, heading in (
        (f"posts/{post.pk}/flag/", "Signaler un message"),
        (f"posts/{post.pk}/moderate/", "Modérer un message"),
        (f"topics/{topic.pk}/split/", "Scinder le sujet"),
        (f"topics/{topic.pk}/merge/", "Fusionner le sujet"),
        ("moderation/log/", "Journal de la modération"),
        (f"decisions/topic/{topic.pk}/", "Mettre une question en décision"),
    ):
        page = client.get(f"/forum/{address}").text
        assert re.search(rf"<h1[^>]*>{heading}</h1>", page), address
        assert heading in re.search(r"<title>(.*?)</title>", page, re.S)[1]
        assert page.count(heading) >= 3
