"""Invitations: bounded, withdrawn, alike when they let nobody in, and never used by a GET."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.utils import timezone

from campaign import services
from campaign.exceptions import AlreadyMember, InvitationGone, TooManyInvitations, TooWide
from campaign.models import Act, Invitation, MembershipRequest
from campaign.queries import open_invitation
from tests.conftest import PASSWORD, make_user

pytestmark = pytest.mark.django_db
NEWCOMER = {"public_name": "Martre", "password1": PASSWORD}


@pytest.fixture
def make(collective, organiser):
    """`make(role="member", uses=1, days=7)`: the token of a new invitation by `organiser`."""

    def invite(role="member", uses=1, days=7, by=organiser):
        return services.invite(collective=collective, by=by, role=role, uses=uses, days=days)

    return invite


def path_of(token):
    return f"/collectifs/invitation/{token}/"


def role_of(collective, name):
    return dict(collective.memberships.values_list("user__public_name", "role")).get(name)


def test_organiser_is_shown_the_link_and_its_code_once(client_of, collective, organiser):
    client, path = client_of(organiser), f"/collectifs/{collective.slug}/inviter/"
    made = client.post(path, {"role": "member", "uses": "5", "days": "30"})
    token = re.search(r"http://testserver/collectifs/invitation/([-\w]{43})/<", made.text)[1]
    assert "<svg" in made.text and "style=" not in made.text[made.text.index("<svg") :].split("</svg>")[0]
    assert "no-store" in made["Cache-Control"]
    later = client.get(path).text
    assert token not in later and "Invitations ouvertes" in later and "encore 5 personnes" in later
    assert open_invitation(services.hash_of(token)).last_day == timezone.localdate() + timedelta(days=30)


def test_database_holds_no_link(make, collective):
    token = make()
    for table in connection.introspection.table_names():
        with connection.cursor() as cursor:
            cursor.execute(f'SELECT * FROM "{table}"')
            assert not any(token in str(value) for row in cursor.fetchall() for value in row), table


@pytest.mark.parametrize(
    ("role", "uses", "days"), [("member", 21, 7), ("member", 0, 7), ("member", 1, 31), ("member", 1, 0),
                               ("organiser", 2, 7), ("organiser", 1, 8), ("organiser", -1, 7)]
)  # fmt: skip
def test_bounds_hold(make, role, uses, days):
    with pytest.raises(TooWide):
        make(role=role, uses=uses, days=days)


def test_form_says_what_does_not_go_together_and_keeps_it(client_of, collective, organiser):
    answer = client_of(organiser).post(
        f"/collectifs/{collective.slug}/inviter/", {"role": "organiser", "uses": "20", "days": "30"}
    )
    assert answer.status_code == 422
    assert "sept jours au plus" in answer.text
    assert '<option value="20" selected>' in answer.text
    assert not Invitation.objects.exists()


def test_eleventh_open_invitation_is_refused(make):
    for _number in range(10):
        make()
    with pytest.raises(TooManyInvitations):
        make()


def test_members_and_outsiders_invite_nobody(make, member, outsider):
    for person in (member, outsider):
        with pytest.raises(InvitationGone):
            make(by=person)


@pytest.mark.parametrize("method", ["get", "head"])
def test_opening_joins_nobody_and_sets_no_cookie(client, client_of, make, collective, outsider, method):
    token = make()
    for visitor in (client, client_of(outsider)):
        answer = getattr(visitor, method)(path_of(token))
        assert answer.status_code == 200
        assert "no-store" in answer["Cache-Control"]
    assert client.cookies == {}
    assert open_invitation(services.hash_of(token)).uses_left == 1
    assert role_of(collective, "Passante") is None


def test_whoever_has_an_account_joins_by_one_button(client_of, make, collective, organiser, outsider):
    services.ask_to_join(user=outsider, collective=collective)
    token, client = make(), client_of(outsider)
    assert collective.name in client.get(path_of(token)).text
    answer = client.post(path_of(token), follow=True)
    assert answer.redirect_chain == [(collective.get_absolute_url(), 302)]
    assert "Vous êtes maintenant membre" in answer.text
    assert role_of(collective, "Passante") == "member"
    assert not MembershipRequest.objects.exists()
    assert Act.objects.filter(what="came", who=outsider, whom=organiser).exists()
    assert client.post(path_of(token)).status_code == 404  # used up


@pytest.mark.parametrize("role", ["member", "organiser"])
def test_guest_joins_while_signing_up(client, make, collective, role):
    token = make(role=role)
    first = client.post(path_of(token), {"account": "new"})
    assert first["Location"].startswith("/accounts/signup/?next=")
    assert token not in first["Location"]
    assert role_of(collective, "Martre") is None
    client.post(first["Location"], NEWCOMER | {"next": collective.get_absolute_url()})
    assert role_of(collective, "Martre") == role
    assert "Vous êtes maintenant" in client.get(collective.get_absolute_url()).text


def test_guest_joins_while_signing_in(client, make, collective, outsider):
    first = client.post(path_of(make()), {"account": "have"})
    assert first["Location"].startswith("/accounts/login/?next=")
    last = client.post(first["Location"], {"login": outsider.username, "password": PASSWORD})
    assert last["Location"] == collective.get_absolute_url()
    assert role_of(collective, "Passante") == "member"


def test_a_yes_lasts_an_hour(client, make, collective, outsider):
    client.post(path_of(make()), {"account": "have"})
    session = client.session
    session["invitation"] = [session["invitation"][0], session["invitation"][1] - 3601]
    session.save()
    client.post("/accounts/login/", {"login": outsider.username, "password": PASSWORD})
    assert role_of(collective, "Passante") is None


def test_other_sites_make_nobody_say_yes(make, outsider):
    token, strict = make(), Client(enforce_csrf_checks=True)
    for headers in ({"origin": "https://example.org"}, {"origin": "null"}, {"sec-fetch-site": "cross-site"}):
        assert strict.post(path_of(token), {"account": "new"}, headers=headers).status_code == 404
    assert strict.cookies == {}
    strict.force_login(outsider, backend="django.contrib.auth.backends.ModelBackend")
    assert strict.post(path_of(token)).status_code == 403


def used_up(invitation, **_people):
    Invitation.objects.filter(pk=invitation.pk).update(uses_left=0)


def too_old(invitation, **_people):
    Invitation.objects.filter(pk=invitation.pk).update(last_day=timezone.localdate() - timedelta(days=1))


def withdrawn(invitation, organiser):
    services.withdraw_invitation(invitation=invitation, by=organiser)


def by_one_who_no_longer_runs_it(invitation, organiser):
    invitation.collective.memberships.filter(user=organiser).update(role="member")


def by_one_who_is_shut_out(invitation, organiser):
    organiser.is_active = False
    organiser.save()


def of_a_declined_collective(invitation, **_people):
    type(invitation.collective).objects.update(approved_at=None, declined_at=timezone.now())


@pytest.mark.parametrize(
    "end",
    [used_up, too_old, withdrawn, by_one_who_no_longer_runs_it, by_one_who_is_shut_out, of_a_declined_collective],
)
def test_whatever_lets_nobody_in_looks_like_what_never_was(client, client_of, make, organiser, outsider, end):
    token = make()
    end(Invitation.objects.select_related("collective").get(), organiser=organiser)
    for visitor in (client, client_of(outsider)):
        for method in ("get", "post"):
            ended, never = (getattr(visitor, method)(path_of(one)) for one in (token, "x" * 43))
            assert (ended.status_code, never.status_code) == (404, 404)
            assert ended.content.replace(token.encode(), b"") == never.content.replace(b"x" * 43, b"")
            assert "ne fait entrer personne" in ended.text
    with pytest.raises(InvitationGone):
        services.accept_invitation(user=outsider, token_hash=services.hash_of(token))


def test_nothing_of_a_link_is_logged(client, make, caplog, settings):
    from safety.quiet import QuietFilter

    token = make()
    client.get(path_of(token))
    client.get(path_of("nulle-part"))
    client.get("/en" + path_of("nulle-part"))
    client.post(path_of(token), headers={"origin": "https://example.org"})
    said = [record for record in caplog.records if QuietFilter().filter(record)]
    assert [record.getMessage() for record in said] == []
    assert any("nulle-part" in record.getMessage() for record in caplog.records)  # the filter keeps it away


def test_member_is_made_organiser_and_nobody_loses_a_role(make, collective, organiser, member):
    with pytest.raises(AlreadyMember):
        services.accept_invitation(user=member, token_hash=services.hash_of(make()))
    services.accept_invitation(user=member, token_hash=services.hash_of(make(role="organiser")))
    assert role_of(collective, "Membre") == "organiser"
    with pytest.raises(AlreadyMember):
        services.accept_invitation(user=organiser, token_hash=services.hash_of(make()))
    assert role_of(collective, "Referente") == "organiser"
    assert [one.uses_left for one in Invitation.objects.open()] == [1, 1]


def test_invitation_for_five_lets_in_five(make, collective):
    token = make(uses=5)
    for number in range(5):
        services.accept_invitation(user=make_user(f"invitee{number}"), token_hash=services.hash_of(token))
    with pytest.raises(InvitationGone):
        services.accept_invitation(user=make_user("sixieme"), token_hash=services.hash_of(token))
    assert collective.memberships.filter(role="member").count() == 5


def test_waiting_collective_takes_its_second_organiser(started, outsider):
    token = services.invite(collective=started, by=outsider, role="organiser", uses=1, days=7)
    services.accept_invitation(user=make_user("seconde"), token_hash=services.hash_of(token))
    assert role_of(started, "Seconde") == "organiser"


def test_night_forgets_what_is_over(make, capsys):
    make()
    make()
    Invitation.objects.filter(pk=Invitation.objects.first().pk).update(uses_left=0)
    call_command("look_after_collectives")
    assert Invitation.objects.count() == 1


def test_whoever_asked_to_join_reads_so(client_of, collective, outsider):
    client = client_of(outsider)
    assert "rejoindre/" in client.get(collective.get_absolute_url()).text
    services.ask_to_join(user=outsider, collective=collective)
    page = client.get(collective.get_absolute_url()).text
    assert "Vous avez demandé à rejoindre" in page
    assert "rejoindre/" not in page
