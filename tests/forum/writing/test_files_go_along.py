"""Files of posts change, move and go with what they belong to."""

import io
import os
from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.utils import timezone

from accounts.names import WORDS_GO
from accounts.signals import account_erased
from forum import services
from forum.machina import Post
from forum.models import Attachment
from forum.moderation.services import moderating
from forum.templatetags.board_tags import topic_url
from forum.writing.services import attaching
from safety.cleaning import Clean, Small, available  # noqa: F401  (the mark below asks the last one)
from tests.conftest import make_user
from tests.forum.writing.test_attachments import (
    address,
    answer_url,
    change_url,
    keep,
    store,
    stored,
)

pytestmark = pytest.mark.django_db
__all__ = ["store"]  # the fixture


def test_editing_shows_the_files_and_unticking_takes_them_away(
    space, write, member, client_of, django_capture_on_commit_callbacks
):
    write(space.public_forum, member, files=[keep(member), keep(member, extension="pdf")])
    post = Post.objects.get()
    picture, document = post.files.all()
    client = client_of(member)
    assert client.get(change_url(post)).text.count(" checked ") == 2
    data = {"subject": "Affiches", "content": "Mieux", "offered": [picture.key, document.key], "kept": document.key}
    refused = client.post(change_url(post), {**data, "subject": ""})
    assert refused.status_code == 400 and refused.text.count(" checked ") == 1 and post.files.count() == 2
    with django_capture_on_commit_callbacks(execute=True):
        page = client.post(change_url(post), {**data, f"title-{document.key}": "Arrêté du maire"}, follow=True).text
    assert list(post.files.all()) == [document] and stored() == {document.file.name}
    assert "Arrêté du maire" in page and "PDF, 7" in page and address(picture) not in page
    assert "arrete-du-maire-" in client.get(address(document))["Content-Disposition"]


def test_file_sent_twice_stays_with_the_first_message(space, write, member, client_of):
    topic, file = write(space.public_forum, member), keep(member)
    data = {"content": "Deux clics", "offered": file.key, "kept": file.key}
    client = client_of(member)
    assert client.post(answer_url(topic), data).status_code == 302
    first = Post.objects.latest("pk")
    assert client.post(answer_url(topic), data).status_code == 400
    attaching.attach(post=topic.first_post, files=[file])  # as a form that was read before the first was sent
    file.refresh_from_db()
    assert file.post == first


def test_drawn_post_knows_of_its_files(space, write_with_file, member, source):
    file = write_with_file(space.public_forum, member)
    page = topic_url(file.post.topic)
    assert 'alt="Image 1"' in source.get(page).text
    file.title = "Le mât"
    attaching.attach(post=file.post, files=[file])
    assert 'alt="Le mât"' in source.get(page).text
    attaching.attach(post=file.post, files=[])
    assert "attachment__picture" not in source.get(page).text


@pytest.mark.parametrize("what", ["post", "topic", "forum", "words"])
def test_files_go_with_what_they_belong_to(
    space, write_with_file, write, member, what, django_capture_on_commit_callbacks
):
    file = write_with_file(space.public_forum, member)
    topic = file.post.topic
    services.reply(topic=topic, author=make_user("autre"), content="Merci")
    assert len(stored()) == 2
    with django_capture_on_commit_callbacks(execute=True):
        if what == "words":
            account_erased.send(sender=type(member), user=member, words=WORDS_GO)
        elif what == "post":
            services.delete_post(post=file.post)
        else:
            (topic if what == "topic" else topic.forum).delete()
    assert not stored() and not Attachment.objects.exists()


def test_files_move_with_their_posts(space, write_with_file, write, member, organiser, source):
    file = write_with_file(space.private_forum, member)
    other = write(space.public_forum, member, subject="L'autre")
    moderating.merge_topics(topic=file.post.topic, into=other, by=organiser)
    assert source.get(address(file)).status_code == 200
    first = Post.objects.exclude(pk=file.post_id).get()
    moderating.split_topic(topic=other, posts=Post.objects.filter(pk=first.pk), subject="Seul", by=organiser)
    other.refresh_from_db()
    moderating.move_topic(topic=other, forum=space.private_forum, by=organiser)
    assert source.get(address(file)).status_code == 404


def test_night_sweeps_what_was_never_sent(space, write_with_file, member, django_capture_on_commit_callbacks, settings):
    sent, old, fresh = write_with_file(space.public_forum, member), keep(member), keep(member)
    yesterday = timezone.now() - timedelta(hours=25)
    Attachment.objects.exclude(pk=fresh.pk).update(added_at=yesterday)
    _lost, young = (default_storage.save(f"attachments/{name}.webp", io.BytesIO(b"x")) for name in ("lost", "young"))
    for name in stored() - {young}:
        os.utime(default_storage.path(name), (yesterday.timestamp(),) * 2)
    assert "sweep_attachments" in settings.NIGHTLY
    with django_capture_on_commit_callbacks(execute=True):
        call_command("sweep_attachments", verbosity=0)
    assert set(Attachment.objects.all()) == {sent, fresh}
    expected = {file.name for row in (sent, fresh) for file in (row.file, row.small)}
    assert stored() == expected | {young} and old.file.name not in stored()
