"""One's own collectives, with what is next in each: on the home page, the account's, /a-traiter/, and their own."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.text import slugify

from campaign import services
from campaign.models import Collective
from campaign.queries.own import own_collectives
from events.models import Event
from tests.conftest import make_user

pytestmark = pytest.mark.django_db
ANNOUNCE, ALONE, POSTER = "Annoncer la prochaine réunion", "Vous êtes seul·e référent·e", "Imprimer l’affiche"
PLACES = ["/", "/accounts/", "/a-traiter/", "/collectifs/miens/"]


def make_collective(person, commune, number, role="organiser"):
    one = Collective.objects.create(
        name=f"Regard {number}", slug=f"regard-{number}", commune=commune, status="active", approved_at=timezone.now()
    )
    one.memberships.create(user=person, role=role)
    return one


def make_date(collective, title, *, days, kind="meeting"):
    start = timezone.now() + timedelta(days=days)
    event = Event.objects.create(
        title=title, slug=slugify(title), kind=kind, commune=collective.commune, starts_at=start,
        published_at=timezone.now(),
    )  # fmt: skip
    event.hosts.add(collective)
    over = start + timedelta(hours=2)
    row, _new = event.occurrences.update_or_create(
        date=timezone.localdate(start), defaults={"starts_at": start, "over_at": over}
    )
    return row


def words_of(user):
    return {str(one.collective): [line.words for line in one.lines] for one in own_collectives(user)}


@pytest.mark.parametrize("path", PLACES)
def test_founder_finds_the_collective_again_with_its_address(client_of, started, outsider, path):
    page = client_of(outsider).get(path).text
    assert "Mes collectifs" in page
    assert "En attente d’approbation" in page
    assert "http://testserver/collectifs/nouveau-regard/" in page
    assert 'href="/collectifs/miens/"' in page  # in the head of every page


@pytest.mark.parametrize("path", ["/", "/accounts/", "/collectifs/miens/"])
def test_whoever_belongs_to_nothing_sees_none(client_of, collective, member, started, path):
    stranger = make_user("inconnue")
    page = client_of(stranger).get(path).text
    assert "Nouveau regard" not in page or path == "/"
    assert "own-title" not in page
    assert "own-list" not in page


def test_guests_are_sent_to_sign_in_and_cost_nothing(client, django_assert_num_queries):
    from django.contrib.auth.models import AnonymousUser

    assert client.get("/collectifs/miens/").status_code == 302
    with django_assert_num_queries(0):
        assert own_collectives(AnonymousUser()) == []
    assert "own-title" not in client.get("/").text


def test_organiser_reads_what_is_next(collective, organiser, outsider):
    assert words_of(organiser) == {collective.name: [ANNOUNCE, ALONE, POSTER]}
    services.ask_to_join(user=outsider, collective=collective)
    make_date(collective, "Passée", days=-2)
    make_date(collective, "Bientôt", days=3)
    make_date(collective, "Plus tard", days=9)
    assert words_of(organiser)[collective.name] == [
        "1 personne demande à rejoindre",
        "Bientôt",
        "Écrire le compte rendu de «\N{NO-BREAK SPACE}Passée\N{NO-BREAK SPACE}»",
        ALONE,
        POSTER,
    ]
    services.log(collective=collective, what="poster", who=organiser)
    assert POSTER not in words_of(organiser)[collective.name]
    collective.memberships.create(user=make_user("deuxieme"), role="organiser")
    assert ALONE not in words_of(organiser)[collective.name]


def test_member_reads_the_next_date_and_nothing_of_the_organisers(collective, organiser, member, outsider):
    services.ask_to_join(user=outsider, collective=collective)
    make_date(collective, "Passée", days=-2)
    assert words_of(member) == {collective.name: []}
    make_date(collective, "Bientôt", days=3)
    assert words_of(member) == {collective.name: ["Bientôt"]}


def test_cancelled_dates_drafts_and_old_meetings_are_not_next(collective, organiser):
    make_date(collective, "Trop vieille", days=-40)
    make_date(collective, "Balade", days=-2, kind="cartopartie")
    row = make_date(collective, "Annulée", days=2)
    row.status = "cancelled"
    row.save()
    Event.objects.filter(pk=make_date(collective, "Brouillon", days=3).event_id).update(published_at=None)
    Event.objects.filter(pk=make_date(collective, "Abandon", days=3).event_id).update(cancelled_at=timezone.now())
    assert words_of(organiser)[collective.name] == [ANNOUNCE, ALONE, POSTER]


@pytest.mark.parametrize("path", PLACES)
def test_many_collectives_cost_what_one_does(client_of, commune, path):
    def queries(person):
        client = client_of(person)
        client.get(path)  # what is kept for a minute
        with CaptureQueriesContext(connection) as seen:
            assert client.get(path).text.count("own-list__name") >= 1
        return len(seen)

    few, many = make_user("une"), make_user("sept")
    make_date(make_collective(few, commune, 0), "Date 0", days=1)
    for number in range(1, 8):
        one = make_collective(many, commune, number)
        make_date(one, f"Date {number}", days=number)
        make_date(one, f"Hier {number}", days=-number)
        services.ask_to_join(user=few, collective=one)
    make_date(Collective.objects.get(name="Regard 0"), "Hier 0", days=-1)
    services.ask_to_join(user=many, collective=Collective.objects.get(name="Regard 0"))
    assert queries(many) == queries(few)


def test_head_follows_who_joins_and_leaves(client_of, collective, outsider, organiser):
    client = client_of(outsider)
    assert 'href="/collectifs/miens/"' not in client.get("/agenda/").text
    asked = services.ask_to_join(user=outsider, collective=collective)
    services.accept_request(request=asked, by=organiser)
    assert 'href="/collectifs/miens/"' in client.get("/agenda/").text
    services.leave_collective(user=outsider, collective=collective)
    assert 'href="/collectifs/miens/"' not in client.get("/agenda/").text


@pytest.mark.django_db(transaction=True)
def test_head_of_pages_leads_to_collectives_as_long_as_there_are_some(client_of, collective, organiser):
    client = client_of(organiser)
    for belongs in (True, False):
        assert ('site-tools__words">Mes collectifs' in client.get("/").text) is belongs
        organiser.memberships.filter(pk__gt=0)._raw_delete("default")  # no signal tells


def test_home_of_ones_own_counts_what_waits_and_gives_each_its_button(client_of, collective, organiser, outsider):
    services.ask_to_join(user=outsider, collective=collective)
    row = make_date(collective, "Bientôt", days=3)
    page = client_of(organiser).get("/collectifs/miens/").text
    assert "3 choses vous attendent." in page  # somebody who asks, a role nobody shares, a poster
    assert page.count('class="sign"') == 1
    assert "date-block" in page and f"/agenda/{row.event.slug}/{row.date}/partager/" in page
    for label in ("Répondre", "Inviter", "Imprimer", "Déplacer"):
        assert re.search(rf">{label}[<\s]", page), label


def test_member_finds_no_doors_of_those_who_run_it(client_of, collective, organiser, member):
    row = make_date(collective, "Bientôt", days=3)
    page = client_of(member).get("/collectifs/miens/").text
    assert "Bientôt" in page and "Rien ne vous attend." in page
    assert f"/agenda/{row.event.slug}/{row.date}/changer/" not in page


def test_side_shows_what_is_new_to_decide_and_begun_where_one_may_read(client_of, collective, organiser, member):
    from forum.models import Decision, Draft
    from forum.services import start_topic
    from forum.spaces.services import make_spaces

    forum = make_spaces(collective=collective).private_forum
    topic = start_topic(forum=forum, author=organiser, subject="Entre nous", content="x")
    Decision.objects.create(topic=topic, question="On y va ?", closes_at=timezone.now() + timedelta(days=3))
    Draft.objects.create(user=member, forum=forum, topic=topic, content="x")
    client = client_of(member)
    page = client.get("/collectifs/miens/").text
    assert 'id="new-title"' in page and "On y va" in page and 'id="drafts-title"' in page
    collective.memberships.filter(user=member).delete()
    make_collective(member, collective.commune, 1, role="member")
    page = client.get("/collectifs/miens/").text
    assert "Entre nous" not in page and "On y va" not in page and 'id="drafts-title"' not in page
