"""The directory, a collective's page, its organisers' forms: who sees what, and who is turned away."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import PageViewRestriction

from campaign.models import Collective, HomePage, Membership, MembershipRequest
from campaign.queries import directory, nearest_collectives
from campaign.services import approve_collective, start_collective
from places.models import Commune

pytestmark = pytest.mark.django_db


@pytest.fixture
def waiting(organiser, commune):
    return start_collective(
        user=organiser, commune=commune, name="En attente", introduction="Parce que.", meeting_words=""
    )


def another_commune(number):
    return Commune.objects.create(
        insee=f"{number:05d}",
        name=f"Ville {number}",
        slug=f"ville-{number}",
        search_name=f"ville {number}",
        departement_code="01",
        departement="Ain",
        region="x",
        latitude=45 + number / 100,
        longitude=5,
        population=number,
    )


def add_collectives(count):
    for number in range(count):
        Collective.objects.create(
            name=f"C {number}", slug=f"c-{number}", commune=another_commune(number + 1), approved_at=timezone.now()
        )


@pytest.mark.parametrize("path", ["/collectifs/", "/communes/13055-marseille/", "/collectifs/?q=marseille"])
def test_list_asks_the_database_as_often_for_one_row_as_for_many(client, collective, path):
    client.get(path)
    with CaptureQueriesContext(connection) as few:
        client.get(path)
    add_collectives(12)
    with CaptureQueriesContext(connection) as many:
        client.get(path)
    assert len(many) == len(few)


def test_directory_sorts_by_distance_from_the_commune_named(collective):
    add_collectives(3)
    listed = directory(text="Ville 2")
    assert listed.near.name == "Ville 2"
    assert listed.entries[0].name == "C 1"
    distances = [entry.distance_km for entry in listed.entries]
    assert distances == sorted(distances)
    assert distances[0] == pytest.approx(0, abs=1e-6)


def test_directory_keeps_to_a_status_and_finds_by_name(collective):
    add_collectives(2)
    assert list(directory(status="active").entries) == [collective]
    assert list(directory(text="découvert").entries) == [collective]
    assert list(directory(text="decouvert").entries) == [collective]


def test_nearest_collectives_leaves_out_those_of_the_commune_itself(collective, commune):
    add_collectives(2)
    assert [one.name for one in nearest_collectives(commune)] == ["C 0", "C 1"]


def test_waiting_collective_answers_at_its_address_unlisted_and_without_index(client, waiting):
    response = client.get(waiting.get_absolute_url())
    assert response.status_code == 200
    assert response["X-Robots-Tag"] == "noindex"
    assert '<meta name="robots" content="noindex">' in response.text
    assert waiting.get_absolute_url() not in client.get("/collectifs/").text


@pytest.mark.parametrize("address", ["modifier/", "membres/"])
def test_organisers_pages_answer_organisers_only(client_of, client, collective, organiser, member, outsider, address):
    path = f"/collectifs/{collective.slug}/{address}"
    assert client_of(organiser).get(path).status_code == 200
    assert client_of(member).get(path).status_code == 404
    assert client_of(outsider).get(path).status_code == 404
    assert client.get(path).status_code == 302


def test_edit_form_keeps_what_an_organiser_writes(client, client_of, collective, organiser, outsider):
    path = f"/collectifs/{collective.slug}/modifier/"
    words = {
        "name": "Marseille à découvert",
        "status": "active",
        "introduction": "Nouveau",
        "meeting_words": "Jeudi",
        "how_to_join": "Venez",
        "website": "https://example.org/",
        "mailing_list": "https://lists.example.org/oeil",
        "feed": "https://example.org/feed",
        "press_contact": "Brume, presse@example.org",
        "contact_email": "nous@example.org",
    }
    assert client_of(outsider).post(path, words).status_code == 404
    assert client_of(organiser).post(path, words).status_code == 302
    collective.refresh_from_db()
    assert (collective.introduction, collective.website) == ("Nouveau", "https://example.org/")
    page = client.get(collective.get_absolute_url()).text
    for shown in (words["mailing_list"], words["feed"], words["press_contact"]):
        assert shown in page
    assert "nous@example.org" not in page


def test_edit_form_refuses_a_script_for_an_address_and_keeps_the_rest(client_of, collective, organiser):
    response = client_of(organiser).post(
        f"/collectifs/{collective.slug}/modifier/",
        {"name": "x", "status": "active", "introduction": "À garder", "website": "javascript:alert(1)"},
    )
    assert response.status_code == 422
    assert "À garder" in response.text


def test_join_then_organiser_accepts(client_of, collective, organiser, outsider):
    client_of(outsider).post(f"/collectifs/{collective.slug}/rejoindre/", {"words": "Bonjour"})
    asked = MembershipRequest.objects.get()
    path = f"/collectifs/{collective.slug}/demandes/{asked.pk}/"
    assert client_of(outsider).post(path, {"answer": "accept"}).status_code == 404
    assert "Bonjour" in client_of(organiser).get(f"/collectifs/{collective.slug}/membres/").text
    client_of(organiser).post(path, {"answer": "accept"})
    assert Membership.objects.filter(user=outsider, collective=collective).exists()


def test_change_member_is_refused_to_members_and_outsiders(client_of, collective, organiser, member, outsider):
    own = collective.memberships.get(user=organiser)
    path = f"/collectifs/{collective.slug}/membres/{own.pk}/"
    for person in (member, outsider):
        assert client_of(person).post(path, {"act": "remove"}).status_code == 404
    client_of(organiser).post(path, {"act": "remove"})
    assert collective.memberships.filter(user=organiser).exists()  # the last one stays


def test_approval_answers_moderators_only(client_of, waiting, organiser, outsider, moderator):
    path = f"/collectifs/{waiting.slug}/reponse/"
    for person in (organiser, outsider):
        assert client_of(person).post(path, {"answer": "approve"}).status_code in {302, 404}
    waiting.refresh_from_db()
    assert not waiting.is_approved
    assert client_of(moderator).get(waiting.get_absolute_url()).text.count('value="approve"') == 1
    client_of(moderator).post(path, {"answer": "approve"})
    waiting.refresh_from_db()
    assert waiting.is_approved


def test_waiting_screen_shows_what_waits_to_moderators_only(client_of, waiting, moderator, outsider):
    path = reverse("waiting_collectives")
    assert waiting.name in client_of(moderator).get(path).text
    assert client_of(outsider).get(path).status_code in {302, 403, 404}


def test_collective_page_shows_its_members_nothing_of_the_organisers(client_of, collective, member):
    approve_collective(collective=collective)
    page = client_of(member).get(collective.get_absolute_url()).text
    assert "modifier/" not in page
    assert "quitter/" in page


@pytest.mark.parametrize(
    ("kept", "words"), [("2022-04", "avril 2022"), ("2022", "2022"), ("", ""), ("2022-13", "2022-13"), ("0-1", "0-1")]
)
def test_status_as_of_is_said_in_words(kept, words):
    assert Collective(status_as_of=kept).status_as_of_words == words


def test_directory_shows_a_page_at_a_time(client, commune):
    Collective.objects.bulk_create(
        Collective(name=f"Nuage {number:03}", slug=f"nuage-{number}", commune=commune, approved_at=timezone.now())
        for number in range(70)
    )
    first, second = (client.get("/collectifs/", {"q": "nuage", "page": number}).text for number in (1, 2))
    assert (first.count('class="who__name"'), second.count('class="who__name"')) == (60, 10)
    assert "Nuage 000" in first
    assert 'href="?q=nuage&amp;page=2"' in first
    assert "Nuage 069" in second


def test_restricted_part_of_the_tree_stays_closed(client, commune):
    home = HomePage.objects.get(locale__language_code="fr")
    assert client.get(home.url).status_code == 200
    PageViewRestriction.objects.create(page=home, restriction_type=PageViewRestriction.LOGIN)
    assert client.get(home.url).status_code == 404


def test_page_tells_each_person_their_own_role(client_of, collective, organiser, member):
    assert "Vous êtes référent·e." in client_of(organiser).get(collective.get_absolute_url()).text
    assert "Vous êtes membre." in client_of(member).get(collective.get_absolute_url()).text
