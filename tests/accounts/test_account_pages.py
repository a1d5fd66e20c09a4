"""One's own account: name and language, devices, and leaving for good."""

from __future__ import annotations

import pytest
from allauth.usersessions.models import UserSession
from django.urls import reverse

from accounts.models import User
from campaign.models import Membership
from forum import services
from forum.machina import Forum, Post, Topic
from forum.spaces import services as spaces
from tests.conftest import PASSWORD, make_user, signed_in_client

pytestmark = pytest.mark.django_db
CANARY = "le canari du plafond"


@pytest.fixture
def said(outsider, member):
    """A topic of `outsider` in which `member` answered, and one where nobody did."""
    forum = spaces.make_national_forums() or Forum.objects.filter(type=0).first()
    forum = Forum.objects.filter(type=0).first()
    shared = services.start_topic(forum=forum, author=outsider, subject="À plusieurs", content=CANARY)
    services.reply(topic=shared, author=member, content="Je réponds.")
    alone = services.start_topic(forum=forum, author=outsider, subject="Dans le vide", content=CANARY)
    return shared, alone


def row_of(client, user):
    """The line of a session in its owner's list, as signing in by the page writes it."""
    return UserSession.objects.create(user=user, session_key=client.session.session_key, ip="::", user_agent="")


def erase(user, words, password=PASSWORD):
    client = signed_in_client(user)
    return client, client.post(reverse("account_erase"), {"words": words, "password": password})


def test_profile_keeps_name_and_language(client_of, outsider):
    client_of(outsider).post(reverse("account_profile"), {"public_name": "Hirondelle", "language": "en"})
    outsider.refresh_from_db()
    assert (outsider.public_name, outsider.language) == ("Hirondelle", "en")


def test_account_goes_with_its_sessions(outsider):
    other = signed_in_client(outsider)
    client, answer = erase(outsider, "nameless")
    assert (answer.status_code, answer.url) == (302, "/")
    assert not User.objects.filter(pk=outsider.pk).exists()
    for used in (client, other):
        assert used.get(reverse("account_profile")).status_code == 302


def test_wrong_password_erases_nothing_and_keeps_the_choice(outsider):
    _, answer = erase(outsider, "gone", password="something else 9")
    assert answer.status_code == 422
    assert User.objects.filter(pk=outsider.pk).exists()
    assert 'value="gone"' in answer.text.split("checked")[0].rsplit("<input", 1)[1]


def test_page_is_for_those_signed_in(client):
    assert client.get(reverse("account_erase")).status_code == 302


def test_words_stay_without_the_name(outsider, said):
    erase(outsider, "nameless")
    post = said[0].posts.order_by("pk").first()
    assert (post.poster, post.username, str(post.content.raw)) == (None, None, CANARY)
    assert "Passante" not in str(Post.objects.values_list("username", "subject"))


def test_words_stay_under_the_public_name(outsider, said):
    erase(outsider, "named")
    assert said[0].posts.order_by("pk").first().username == "Passante"


def test_words_go_and_the_answers_stay(outsider, said):
    shared, alone = said
    erase(outsider, "gone")
    assert not Topic.objects.filter(pk=alone.pk).exists()
    assert [str(post.content.raw) for post in shared.posts.order_by("pk")][1:] == ["Je réponds."]
    columns = [field.attname for field in Post._meta.concrete_fields]
    assert CANARY not in str(list(Post.objects.values_list(*columns)))


def test_last_organiser_passes_the_role_on_first(organiser, collective, member):
    _, answer = erase(organiser, "nameless")
    assert answer.status_code == 409 and collective.name in answer.text
    assert User.objects.filter(pk=organiser.pk).exists()
    collective.memberships.filter(user=member).update(role=Membership.Role.ORGANISER)
    erase(organiser, "nameless")
    assert not User.objects.filter(pk=organiser.pk).exists()


def test_recipient_leaves_the_desk_first(recipient):
    _, answer = erase(recipient, "nameless")
    assert answer.status_code == 409
    assert User.objects.filter(pk=recipient.pk).exists()


def test_device_gets_a_name_and_is_signed_out_alone(outsider):
    here, there = signed_in_client(outsider), signed_in_client(outsider)
    row_of(here, outsider)
    row = row_of(there, outsider)
    address = reverse("account_label_session")
    here.post(address, {"session": row.pk, "label": "Téléphone"})
    assert "Téléphone" in here.get(reverse("usersessions_list")).text
    here.post(address, {"session": row.pk, "end": "1"})
    assert there.get(reverse("account_profile")).status_code == 302
    assert here.get(reverse("account_profile")).status_code == 200


def test_device_of_another_is_not_there(outsider):
    other = make_user("autre")
    mine, theirs = signed_in_client(outsider), signed_in_client(other)
    row = row_of(theirs, other)
    assert mine.post(reverse("account_label_session"), {"session": row.pk, "end": "1"}).status_code == 404
    assert theirs.get(reverse("account_profile")).status_code == 200


def test_signing_out_empties_what_scripts_kept_on_the_device(member, client_of):
    answer = client_of(member).post(reverse("account_logout"))
    assert (answer.status_code, answer.headers["Clear-Site-Data"]) == (302, '"storage"')
