"""Groups follow memberships by whatever way these change, those of pages and those of the forum alike."""

from __future__ import annotations

import pytest
from django.forms import modelform_factory

from campaign import groups, services
from campaign.admin import MembershipForm
from campaign.models import Collective, Membership

pytestmark = pytest.mark.django_db


@pytest.fixture
def of(collective, organiser):
    """`of(person)`: the groups of the collective that a person is in; for everybody, and twice for organisers."""
    Collective.objects.update(approved_at=None)
    services.approve_collective(collective=collective)
    found = [pair for finder in groups._finders for pair in finder(collective.pk)]
    assert sorted(len(roles) for _group, roles in found) == [1, 1, 2]
    own = {group.pk: roles for group, roles in found}
    return lambda person: sorted(len(own[pk]) for pk in person.groups.filter(pk__in=own).values_list("pk", flat=True))


def test_group_is_filled_when_it_is_made(of, organiser, member, outsider):
    assert (of(organiser), of(member), of(outsider)) == ([1, 1, 2], [2], [])


def test_group_follows_who_comes_rises_falls_and_goes(of, collective, outsider, organiser):
    came = Membership.objects.create(user=outsider, collective=collective)
    assert of(outsider) == [2]
    services.change_role(membership=came, role=Membership.Role.ORGANISER, by=organiser)
    assert of(outsider) == [1, 1, 2]
    services.change_role(membership=came, role=Membership.Role.MEMBER, by=organiser)
    assert of(outsider) == [2]
    services.remove_member(membership=came, by=organiser)
    assert of(outsider) == []


def test_group_that_is_filled_anew_loses_who_does_not_belong(of, collective, outsider, organiser):
    for finder in groups._finders:
        for group, _roles in finder(collective.pk):
            group.user_set.add(outsider)
            group.user_set.remove(organiser)
    services.approve_collective(collective=collective)
    assert (of(outsider), of(organiser)) == ([], [1, 1, 2])


def test_administrator_gives_no_membership_to_another_person(collective, member, outsider):
    row = Membership.objects.get(user=member)
    form_of = modelform_factory(Membership, form=MembershipForm, fields=["user", "role"])
    form = form_of({"user": outsider.pk, "role": "organiser"}, instance=row)
    assert form.is_valid() and form.save().user == member
    assert not form_of().fields["user"].disabled


def test_other_collectives_lend_nothing(of, member, commune):
    other = Collective.objects.create(name="Ailleurs", slug="ailleurs", commune=commune)
    Membership.objects.create(user=member, collective=other, role=Membership.Role.ORGANISER)
    services.approve_collective(collective=other)
    assert of(member) == [2]
