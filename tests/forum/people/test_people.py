"""Profiles: nothing is told that the person did not write or tick; badges come and go with the role."""

from __future__ import annotations

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from campaign.models import Collective, Membership
from campaign.services import change_role
from forum import services
from forum.models import PublicProfile, Suspension
from forum.people.queries import badges_of, memberships_of, with_badges
from forum.people.services import profiles as people
from forum.templatetags.board_tags import topic_url
from tests.conftest import make_user, signed_in_client

pytestmark = pytest.mark.django_db
EDIT = "/forum/member/profile/edit/"


def page_of(person):
    return reverse("forum_member:profile", args=[person.public_name])


@pytest.fixture
def topic(space, write, organiser):
    return write(space.public_forum, organiser)


def badges_on(page):
    return [tag.text for tag in BeautifulSoup(page, "html.parser").select(".post__badges .tag")]


def test_nothing_is_told_unless_the_person_wants_it(topic, organiser, collective):
    organiser.email = "elle@example.org"
    organiser.save()
    guest = Client()
    page = guest.get(page_of(organiser)).text
    main = page.split("<main")[1].split("</main>")[0]
    assert collective.get_absolute_url() not in main and "tag" not in main and "elle@" not in page
    assert organiser.username not in main
    assert badges_on(guest.get(topic_url(topic)).text) == []


def test_ticked_collective_and_words_are_shown(topic, organiser, collective):
    client = signed_in_client(organiser)
    form = BeautifulSoup(client.get(EDIT).text, "html.parser")
    assert not form.select("main input[checked]")
    membership = organiser.memberships.get()
    answer = client.post(EDIT, {"words": "J'aime les **cartes**", "shown": [membership.pk]})
    assert answer.url == page_of(organiser)
    page = Client().get(page_of(organiser)).text
    assert "<strong>cartes</strong>" in page and collective.get_absolute_url() in page
    assert badges_on(Client().get(topic_url(topic)).text) == [f"référent·e · {collective.name}"]
    client.post(EDIT, {"words": ""})
    page = Client().get(page_of(organiser)).text
    assert "cartes" not in page and badges_on(Client().get(topic_url(topic)).text) == []


def test_badge_goes_with_the_role(topic, organiser, member, collective):
    membership = organiser.memberships.get()
    people.change_profile(user=organiser, words="", shown=[membership])
    assert badges_on(Client().get(topic_url(topic)).text)
    change_role(membership=member.memberships.get(), role=Membership.Role.ORGANISER)
    change_role(membership=membership, role=Membership.Role.MEMBER)
    assert badges_on(Client().get(topic_url(topic)).text) == []
    assert collective.get_absolute_url() in Client().get(page_of(organiser)).text


def test_member_who_is_shown_bears_no_badge(space, write, member):
    people.change_profile(user=member, words="", shown=member.memberships.all())
    assert badges_on(Client().get(topic_url(write(space.public_forum, member))).text) == []


def test_moderator_chooses_to_be_known_and_others_cannot(space, write, moderator, outsider):
    topic = write(space.public_forum, moderator)
    services.reply(topic=topic, author=outsider, content="Moi aussi")
    assert badges_on(Client().get(topic_url(topic)).text) == []
    for person in (moderator, outsider):
        signed_in_client(person).post(EDIT, {"words": "", "shows_moderator": "on"})
    assert badges_on(Client().get(topic_url(topic)).text) == ["modération de la campagne"]
    moderator.groups.clear()
    assert badges_on(Client().get(topic_url(topic)).text) == []


def test_membership_of_somebody_else_cannot_be_shown(topic, organiser, outsider, member):
    other = member.memberships.get()
    answer = signed_in_client(organiser).post(EDIT, {"words": "", "shown": [other.pk]})
    assert answer.status_code == 422
    assert signed_in_client(outsider).post(EDIT, {"words": "", "shown": [other.pk]}).status_code == 302
    assert not Membership.objects.filter(is_shown=True).exists()


def test_collective_that_waits_cannot_be_shown(commune, outsider):
    waiting = Collective.objects.create(name="Attend", slug="attend", commune=commune)
    membership = waiting.memberships.create(user=outsider, role="organiser", is_shown=True)
    assert membership not in memberships_of(outsider)
    assert badges_of(with_badges(type(outsider).objects.all(), person="pk").get(pk=outsider.pk)) == ()


def test_words_too_long_come_back(topic, organiser):
    answer = signed_in_client(organiser).post(EDIT, {"words": "mot " * 300})
    assert answer.status_code == 422 and "mot mot mot" in answer.text
    assert not PublicProfile.objects.exists()


def test_newcomer_puts_no_link_into_the_profile(outsider, organiser, topic):
    for words in ("https://exemple.org", "[ici](https://exemple.org)", "![ici](https://exemple.org/a.png)"):
        answer = signed_in_client(outsider).post(EDIT, {"words": words})
        assert answer.status_code == 422 and "exemple.org" in answer.text
    assert signed_in_client(organiser).post(EDIT, {"words": "https://exemple.org"}).status_code == 302


def test_suspended_person_is_told_why_and_loses_nothing_typed(topic, organiser, outsider, moderator):
    until = timezone.now() + timedelta(days=1)
    Suspension.objects.create(user=organiser, until=until, reason="Insultes", by=moderator)
    answer = signed_in_client(organiser).post(EDIT, {"words": "encore moi"})
    assert answer.status_code == 403 and "Insultes" in answer.text and "encore moi" in answer.text
    assert not PublicProfile.objects.exists()


def test_guest_is_asked_to_sign_in():
    assert Client().get(EDIT).url.startswith("/accounts/login/")
    assert Client().post(EDIT, {"words": "x"}).url.startswith("/accounts/login/")


def test_who_never_wrote_where_one_reads_is_nobody(space, write, member, outsider):
    people.change_profile(user=member, words="canari", shown=member.memberships.all())
    write(space.private_forum, member)
    for client in (Client(), signed_in_client(outsider)):
        assert client.get(page_of(member)).status_code == 404
    assert "canari" in signed_in_client(member).get(page_of(member)).text


def test_profile_goes_with_the_account(topic, organiser):
    people.change_profile(user=organiser, words="canari")
    organiser.delete()
    assert not PublicProfile.objects.exists()


def test_pages_ask_no_more_for_many_badges(topic, space, organiser, commune):
    people.change_profile(user=organiser, words="x", shown=organiser.memberships.all())

    def asked(address):
        Client().get(address)
        with CaptureQueriesContext(connection) as queries:
            assert Client().get(address).status_code == 200
        return len(queries)

    addresses = (topic_url(topic), page_of(organiser))
    few = [asked(address) for address in addresses]
    for number in range(5):
        other = Collective.objects.create(
            name=f"C{number}", slug=f"c{number}", commune=commune, approved_at=timezone.now()
        )
        person = make_user(f"p{number}")
        for who in (organiser, person):
            other.memberships.create(user=who, role="organiser", is_shown=True)
        services.reply(topic=topic, author=person, content="Oui")
    assert [asked(address) for address in addresses] == few
    assert len(badges_on(Client().get(topic_url(topic)).text)) == 6
