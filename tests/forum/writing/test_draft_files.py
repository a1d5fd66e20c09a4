"""Files left in a draft: found again with its words, sent with them, gone with it; the writer's alone."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from forum import services
from forum.models import Attachment, Draft
from forum.templatetags.board_tags import topic_url
from forum.writing.services import attaching, drafts
from safety.cleaning import available  # noqa: F401  (the mark below asks it)
from tests.forum.writing.test_attachments import (
    address,
    answer_url,
    change_url,
    keep,
    needs_cleaner,
    photo,
    store,
    stored,
)

pytestmark = pytest.mark.django_db
__all__ = ["store"]  # the fixture

LIST = reverse("board:drafts")


@pytest.fixture
def topic(space, write, member):
    return write(space.public_forum, member)


def left_in_draft(topic, user, *files, **words):
    """A reply that `user` has begun, with these files."""
    place = {"user": user, "forum": topic.forum, "topic": topic}
    return drafts.keep(**place, content="Pas fini", files=files or [keep(user)], **words)


@needs_cleaner
def test_file_left_in_a_draft_is_cleaned_found_again_and_sent(topic, member, client_of):
    client = client_of(member)
    answer = client.post(answer_url(topic), {"content": "Pas fini", "files": photo(), "draft": "1"}, follow=True)
    assert "Retiré du fichier 1" in answer.text and "position GPS" in answer.text
    file = Attachment.objects.get()
    for page in (LIST, answer_url(topic), topic_url(topic)):
        assert address(file, "small_attachment") in client.get(page).text
    assert f'name="kept" value="{file.key}" checked' in client.get(topic_url(topic)).text
    client.post(answer_url(topic), {"content": "Fini", "offered": file.key, "kept": file.key})
    file.refresh_from_db()
    assert file.post.content.raw == "Fini" and not Draft.objects.exists()


@needs_cleaner
def test_file_that_no_draft_can_keep_is_named_and_nothing_else_is_lost(topic, member, client_of):
    from django.core.files.uploadedfile import SimpleUploadedFile

    wrong = SimpleUploadedFile("programme.exe", b"MZ" + b"\x07\x00" * 500)
    data = {"content": "Pas fini", "files": [photo(), wrong], "draft": "1"}
    answer = client_of(member).post(answer_url(topic), data)
    assert answer.status_code == 400 and "programme.exe" in answer.text and "Pas fini" in answer.text
    assert f'name="kept" value="{Attachment.objects.get().key}" checked' in answer.text


def test_words_saved_while_one_types_leave_the_files_and_unticking_takes_them_out(topic, member, client_of):
    client, file = client_of(member), keep(member)
    left_in_draft(topic, member, file)
    client.post(answer_url(topic), {"content": "", "draft": "1"}, HTTP_ACCEPT="application/json")
    assert Draft.objects.get().files.get() == file
    shown = {"content": "Autre", "offered": file.key, "kept": file.key, f"title-{file.key}": "La place"}
    client.post(answer_url(topic), shown | {"draft": "1"}, HTTP_ACCEPT="application/json")
    assert Draft.objects.get().files.get().title == "La place"
    client.post(answer_url(topic), {"content": "Autre", "offered": file.key, "draft": "1"})
    assert not Draft.objects.get().files.exists()


def test_name_of_a_file_holds_no_sign_that_a_database_refuses(topic, member, client_of):
    file = keep(member)
    shown = {"content": "Vue", "offered": file.key, "kept": file.key, f"title-{file.key}": "La\x00 place\x0b"}
    client_of(member).post(answer_url(topic), shown | {"draft": "1"})
    assert Draft.objects.get().files.get().title == "La place"
    client_of(member).post(answer_url(topic), shown)
    assert Attachment.objects.get().post is not None and Attachment.objects.get().title == "La place"


def test_files_of_a_draft_stay_for_as_long_as_it_does(topic, member, run_tasks, capsys):
    left_in_draft(topic, member)
    keep(member)
    Attachment.objects.update(added_at=timezone.now() - timedelta(days=9))
    with run_tasks():
        assert attaching.sweep() == 1
    assert Draft.objects.get().files.count() == 1 and len(stored()) == 2
    Draft.objects.update(saved_at=timezone.now() - timedelta(days=181))
    with run_tasks():
        call_command("prune_drafts")
    assert not Attachment.objects.exists() and not stored()


def test_files_go_when_the_draft_is_thrown_away(topic, member, client_of, run_tasks):
    draft = left_in_draft(topic, member)
    with run_tasks():
        client_of(member).post(reverse("board:discard_draft", args=[draft.pk]))
    assert not Attachment.objects.exists() and not stored()


def test_nobody_else_has_the_file_of_a_draft(topic, member, organiser, outsider, moderator, source, client_of):
    file = left_in_draft(topic, member).files.get()
    for client in (client_of(organiser), client_of(outsider), client_of(moderator), source):
        assert client.get(address(file)).status_code == 404
        assert str(file.key) not in client.get(topic_url(topic)).text
    assert client_of(member).get(address(file)).status_code == 200
    drafts.keep(user=outsider, forum=topic.forum, topic=topic, content="Pris", files=[file])
    assert Draft.objects.get(user=member).files.get() == file


def test_drafts_hold_twenty_files_in_all(topic, member, client_of):
    left_in_draft(topic, member, *[keep(member, extension="pdf") for _ in range(20)])
    one = keep(member, extension="pdf")
    typed = {"subject": "Neuf", "content": "Un de trop", "offered": one.key, "kept": one.key, "draft": "1"}
    forum = topic.forum
    create = reverse("forum_conversation:topic_create", args=[forum.slug, forum.pk])
    answer = client_of(member).post(create, typed)
    assert answer.status_code == 400 and "20 fichiers" in answer.text and "Un de trop" in answer.text
    assert str(one.key) in answer.text and Draft.objects.count() == 1
    assert client_of(member).post(create, typed | {"kept": ""}).status_code == 302


def test_change_keeps_its_new_files_beside_those_of_the_message(topic, member, client_of):
    there, added = keep(member), keep(member)
    post = services.reply(topic=topic, author=member, content="Vue", files=[there])
    shown = {"offered": [there.key, added.key], "kept": [there.key, added.key], "seen": 0, "draft": "1"}
    client_of(member).post(change_url(post), {"content": "Vue de la place", **shown})
    assert Draft.objects.get().files.get() == added and post.files.get() == there
    page = client_of(member).get(change_url(post)).text
    assert all(f'name="kept" value="{file.key}" checked' in page for file in (there, added))


def test_list_of_drafts_with_files_costs_the_same_with_many(space, write, member, client_of, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client = client_of(member)
    left_in_draft(write(space.public_forum, member), member)
    client.get(LIST)
    with CaptureQueriesContext(connection) as one:
        client.get(LIST)
    count = len(one)
    for _ in range(6):
        left_in_draft(write(space.public_forum, member), member)
    client.get(LIST)
    with django_assert_num_queries(count):
        assert client.get(LIST).text.count('class="attachment"') == 7
