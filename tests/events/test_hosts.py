"""Several hosts: asked, accepted, refused; nobody is named host before they said yes. The doors of it, and who not."""

from __future__ import annotations

import pytest
from django.utils import timezone

from campaign.models import Collective
from events import services
from events.exceptions import LastHost
from events.models import HostInvitation
from intake.exceptions import Overtaken
from tests.conftest import make_user


@pytest.fixture
def neighbours(db, commune):
    """Another approved collective."""
    return Collective.objects.create(name="Les voisin·es", slug="voisines", commune=commune, approved_at=timezone.now())


def test_collective_hosts_only_once_it_said_yes(monthly, collective, neighbours):
    invitation = services.invite_host(monthly, collective=neighbours, by=None)
    assert list(monthly.hosts.all()) == [collective]
    before = monthly.sequence
    event = services.accept_invitation(invitation)
    assert set(event.hosts.all()) == {collective, neighbours}
    assert event.sequence == before + 1
    assert not HostInvitation.objects.exists()
    with pytest.raises(Overtaken):
        services.invite_host(monthly, collective=neighbours, by=None)


def test_no_is_final(monthly, collective, neighbours):
    invitation = services.invite_host(monthly, collective=neighbours, by=None)
    services.decline_invitation(invitation)
    for late in (services.accept_invitation, services.decline_invitation, services.withdraw_invitation):
        with pytest.raises(Overtaken):
            late(invitation)
    with pytest.raises(Overtaken):
        services.invite_host(monthly, collective=neighbours, by=None)
    assert list(monthly.hosts.all()) == [collective]


def test_withdrawn_invitation_can_be_made_again(monthly, neighbours):
    services.withdraw_invitation(services.invite_host(monthly, collective=neighbours, by=None))
    services.invite_host(monthly, collective=neighbours, by=None)


def test_last_host_stays(monthly, collective, neighbours):
    with pytest.raises(LastHost):
        services.leave_hosts(monthly, collective=collective)
    services.accept_invitation(services.invite_host(monthly, collective=neighbours, by=None))
    services.leave_hosts(monthly, collective=collective)
    assert list(monthly.hosts.all()) == [neighbours]


@pytest.fixture
def neighbour(neighbours):
    """Runs the other collective."""
    user = make_user("voisine")
    neighbours.memberships.create(user=user, role="organiser")
    return user


def test_organiser_asks_and_the_other_collective_answers(client_of, organiser, neighbour, neighbours, monthly, source):
    client = client_of(organiser)
    answer = client.post("/agenda/reunion-mensuelle/hotes/", {"collective": "les VOISIN·ES"})
    assert answer.status_code == 302
    assert "Les voisin·es" not in source.get("/agenda/reunion-mensuelle/").content.decode()
    assert "demandé" in client.get("/agenda/reunion-mensuelle/hotes/").content.decode()

    other = client_of(neighbour)
    assert "Organiser ensemble" in other.get("/a-traiter/").content.decode()
    invitation = HostInvitation.objects.get()
    assert (
        other.post(f"/agenda/invitations/{invitation.pk}/", {"accept": "1"})["Location"] == monthly.get_absolute_url()
    )
    assert "Les voisin·es" in source.get("/agenda/reunion-mensuelle/").content.decode()
    assert "Réunion mensuelle" in source.get("/collectifs/voisines/").content.decode()
    assert other.get("/agenda/reunion-mensuelle/modifier/").status_code == 200
    other.post("/agenda/reunion-mensuelle/hotes/voisines/quitter/")
    assert list(monthly.hosts.values_list("slug", flat=True)) == ["marseille-a-decouvert"]
    assert other.get("/agenda/reunion-mensuelle/modifier/").status_code == 404


def test_nobody_else_answers_for_a_collective(client_of, organiser, moderator, outsider, member, neighbours, monthly):
    invitation = services.invite_host(monthly, collective=neighbours, by=organiser)
    for person in (organiser, moderator, outsider, member):
        answer = client_of(person).post(f"/agenda/invitations/{invitation.pk}/", {"accept": "1"})
        assert answer.status_code == 404
    assert list(monthly.hosts.values_list("slug", flat=True)) == ["marseille-a-decouvert"]


def test_no_organiser_sends_another_host_away(client_of, organiser, neighbours, monthly):
    services.accept_invitation(services.invite_host(monthly, collective=neighbours, by=None))
    client = client_of(organiser)
    assert client.post("/agenda/reunion-mensuelle/hotes/voisines/quitter/").status_code == 404
    assert client.post("/agenda/reunion-mensuelle/hotes/marseille-a-decouvert/quitter/").status_code == 302
    assert list(monthly.hosts.values_list("slug", flat=True)) == ["voisines"]


def test_last_host_is_told_to_cancel_instead(client_of, organiser, monthly):
    client = client_of(organiser)
    answer = client.post("/agenda/reunion-mensuelle/hotes/marseille-a-decouvert/quitter/", follow=True)
    assert "C’est le seul collectif organisateur" in answer.content.decode()
    assert monthly.hosts.count() == 1


@pytest.mark.parametrize("named", ["Personne", "marseille-a-decouvert", "en-attente", ""])
def test_wrong_collective_is_said(client_of, organiser, monthly, pending, named):
    answer = client_of(organiser).post("/agenda/reunion-mensuelle/hotes/", {"collective": named})
    assert answer.status_code == 422
    assert not HostInvitation.objects.exists()


def test_every_door_is_missing_for_others(
    client_of, outsider, member, neighbour, neighbours, monthly, source, organiser
):
    invitation = services.invite_host(monthly, collective=neighbours, by=organiser)
    doors = [
        "/agenda/reunion-mensuelle/hotes/",
        f"/agenda/reunion-mensuelle/hotes/{invitation.pk}/retirer/",
        "/agenda/reunion-mensuelle/hotes/marseille-a-decouvert/quitter/",
        "/agenda/reunion-mensuelle/image/",
        "/agenda/reunion-mensuelle/image/supprimer/",
        "/agenda/reunion-mensuelle/mois/",
        "/agenda/reunion-mensuelle/retablir/",
    ]
    for door in doors:
        for person in (outsider, member, neighbour):
            assert client_of(person).post(door, {"collective": "voisines", "skip": "8"}).status_code == 404
        assert "/accounts/login/" in source.post(door)["Location"]
    assert HostInvitation.objects.get().declined_at is None
    monthly.refresh_from_db()
    assert monthly.months_off == ""


# -- The mail ----------------------------------------------------------------------------------------------------------
def give_addresses(*people):
    for person in people:
        person.email = f"{person.username}@example.org"
        person.save()


@pytest.mark.parametrize(
    ("language", "subject", "page"),
    [("fr", "On propose à Les voisin·es de co-organiser une date", "/a-traiter/"),
     ("en", "Les voisin·es is asked to host an event", "/en/a-traiter/")],
)  # fmt: skip
def test_organisers_of_the_asked_collective_are_told_and_nobody_else(
    client_of, organiser, neighbour, neighbours, member, moderator, outsider, monthly, mailoutbox, run_tasks,
    language, subject, page,
):  # fmt: skip
    neighbours.memberships.create(user=outsider, role="member")
    neighbour.language = language
    give_addresses(organiser, neighbour, member, moderator, outsider)
    with run_tasks():
        client_of(organiser).post("/agenda/reunion-mensuelle/hotes/", {"collective": "Les voisin·es"})
    (mail,) = mailoutbox
    assert (mail.to, mail.subject) == (["voisine@example.org"], subject) and page in mail.body
    assert "mensuelle" not in str(mail.message()) and "Marseille" not in mail.body


def test_who_asks_for_both_collectives_is_not_told_by_mail(neighbour, neighbours, monthly, mailoutbox, run_tasks):
    give_addresses(neighbour)
    with run_tasks():
        services.invite_host(monthly, collective=neighbours, by=neighbour)
    assert mailoutbox == []


def test_asking_and_taking_back_fills_no_mailbox(neighbour, neighbours, monthly, mailoutbox, run_tasks):
    give_addresses(neighbour)
    for _ in range(9):
        with run_tasks():
            invitation = services.invite_host(monthly, collective=neighbours, by=None)
        services.withdraw_invitation(invitation)
    assert len(mailoutbox) == 5
    with run_tasks():
        services.withdraw_invitation(services.invite_host(monthly, collective=neighbours, by=None))
    assert len(mailoutbox) == 5
