"""Who is near? One topic a commune, opened by whoever asks first, reached from where nobody has begun yet."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from campaign.models import Collective
from forum import services
from forum.about.services import open_topic
from forum.about.views import NEAR_A_DAY
from forum.machina import Forum, Topic
from forum.models import CampaignForum, Suspension, TopicAbout
from forum.spaces import services as spaces
from forum.spaces.services import make_spaces
from forum.templatetags.board_tags import topic_url
from places.models import Commune

pytestmark = pytest.mark.django_db


def make_commune(insee, name, slug):
    return Commune.objects.create(
        insee=insee, name=name, slug=slug, search_name=slug, departement_code="04", departement="D", region="R"
    )


@pytest.fixture
def forcalquier(db):
    return make_commune("04088", "Forcalquier", "forcalquier")


def door(commune):
    return reverse("board:near", args=[commune.pk])


def list_wanted(commune, status=Collective.Status.WANTED):
    return Collective.objects.create(
        name=f"{commune.name} cherche", slug=commune.slug, commune=commune, status=status, approved_at=timezone.now()
    )


def test_commune_where_nobody_has_begun_leads_to_the_door(forcalquier, source):
    page = source.get(forcalquier.get_absolute_url())
    assert door(forcalquier) in page.text and "Qui est près de Forcalquier ?" in page.text and not page.cookies
    wanted = list_wanted(forcalquier)
    for address in (forcalquier.get_absolute_url(), wanted.get_absolute_url(), reverse("campaign:collectives")):
        assert door(forcalquier) in source.get(address).text, address
    for status in (Collective.Status.ACTIVE, Collective.Status.FORMING):
        Collective.objects.update(status=status)
        for address in (forcalquier.get_absolute_url(), wanted.get_absolute_url(), reverse("campaign:collectives")):
            assert door(forcalquier) not in source.get(address).text, address


def test_first_who_asks_opens_it_and_all_are_led_there(forcalquier, outsider, member, client_of, source):
    asked = source.get(door(forcalquier))
    assert asked.status_code == 200 and not asked.cookies and "csrfmiddlewaretoken" not in asked.text
    assert source.post(door(forcalquier)).url.startswith("/accounts/login/")
    assert "Ouvrir le sujet" in client_of(outsider).get(door(forcalquier)).text
    assert not Topic.objects.exists()
    first, second = client_of(outsider).post(door(forcalquier)), client_of(member).post(door(forcalquier))
    topic = Topic.objects.get()
    assert first.url == second.url == source.get(door(forcalquier)).url == topic_url(topic)
    assert topic.subject == "Qui est près de Forcalquier ?" and topic.poster == outsider
    assert topic.forum == CampaignForum.objects.get().forum
    page = source.get(topic_url(topic)).text
    assert forcalquier.get_absolute_url() in page
    english = "/en" + door(forcalquier)
    assert english in source.get("/en" + forcalquier.get_absolute_url()).text


@pytest.mark.django_db(transaction=True)
def test_two_who_ask_at_once_open_one_topic(forcalquier, collective, member):
    """The second waits for the first (a row lock on PostgreSQL; SQLite lets one write after the other) and is led."""
    forum = make_spaces(collective=collective).public_forum
    gate = threading.Barrier(4)

    def ask():
        try:
            commune = Commune.objects.get(pk=forcalquier.pk)
            gate.wait(timeout=30)
            return open_topic(commune, author=member, forum=forum)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as people:
        opened = [answer.result(timeout=60) for answer in [people.submit(ask) for _ in range(4)]]
    topic = Topic.objects.get()
    assert set(opened) == {topic} and topic.posts.count() == 1 and TopicAbout.objects.get().topic == topic


def test_french_says_where(outsider, client_of):
    havre = make_commune("76351", "Le Havre", "le-havre")
    page = "/en" + havre.get_absolute_url()
    client_of(outsider).post("/en" + door(havre))
    assert Topic.objects.get().subject == "Qui est près du Havre ?"
    assert "Who is near Le Havre?" in client_of(outsider).get(page).text


def test_unknown_commune_is_not_found(source):
    assert source.get(reverse("board:near", args=["00000"])).status_code == 404


def test_suspended_person_opens_nothing_and_is_told_why(forcalquier, outsider, client_of):
    Suspension.objects.create(user=outsider, reason="publicité", until=timezone.now() + timedelta(days=1))
    answer = client_of(outsider).post(door(forcalquier))
    assert answer.status_code == 403 and "publicité" in answer.text
    assert not Topic.objects.exists()


def test_one_person_opens_a_few_a_day(outsider, client_of):
    client = client_of(outsider)
    communes = [make_commune(f"0410{number}", f"Ville {number}", f"ville-{number}") for number in range(6)]
    answers = [client.post(door(commune)) for commune in communes]
    assert [answer.status_code for answer in answers] == [302] * NEAR_A_DAY + [429]
    assert "Revenez demain" in answers[-1].text


def test_topic_that_moderators_took_out_of_sight_is_not_opened_again(
    forcalquier, space, outsider, member, client_of, source
):
    client_of(outsider).post(door(forcalquier))
    services.move_topic(topic=Topic.objects.get(), forum=space.private_forum)
    for client in (source, client_of(outsider)):
        assert client.get(door(forcalquier)).status_code == 404
    assert client_of(outsider).post(door(forcalquier)).status_code == 404
    assert Topic.objects.count() == 1
    assert client_of(member).get(door(forcalquier)).url == topic_url(Topic.objects.get())


def test_merged_topics_are_shared_by_their_communes(forcalquier, outsider, client_of, source):
    manosque = make_commune("04112", "Manosque", "manosque")
    for commune in (forcalquier, manosque):
        client_of(outsider).post(door(commune))
    one, other = (TopicAbout.objects.get(commune=commune).topic for commune in (forcalquier, manosque))
    services.merge_topics(topic=one, into=other)
    assert source.get(door(forcalquier)).url == source.get(door(manosque)).url == topic_url(other)


def test_older_site_gets_its_forum_once_where_everybody_reads(space, outsider):
    CampaignForum.objects.get().forum.delete()
    made = spaces.make_forum_nearby()
    assert made == spaces.make_forum_nearby() == CampaignForum.objects.get().forum
    assert made.parent == Forum.objects.filter(parent=None).order_by("tree_id").first() != space.category
    Forum.objects.exclude(pk__in=[space.category.pk, space.public_forum.pk, space.private_forum.pk]).delete()
    assert spaces.make_forum_nearby().parent != space.category
    made.name = "Rebaptisé"
    assert spaces.make_forum_nearby().pk == CampaignForum.objects.get().forum_id


def test_directory_asks_as_much_for_one_wanted_entry_as_for_many(forcalquier, source):
    def queries():
        source.get(reverse("campaign:collectives"))
        with CaptureQueriesContext(connection) as asked:
            source.get(reverse("campaign:collectives"))
        return len(asked)

    list_wanted(forcalquier)
    few = queries()
    for number in range(8):
        list_wanted(make_commune(f"0420{number}", f"Ville {number}", f"ville-{number}"))
    assert queries() == few
