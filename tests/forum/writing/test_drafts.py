"""What is typed and not sent: kept for the one who types, found again, seen by nobody else, gone when it is sent."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from accounts.names import WORDS_STAY_NAMED
from accounts.services import erase_account
from engine.versions import site_version
from forum import services
from forum.models import Draft, Suspension
from forum.moderation.services import moderating
from forum.templatetags.board_tags import topic_url
from forum.writing.services import drafts
from tests.forum.writing.test_writing import create_url, in_topic

pytestmark = pytest.mark.django_db

SCRIPT = {"HTTP_ACCEPT": "application/json"}
LIST = reverse("board:drafts")


def save(client, address, **words):
    return client.post(address, {"draft": "1", **words}, **SCRIPT)


def test_reply_is_kept_while_typed_found_again_and_gone_when_sent(space, write, member, client_of):
    topic, client = write(space.public_forum, member), client_of(member)
    address = in_topic("post_create", topic)
    assert save(client, address, content="Je pense que").json()["said"].startswith("Brouillon enregistré à ")
    save(client, address, content="Je pense que oui  ")
    assert list(Draft.objects.values_list("content", flat=True)) == ["Je pense que oui  "]
    for page in (topic_url(topic), address, LIST):
        assert "Je pense que oui" in client.get(page).content.decode()
    assert client.post(address, {"content": "Oui."}).status_code == 302
    assert not Draft.objects.exists()
    assert "Je pense" not in client.get(topic_url(topic)).content.decode()


def test_new_topic_is_kept_by_a_button_without_script(space, member, client_of):
    client = client_of(member)
    answer = client.post(create_url(space.public_forum), {"subject": "Affi", "content": "", "draft": "1"})
    assert answer.url == LIST
    assert "Nouveau sujet dans" in client.get(LIST).content.decode()
    assert 'value="Affi"' in client.get(create_url(space.public_forum)).content.decode()
    client.post(create_url(space.public_forum), {"subject": "Affiches", "content": "Où ?"})
    assert not Draft.objects.exists()


def test_saving_nothing_forgets_the_draft(space, write, member, client_of):
    topic, client = write(space.public_forum, member), client_of(member)
    save(client, in_topic("post_create", topic), content="a")
    assert save(client, in_topic("post_create", topic), content=" \n").json()["said"] == ""
    assert not Draft.objects.exists()


def test_nobody_else_sees_or_throws_away_a_draft(space, write, member, organiser, outsider, source, client_of):
    topic = write(space.public_forum, member)
    save(client_of(member), in_topic("post_create", topic), content="canari-brouillon")
    pk = Draft.objects.get().pk
    for person in (organiser, outsider):
        client = client_of(person)
        for page in (LIST, topic_url(topic), in_topic("post_create", topic)):
            assert "canari-brouillon" not in client.get(page).content.decode()
        assert client.post(reverse("board:discard_draft", args=[pk])).status_code == 404
    assert "canari-brouillon" not in source.get(topic_url(topic)).content.decode()
    assert source.get(LIST).url.startswith(reverse("account_login"))
    assert source.post(reverse("board:discard_draft", args=[pk])).status_code == 302
    assert Draft.objects.filter(pk=pk).exists()
    assert client_of(member).post(reverse("board:discard_draft", args=[pk])).url == LIST
    assert not Draft.objects.exists()


def test_nothing_is_kept_where_one_may_not_write(space, write, member, outsider, source, client_of):
    private, public = write(space.private_forum, member), write(space.public_forum, member)
    Suspension.objects.create(user=member, reason="x", until=timezone.now() + timedelta(days=1))
    assert save(client_of(outsider), in_topic("post_create", private), content="x").status_code == 404
    assert save(client_of(outsider), create_url(space.private_forum), content="x").status_code == 404
    assert save(source, in_topic("post_create", public), content="x").status_code == 401
    assert save(client_of(member), in_topic("post_create", public), content="x").status_code == 403
    services.set_locked(topic=public, locked=True)
    assert save(client_of(outsider), in_topic("post_create", public), content="x").status_code == 404
    assert not Draft.objects.exists()


def test_of_a_place_that_is_closed_to_them_people_see_their_own_words_alone(space, write, member, client_of):
    topic = write(space.private_forum, member, subject="canari-titre")
    save(client_of(member), in_topic("post_create", topic), content="mes mots")
    member.memberships.all().delete()
    page = client_of(member).get(LIST).content.decode()
    assert "mes mots" in page and "canari-titre" not in page and space.private_forum.name not in page


def test_what_cannot_be_kept_is_refused_and_shown_again(space, write, member, client_of):
    topic, client = write(space.public_forum, member), client_of(member)
    address = in_topic("post_create", topic)
    assert save(client, address, content="y" * 30_001).status_code == 400
    answer = client.post(address, {"draft": "1", "content": "y" * 30_001})
    assert answer.status_code == 400
    assert "trop long" in answer.content.decode() and "y" * 30_001 in answer.content.decode()
    codes = {save(client, address, content=f"n{n}").status_code for n in range(45)}
    assert codes == {200, 429}


def test_drafts_go_with_the_account(space, write, member, client_of):
    topic = write(space.public_forum, member)
    save(client_of(member), in_topic("post_create", topic), content="x")
    erase_account(user=member, words=WORDS_STAY_NAMED)
    assert not Draft.objects.exists()


def test_draft_follows_its_topic_into_another(space, write, member, outsider):
    topic, into = write(space.public_forum, member), write(space.public_forum, member)
    for user in (member, outsider):
        drafts.keep(user=user, forum=topic.forum, topic=topic, content="vieux")
    drafts.keep(user=member, forum=into.forum, topic=into, content="neuf")
    services.merge_topics(topic=topic, into=into)
    assert set(Draft.objects.values_list("user", "topic", "content")) == {
        (member.pk, into.pk, "neuf"), (outsider.pk, into.pk, "vieux"),
    }  # fmt: skip


def test_saving_a_draft_makes_no_guests_page_old(space, write, member):
    topic = write(space.public_forum, member)
    before = site_version()
    drafts.keep(user=member, forum=topic.forum, topic=topic, content="x")
    assert site_version() == before


def test_list_costs_the_same_with_many(space, write, member, client_of, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client = client_of(member)
    drafts.keep(user=member, forum=space.public_forum, subject="a")
    client.get(LIST)
    with CaptureQueriesContext(connection) as one:
        client.get(LIST)
    count = len(one)
    for number in range(15):
        topic = write(space.public_forum, member, subject=f"n{number}")
        drafts.keep(user=member, forum=topic.forum, topic=topic, content="x")
    client.get(LIST)
    with django_assert_num_queries(count):
        assert client.get(LIST).content.decode().count('class="post draft"') == 16


def test_old_drafts_are_forgotten_by_night(space, member, outsider, capsys):
    for user in (member, outsider):
        drafts.keep(user=user, forum=space.public_forum, subject="a")
    Draft.objects.filter(user=member).update(saved_at=timezone.now() - timedelta(days=181))
    call_command("prune_drafts", "--dry-run")
    assert Draft.objects.count() == 2
    call_command("prune_drafts")
    assert capsys.readouterr().out == "1 drafts would be forgotten.\n1 drafts forgotten.\n"
    assert [draft.user for draft in Draft.objects.all()] == [outsider]


def test_place_that_vanishes_while_one_types_is_not_found(space, write, member, client_of, monkeypatch):
    from django.db import IntegrityError

    def gone(**words):
        raise IntegrityError("FOREIGN KEY constraint failed")

    topic = write(space.private_forum, member)
    monkeypatch.setattr("forum.writing.views.drafts.drafts.keep", gone)
    answer = client_of(member).post(f"{topic_url(topic)}post/create/", {"content": "Encore un mot", "draft": "1"})
    assert answer.status_code == 404


# -- Changes to one's own messages -------------------------------------------------------------------------------------
@pytest.fixture
def said(space, write, member):
    """The opening message of a topic of `member`, and the address where it is changed."""
    topic = write(space.public_forum, member, tags=["budget"])
    return topic.first_post, in_topic("post_update", topic, topic.first_post_id)


def form_of(client, address):
    """What the form holds, to send it again with something else in it."""
    form = client.get(address).context["form"]
    values = {field.name: field.value() for field in form if field.name != "files"}
    return {name: "" if value is None else value for name, value in values.items()}


def test_change_is_kept_while_typed_found_again_and_gone_when_saved(said, member, client_of):
    (post, address), client = said, client_of(member)
    typed = {"subject": "Affiches A3", "content": "Au local", "tags": "budget, pa", "reason": "lieu"}
    assert save(client, address, **typed, seen=0).json()["said"].startswith("Brouillon enregistré à ")
    page = client.get(LIST).text
    assert "Modification de votre message dans" in page and "Au local" in page and f'href="{address}"' in page
    assert form_of(client, address) == typed | {"seen": 0}
    assert "Quelqu’un" not in client.get(address).text
    assert client.post(address, form_of(client, address) | {"tags": "budget"}).status_code == 302
    post.refresh_from_db()
    assert post.content.raw == "Au local" and not Draft.objects.exists()


def test_change_stands_beside_the_reply_and_the_new_topic_of_the_same_place(said, member, client_of):
    (post, address), client = said, client_of(member)
    save(client, address, content="changé", seen=0)
    save(client, in_topic("post_create", post.topic), content="répondu")
    save(client, create_url(post.topic.forum), content="ouvert")
    assert set(Draft.objects.values_list("content", flat=True)) == {"changé", "répondu", "ouvert"}
    assert "changé" not in client.get(topic_url(post.topic)).text
    assert client.post(in_topic("post_create", post.topic), {"content": "Oui."}).status_code == 302
    assert set(Draft.objects.values_list("content", flat=True)) == {"changé", "ouvert"}


def test_change_that_changes_nothing_is_no_draft(said, member, client_of):
    (post, address), client = said, client_of(member)
    save(client, address, content="autre", seen=0)
    same = form_of(client, address) | {"content": post.content.raw, "subject": post.topic.subject}
    assert save(client, address, **same).json()["said"] == ""
    assert not Draft.objects.exists()


def test_who_changes_the_message_of_another_hoards_none_of_it(said, organiser, outsider, source, client_of):
    post, address = said
    typed = {"subject": "Pris", "content": "Repris"}
    assert save(client_of(organiser), address, **typed).status_code == 200
    assert "data-draft" not in client_of(organiser).get(address).text
    assert save(client_of(outsider), address, **typed).status_code == 404
    assert save(source, address, **typed).status_code == 401
    post.refresh_from_db()
    assert not Draft.objects.exists() and post.content.raw == "On se retrouve où ?"


def test_draft_says_that_the_message_was_changed_meanwhile(said, member, organiser, client_of):
    (post, address), client = said, client_of(member)
    save(client, address, subject="Affiches", content="la mienne", seen=0)
    services.edit_post(post=post, editor=organiser, content="celle de la modération", reason="adresse")
    page = client.get(address).text
    assert "Ce que dit le message maintenant" in page and "celle de la modération" in page and "la mienne" in page
    assert "Referente" in page and "adresse" in page
    assert client.post(address, form_of(client, address)).status_code == 302
    post.refresh_from_db()
    assert post.content.raw == "la mienne"


def test_who_saves_over_a_change_not_seen_is_asked_first_and_loses_nothing(said, member, organiser, client_of):
    (post, address), client = said, client_of(member)
    typed = form_of(client, address) | {"content": "la mienne", "tags": "budget"}
    services.edit_post(post=post, editor=organiser, content="celle de la modération")
    answer = client.post(address, typed)
    assert answer.status_code == 409 and "en même temps que vous" in answer.text
    assert "celle de la modération" in answer.text and "la mienne" in answer.text
    post.refresh_from_db()
    assert post.content.raw == "celle de la modération"
    assert client.post(address, typed | {"seen": answer.context["form"]["seen"].value()}).status_code == 302
    post.refresh_from_db()
    assert post.content.raw == "la mienne"


def test_change_sent_twice_is_no_quarrel(said, member, client_of):
    (_post, address), client = said, client_of(member)
    typed = form_of(client, address) | {"content": "la mienne", "tags": "budget"}
    assert [client.post(address, typed).status_code for _ in range(2)] == [302, 302]


def test_change_follows_its_message_and_goes_with_it(said, write, member, organiser, client_of):
    (post, address), client = said, client_of(member)
    save(client, address, content="la mienne", seen=0)
    into = write(post.topic.forum, member, subject="Ailleurs")
    services.merge_topics(topic=post.topic, into=into)
    page = client.get(LIST).text
    assert "Ailleurs" in page and in_topic("post_update", into, post.pk) in page
    moderating.hide(post=type(post).objects.get(pk=post.pk), by=organiser, reason="nom")
    page = client.get(LIST).text
    assert "la mienne" in page and in_topic("post_update", into, post.pk) not in page
    services.delete_post(post=type(post).objects.get(pk=post.pk))
    assert not Draft.objects.exists()
