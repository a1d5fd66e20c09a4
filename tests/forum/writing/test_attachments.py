"""Files of posts: cleaned before they are kept, shown to those who read the post, gone with it."""

import io
import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from campaign.models import Collective
from engine.throttle import allow
from forum import services
from forum.machina import Forum, Post
from forum.models import Attachment
from forum.moderation.services import moderating
from forum.spaces.services import make_spaces
from forum.templatetags.board_tags import topic_url
from forum.writing.forms import attachments as form_of_files
from forum.writing.services import attaching
from safety.cleaning import Clean, Small, available  # noqa: F401  (the mark below asks the last one)
from safety.spooling import EncryptedSpool
from tests.conftest import make_user
from tests.safety import dirty
from tests.safety.judging import GPS_AND_PEOPLE, tags

pytestmark = pytest.mark.django_db
needs_cleaner = pytest.mark.skipif("available()", reason="The cleaner misses something (contrechamp doctor says what)")


@pytest.fixture(autouse=True)
def store(settings, tmp_path):
    """An empty store for each test."""
    settings.MEDIA_ROOT = tmp_path


def stored():
    """The names of all files in the store."""
    try:
        return {f"attachments/{name}" for name in default_storage.listdir("attachments")[1]}
    except FileNotFoundError:
        return set()


def keep(owner, *, extension="webp", content=b"content"):
    """A file that `owner` has added to a message that is not sent yet; no sandbox is needed for it."""
    body, small = EncryptedSpool(content), None
    if extension == "webp":
        small = Small(width=48, height=32, body=EncryptedSpool(b"small"))
    size, digest = len(content), ""
    clean = Clean(media_type="", extension=extension, family="", size=size, sha256=digest, removed=(), body=body)
    return attaching.keep(owner=owner, file=clean, small=small)


def photo(name="Jeanne Dupont, rue X.jpg"):
    return SimpleUploadedFile(name, dirty.picture("JPEG"), "image/jpeg")


def address(file, door="attachment"):
    return reverse(f"board:{door}", args=[file.key])


def answer_url(topic):
    forum = topic.forum
    return reverse("forum_conversation:post_create", args=[forum.slug, forum.pk, topic.slug, topic.pk])


def change_url(post):
    topic, forum = post.topic, post.topic.forum
    return reverse("forum_conversation:post_update", args=[forum.slug, forum.pk, topic.slug, topic.pk, post.pk])


def national_forum():
    return Forum.objects.filter(type=Forum.FORUM_POST, parent__isnull=False).order_by("pk").first()


def body_of(answer):
    return b"".join(answer.streaming_content)


# -- Coming in ---------------------------------------------------------------------------------------------------------
@needs_cleaner
def test_photo_comes_out_without_place_maker_and_name(space, write, member, source, client_of, tmp_path):
    topic = write(space.public_forum, member)
    client = client_of(member)
    answer = client.post(answer_url(topic), {"content": "Vue d'ici", "files": photo()}, follow=True)
    assert "Retiré du fichier 1 : position GPS" in answer.text
    assert "Retiré" not in client.get(topic_url(topic)).text  # told once
    page = source.get(topic_url(topic)).text
    shown = re.search(r'<a class="attachment__picture" href="(\S+)"\s*><img src="(\S+)" width="32" height="64"', page)
    assert shown is not None and 'loading="lazy"' in page and "Dupont" not in page
    whole, small = (source.get(link) for link in shown.groups())
    for picture, kind in ((whole, "JPEG"), (small, "WEBP")):
        assert picture.status_code == 200 and "Dupont" not in str(picture.headers)
        content = body_of(picture)
        assert Image.open(io.BytesIO(content)).format == kind
        assert dirty.CANARY.encode() not in content
        assert not [word for word in GPS_AND_PEOPLE if word in tags(content, kind.lower(), tmp_path)]
    assert whole["Content-Disposition"].startswith("inline") and whole["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in whole["Content-Security-Policy"]
    assert not any("Dupont" in name for name in stored()) and len(stored()) == 2


@needs_cleaner
def test_refused_file_loses_neither_words_nor_the_other_file(space, write, member, client_of):
    topic = write(space.public_forum, member)
    client = client_of(member)
    wrong = SimpleUploadedFile("programme.exe", b"MZ" + b"\x07\x00" * 500)
    data = {"content": "Mes mots restent", "files": [photo(), wrong]}
    answer = client.post(answer_url(topic), data)
    assert answer.status_code == 400 and Post.objects.count() == 1
    assert "programme.exe" in answer.text and "Convertissez-le" in answer.text and "Mes mots restent" in answer.text
    kept = Attachment.objects.get()
    assert str(kept.key) in answer.text and kept.pending_of == member
    again = {"content": "Mes mots restent", "offered": kept.key, "kept": kept.key, f"title-{kept.key}": "Le mât"}
    preview = client.post(answer_url(topic), {**again, "preview": "1"})
    assert preview.status_code == 200 and "Le mât" in preview.text and Post.objects.count() == 1
    page = client.post(answer_url(topic), again, follow=True).text
    kept.refresh_from_db()
    assert (kept.post, kept.pending_of) == (Post.objects.latest("pk"), None)
    assert 'alt="Le mât"' in page


def test_too_many_or_too_large_files_are_told_and_not_cleaned(space, write, member, client_of, settings, monkeypatch):
    monkeypatch.setattr(form_of_files, "clean_upload", None)  # whoever calls it fails
    settings.FORUM_FILES, settings.FORUM_FILE_MB = 2, 1
    topic = write(space.public_forum, member)
    client = client_of(member)
    mine = keep(member)
    data = {"content": "Trois", "offered": mine.key, "kept": mine.key, "files": [photo("a.jpg"), photo("b.jpg")]}
    answer = client.post(answer_url(topic), data)
    assert answer.status_code == 400 and "2 fichiers au plus" in answer.text and str(mine.key) in answer.text
    large = SimpleUploadedFile("film.mp4", b"x" * (2**20 + 1))
    answer = client.post(answer_url(topic), {"content": "Un seul", "files": large})
    assert answer.status_code == 400 and "film.mp4 : Ce fichier dépasse 1 Mo" in answer.text
    assert Post.objects.count() == 1


def test_many_files_an_hour_are_too_many(space, write, member, client_of, monkeypatch):
    monkeypatch.setattr("forum.writing.views.attachments.files_an_hour", lambda user: 0)
    monkeypatch.setattr(form_of_files, "clean_upload", None)
    topic = write(space.public_forum, member)
    answer = client_of(member).post(answer_url(topic), {"content": "Encore", "files": photo()})
    assert answer.status_code == 400 and "beaucoup de fichiers en une heure" in answer.text


@pytest.mark.parametrize(("who", "most"), [("outsider", 10), ("member", 40)])
def test_newcomer_adds_fewer_files_an_hour(who, most, forum, write, client_of, request, monkeypatch):
    person, cleaned = request.getfixturevalue(who), []

    def clean(file, **more):
        cleaned.append(file.name)
        raise ValidationError("refused")

    monkeypatch.setattr(form_of_files, "clean_upload", clean)
    topic = write(forum, person)
    for _ in range(most - 1):
        assert allow(action="forum-file", who=str(person.pk), limit=most, seconds=3600)
    client = client_of(person)
    answers = [
        client.post(answer_url(topic), {"content": "Encore", "files": photo(name)}) for name in ("a.jpg", "b.jpg")
    ]
    assert cleaned == ["a.jpg"], "the last one of the hour"
    assert ["beaucoup de fichiers en une heure" in answer.text for answer in answers] == [False, True]


def test_without_the_cleaner_words_go_and_files_stay_out(space, write, member, client_of, monkeypatch, tmp_path):
    form_of_files._cleaner_worked.cache_clear()
    monkeypatch.setenv("PATH", str(tmp_path))  # no sandbox to be found
    try:
        topic = write(space.public_forum, member)
        client = client_of(member)
        page = client.get(topic_url(topic)).text
        assert 'type="file"' not in page and "On ne peut pas ajouter de fichiers" in page
        answer = client.post(answer_url(topic), {"content": "Avec", "files": photo()})
        assert answer.status_code == 400 and "ne peuvent pas être nettoyés" in answer.text
        assert not stored() and not Attachment.objects.exists()
        assert client.post(answer_url(topic), {"content": "Sans"}).status_code == 302
    finally:
        form_of_files._cleaner_worked.cache_clear()


def test_nobody_adds_files_where_they_may_not_write(space, write, member, outsider, source, client_of, monkeypatch):
    monkeypatch.setattr(form_of_files, "clean_upload", None)
    private, public = write(space.private_forum, member), write(space.public_forum, member)
    assert client_of(outsider).post(answer_url(private), {"content": "x", "files": photo()}).status_code == 404
    assert source.post(answer_url(public), {"content": "x", "files": photo()}).status_code == 302
    moderating.suspend(
        post=write(space.public_forum, outsider).first_post,
        until=timezone.now() + timedelta(days=1),
        reason="Publicité",
        by=member,
        collective=None,
    )
    answer = client_of(outsider).post(answer_url(public), {"content": "Mes mots", "files": photo()})
    assert answer.status_code == 403 and "Mes mots" in answer.text


def test_file_of_somebody_elses_message_cannot_be_taken(space, write, member, outsider, client_of):
    topic, theirs = write(space.public_forum, member), keep(member)
    data = {"content": "Le mien", "offered": theirs.key, "kept": theirs.key}
    answer = client_of(outsider).post(answer_url(topic), data)
    assert answer.status_code == 400 and "Choisissez-le de nouveau" in answer.text and "Le mien" in answer.text
    assert client_of(outsider).get(address(theirs)).status_code == 404
    assert client_of(member).get(address(theirs))["Cache-Control"] == "private, no-store"
    theirs.refresh_from_db()
    assert theirs.pending_of == member


@pytest.mark.parametrize("value", ["", "x", "0" * 400, "4ab5bd86-a3a5-4f4e-ac5c-3061a69098f0"])
def test_nonsense_for_a_file_is_no_failure(space, write, member, client_of, value):
    data = {"content": "Bonjour", "offered": value, "kept": value}
    assert client_of(member).post(answer_url(write(space.public_forum, member)), data).status_code in (302, 400)


def test_forms_that_take_files_accept_as_much_as_they_say():
    from safety.uploads import body_limit

    largest = settings.FORUM_FILES * settings.FORUM_FILE_MB * 2**20
    for path in ("topic/create/", "topic/a-1/post/create/", "topic/a-1/3/post/update/", "topic/a-1/update/"):
        assert body_limit(f"/forum/forum/b-2/{path}") > largest
        assert body_limit(f"/en/forum/forum/b-2/{path}") > largest
    assert body_limit("/forum/forum/b-2/topic/a-1/3/post/delete/") == settings.BODY_LIMIT


# -- Going out ---------------------------------------------------------------------------------------------------------
def test_private_files_are_not_there_for_others(space, write_with_file, member, outsider, commune, source, client_of):
    elsewhere = Collective.objects.create(
        name="Ailleurs", slug="ailleurs", commune=commune, status="active", approved_at=timezone.now()
    )
    make_spaces(collective=elsewhere)
    neighbour = make_user("voisine")
    elsewhere.memberships.create(user=neighbour, role="organiser")
    file = write_with_file(space.private_forum, member)
    for door in ("attachment", "small_attachment"):
        for reader in (source, client_of(outsider), client_of(neighbour)):
            assert reader.get(address(file, door)).status_code == 404
        answer = client_of(member).get(address(file, door))
        assert answer.status_code == 200 and answer["Cache-Control"] == "private, no-store"
    assert source.get(f"/media/{file.file.name}").status_code == 404


def test_public_picture_is_shown_and_other_files_are_saved(space, write, member, source):
    files = [keep(member), keep(member, extension="html", content=b"<script>alert(1)</script>")]
    write(space.public_forum, member, files=files)
    picture, other = (source.get(address(file)) for file in files)
    assert picture["Content-Type"] == "image/webp" and picture["Cache-Control"] == "private, no-cache"
    assert other["Content-Type"] == "application/octet-stream" and other["Content-Disposition"].startswith("attachment")
    assert re.search(r'filename="fichier-[0-9a-f]{8}\.html"', other["Content-Disposition"])
    assert not picture.cookies and not other.cookies


def test_newcomers_file_is_read_first_by_those_who_moderate(moderator, outsider, member, source, client_of):
    forum = national_forum()
    file = keep(outsider)
    form = {"subject": "Photo", "content": "Sans lien", "offered": file.key, "kept": file.key}
    create = reverse("forum_conversation:topic_create", args=[forum.slug, forum.pk])
    assert "modération" in client_of(outsider).post(create, form, follow=True).text
    post = Post.objects.get()
    assert not post.approved and post.files.count() == 1
    readers = [client_of(moderator), client_of(outsider), client_of(member), source]
    assert [reader.get(address(file)).status_code for reader in readers] == [200, 200, 404, 404]
    waiting = readers[0].get(reverse("forum_moderation:queued_post", args=[post.pk])).text
    assert address(file, "small_attachment") in waiting
    moderating.approve(post=post, by=moderator)
    assert [reader.get(address(file)).status_code for reader in readers] == [200] * 4


def test_newcomer_adds_no_file_to_what_was_read(outsider, write, client_of):
    post = write(national_forum(), outsider).first_post
    file = keep(outsider)
    data = {"subject": "Affiches", "content": "x", "offered": file.key, "kept": file.key}
    answer = client_of(outsider).post(change_url(post), data)
    assert answer.status_code == 400 and "qui est lu d’abord" in answer.text and str(file.key) in answer.text
    assert not post.files.exists()


def test_hidden_post_hides_its_files(space, write_with_file, member, organiser, source, client_of):
    file = write_with_file(space.public_forum, member)
    topic = file.post.topic
    assert address(file) in source.get(topic_url(topic)).text
    moderating.hide(post=file.post, by=organiser, reason="On y voit quelqu'un")
    readers = [client_of(organiser), client_of(member), source]
    assert [reader.get(address(file)).status_code for reader in readers] == [200, 404, 404]
    assert address(file) not in source.get(topic_url(topic)).text
    assert address(file) in readers[0].get(reverse("board:moderate_post", args=[file.post_id])).text
    moderating.show_again(post=Post.objects.get(pk=file.post_id), by=organiser)
    assert address(file) in source.get(topic_url(topic)).text


def test_page_of_a_topic_needs_the_same_queries_for_one_file_and_many(
    space, write_with_file, member, source, django_assert_num_queries, django_assert_max_num_queries
):
    topic = write_with_file(space.public_forum, member).post.topic
    source.get(topic_url(topic))
    with django_assert_max_num_queries(12) as asked:
        source.get(topic_url(topic))
    for _number in range(10):
        services.reply(topic=topic, author=member, content="Encore", files=[keep(member), keep(member)])
    with django_assert_num_queries(len(asked)):
        assert source.get(topic_url(topic)).text.count("attachment__picture") == 21
