"""Roles change after a page that says what is lost, and change back within ten minutes."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import timezone

from campaign import services
from campaign.exceptions import NothingToUndo
from campaign.models import Act, Membership, RoleChange
from tests.conftest import make_user

pytestmark = pytest.mark.django_db


def roles(collective):
    return dict(collective.memberships.values_list("user__username", "role"))


def rows(collective):
    return sorted(collective.memberships.values_list("user", "role", "since", "is_shown"))


def path_of(collective, person, end=""):
    return f"/collectifs/{collective.slug}/membres/{collective.memberships.get(user=person).pk}/{end}"


def undo(client, collective):
    change = RoleChange.objects.latest("pk")
    return client.post(f"/collectifs/{collective.slug}/membres/{change.pk}/annuler/", follow=True)


@pytest.fixture
def second(collective):
    """Another organiser."""
    person = make_user("seconde")
    collective.memberships.create(user=person, role="organiser")
    return person


@pytest.mark.parametrize(
    ("act", "loses"),
    [
        ("hand_over", "Vous perdrez aussitôt"),
        ("remove", "Membre perdra aussitôt"),
        ("member", "Seconde perdra aussitôt"),
    ],
)
def test_page_says_what_is_lost_and_changes_nothing(client_of, collective, organiser, member, second, act, loses):
    whom = second if act == "member" else member
    before = rows(collective)
    page = client_of(organiser).get(path_of(collective, whom), {"act": act})
    assert page.status_code == 200
    assert loses in page.text
    assert page.text.index("Ne rien changer") < page.text.index(f'value="{act}"')
    assert rows(collective) == before


def test_handing_over_offers_first_what_takes_nothing_from_anybody(client_of, collective, organiser, member):
    page = client_of(organiser).get(path_of(collective, member), {"act": "hand_over"}).text
    assert page.index('value="organiser"') < page.index('value="hand_over"')
    assert 'button--danger" type="submit" name="act" value="hand_over"' in page


def test_list_changes_nobodys_role_but_to_add_one(client_of, collective, organiser, member, second):
    page = client_of(organiser).get(f"/collectifs/{collective.slug}/membres/").text
    assert page.count('type="submit" name="act"') == 1
    assert page.index("Nommer aussi référent·e") < page.index("Passer la main") < page.rindex("Exclure du collectif")


def test_page_before_the_last_organiser_goes_says_no(client_of, collective, organiser, member):
    answer = client_of(organiser).get(path_of(collective, organiser), {"act": "member"}, follow=True)
    assert "Vous êtes la dernière personne référente" in answer.text
    assert answer.redirect_chain


@pytest.mark.parametrize("act", ["hand_over", "remove", "organiser"])
def test_whoever_changed_a_role_undoes_it(client_of, collective, organiser, member, act):
    Membership.objects.filter(user=member).update(is_shown=True, since=timezone.localdate() - timedelta(days=400))
    services.approve_collective(collective=collective)
    collective.refresh_from_db()
    group, before = collective.organisers_group, rows(collective)
    client = client_of(organiser)
    after = client.post(path_of(collective, member), {"act": act}, follow=True)
    assert rows(collective) != before
    assert "/annuler/" in after.text
    assert "/annuler/" in client.get(collective.get_absolute_url()).text
    answer = undo(client, collective)
    assert "chaque personne a retrouvé sa place" in answer.text
    assert rows(collective) == before
    assert [person.pk for person in group.user_set.all()] == [organiser.pk]
    assert Act.objects.filter(collective=collective, what="undone", who=organiser, whom=member).count() == 1
    assert not RoleChange.objects.exists()


def test_role_given_up_and_membership_left_come_back(client_of, collective, organiser, second):
    client, before = client_of(second), rows(collective)
    client.post(path_of(collective, second), {"act": "member"})
    assert roles(collective)["seconde"] == "member"
    undo(client, collective)
    client.post(f"/collectifs/{collective.slug}/quitter/")
    assert "seconde" not in roles(collective)
    assert "/annuler/" in client.get(collective.get_absolute_url()).text
    undo(client, collective)
    assert rows(collective) == before


def test_nothing_is_undone_after_ten_minutes(client_of, collective, organiser, member):
    client = client_of(organiser)
    client.post(path_of(collective, member), {"act": "remove"})
    RoleChange.objects.update(made_at=timezone.now() - timedelta(minutes=10, seconds=1))
    assert "/annuler/" not in client.get(f"/collectifs/{collective.slug}/membres/").text
    assert "ne s’annule plus" in undo(client, collective).text
    assert "membre" not in roles(collective)
    call_command("look_after_collectives", stdout=StringIO())
    assert not RoleChange.objects.exists()


def test_what_changed_again_is_not_undone(collective, organiser, member, second):
    services.remove_member(membership=collective.memberships.get(user=member), by=organiser)
    change = RoleChange.objects.get()
    collective.memberships.create(user=member, role="member")
    with pytest.raises(NothingToUndo):
        services.undo_role_change(collective=collective, pk=change.pk, by=organiser)
    collective.memberships.get(user=member).delete()
    services.change_role(membership=collective.memberships.get(user=organiser), role="member", by=second)
    with pytest.raises(NothingToUndo):  # whose role was taken meanwhile takes nobody back in
        services.undo_role_change(collective=collective, pk=change.pk, by=organiser)
    assert roles(collective) == {"referente": "member", "seconde": "organiser"}


def test_nobody_else_undoes_it(client_of, collective, organiser, member, second, outsider):
    services.remove_member(membership=collective.memberships.get(user=member), by=organiser)
    path = f"/collectifs/{collective.slug}/membres/{RoleChange.objects.get().pk}/annuler/"
    assert client_of(outsider).post(path).status_code == 404
    assert client_of(member).post(path).status_code == 404
    assert client_of(second).post(path).status_code == 302
    assert "membre" not in roles(collective)
