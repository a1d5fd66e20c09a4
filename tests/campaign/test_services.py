"""Starting, approving, joining, leaving, passing on: what each writes, and what each refuses."""

import pytest
from django.contrib.auth.models import Group
from wagtail.models import GroupCollectionPermission, GroupPagePermission

from campaign import services
from campaign.exceptions import AlreadyAsked, AlreadyMember, LastOrganiser, NotApproved, TooManyWaiting
from campaign.models import ArticleIndexPage, Collective, CollectivePage, HomePage, Membership
from campaign.rules import may_organise
from campaign.signals import collective_approved
from tests.conftest import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def waiting(outsider, commune):
    """A collective that `outsider` has just started."""
    return services.start_collective(
        user=outsider, commune=commune, name="Œil pour œil", introduction="Parce que.", meeting_words=""
    )


def test_start_collective_keeps_it_unlisted_and_makes_its_creator_organiser(waiting, outsider):
    assert waiting.slug == "oeil-pour-oeil"
    assert not waiting.is_approved
    assert may_organise(outsider, waiting)
    assert waiting not in Collective.objects.approved()
    assert not waiting.pages.exists()


def test_start_collective_finds_a_free_address(waiting, outsider, commune):
    second = services.start_collective(
        user=outsider, commune=commune, name="Oeil pour oeil", introduction="x", meeting_words=""
    )
    reserved = services.start_collective(
        user=outsider, commune=commune, name="Lancer", introduction="x", meeting_words=""
    )
    assert second.slug == "oeil-pour-oeil-2"
    assert reserved.slug == "lancer-2"


def test_start_collective_refuses_a_fourth_that_waits(outsider, commune):
    for number in range(3):
        services.start_collective(
            user=outsider, commune=commune, name=f"C {number}", introduction="x", meeting_words=""
        )
    with pytest.raises(TooManyWaiting):
        services.start_collective(user=outsider, commune=commune, name="C 4", introduction="x", meeting_words="")
    assert Collective.objects.count() == 3


def test_what_a_moderator_did_meanwhile_is_not_undone_by_an_organisers_old_page(waiting):
    old = Collective.objects.get(pk=waiting.pk)
    services.approve_collective(collective=waiting)
    services.update_collective(collective=old, introduction="Nouveaux mots")
    now = Collective.objects.get(pk=waiting.pk)
    assert now.is_approved and now.organisers_group and now.introduction == "Nouveaux mots"
    assert "nouveaux mots" in now.search_text


def test_approve_collective_publishes_pages_gives_rights_and_tells_the_upper_rooms_once(waiting, outsider):
    told = []

    def listener(sender, collective, **kwargs):
        told.append(collective.pk)

    collective_approved.connect(listener)
    try:
        services.approve_collective(collective=waiting)
        services.approve_collective(collective=waiting)
    finally:
        collective_approved.disconnect(listener)
    waiting.refresh_from_db()
    assert told == [waiting.pk]
    assert waiting.is_approved
    pages = list(CollectivePage.objects.live().filter(collective=waiting))
    assert sorted(page.url for page in pages) == ["/collectifs/oeil-pour-oeil/", "/en/collectifs/oeil-pour-oeil/"]
    group = waiting.organisers_group
    assert list(group.user_set.all()) == [outsider]
    assert set(GroupPagePermission.objects.filter(group=group).values_list("page_id", flat=True)) == {
        page.pk for page in pages
    }
    assert set(GroupCollectionPermission.objects.filter(group=group).values_list("collection_id", flat=True)) == {
        waiting.media_collection_id
    }


def test_organisers_group_may_edit_its_own_page_and_no_other(waiting, outsider, collective):
    services.approve_collective(collective=waiting)
    services.approve_collective(collective=collective)
    mine, other = waiting.pages.first(), collective.pages.first()
    assert mine.permissions_for_user(outsider).can_edit()
    assert not other.permissions_for_user(outsider).can_edit()
    assert not HomePage.objects.first().permissions_for_user(outsider).can_edit()
    assert not ArticleIndexPage.objects.first().permissions_for_user(outsider).can_add_subpage()


def test_ask_accept_and_leave(collective, outsider):
    asked = services.ask_to_join(user=outsider, collective=collective, words="Bonjour")
    with pytest.raises(AlreadyAsked):
        services.ask_to_join(user=outsider, collective=collective)
    services.accept_request(request=asked)
    assert collective.memberships.get(user=outsider).role == Membership.Role.MEMBER
    with pytest.raises(AlreadyMember):
        services.ask_to_join(user=outsider, collective=collective)
    services.leave_collective(user=outsider, collective=collective)
    assert not collective.memberships.filter(user=outsider).exists()


def test_ask_to_join_is_refused_while_the_collective_waits(waiting):
    with pytest.raises(NotApproved):
        services.ask_to_join(user=make_user("curieuse"), collective=waiting)


def test_last_organiser_passes_the_role_on_before_leaving(collective, organiser, member):
    services.approve_collective(collective=collective)
    collective.refresh_from_db()
    own = collective.memberships.get(user=organiser)
    with pytest.raises(LastOrganiser):
        services.leave_collective(user=organiser, collective=collective)
    with pytest.raises(LastOrganiser):
        services.change_role(membership=own, role="member")
    services.change_role(membership=collective.memberships.get(user=member), role="organiser")
    services.leave_collective(user=organiser, collective=collective)
    assert may_organise(member, collective)
    assert not may_organise(organiser, collective)
    assert list(collective.organisers_group.user_set.all()) == [member]


def test_lay_page_tree_is_safe_to_repeat():
    before = set(HomePage.objects.values_list("pk", flat=True))
    services.lay_page_tree()
    assert set(HomePage.objects.values_list("pk", flat=True)) == before
    assert len(before) == 2
    assert Group.objects.get(name="campaign-moderators").policy.needs_second_factor


def test_update_collective_renames_its_pages(collective):
    services.approve_collective(collective=collective)
    services.update_collective(collective=collective, name="Autre nom")
    assert {page.title for page in CollectivePage.objects.all()} == {"Autre nom"}
