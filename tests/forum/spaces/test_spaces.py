"""Each collective has its spaces; who belongs to it is in them, and nobody else."""

import pytest
from django.contrib.auth.models import AnonymousUser

from campaign.models import Collective, Membership
from campaign.signals import collective_approved
from forum.machina import Forum, UserForumPermission
from forum.models import Space
from forum.queries import handler_for, private_forum_ids, readable_forum_ids
from forum.spaces.services import make_spaces

pytestmark = pytest.mark.django_db


def may(user, codename, forum):
    return handler_for().may(user, codename, forum)


def test_approval_opens_spaces_once(collective):
    for _ in range(2):
        collective_approved.send(sender=Collective, collective=collective)
    space = Space.objects.get(collective=collective)
    assert space.public_forum.parent == space.private_forum.parent == space.category
    assert space.category.name == collective.name


def test_spaces_are_read_by_whom_they_are_for(space, member, organiser, outsider, moderator):
    readers = {
        "guest": AnonymousUser(),
        "member": member,
        "organiser": organiser,
        "outsider": outsider,
        "mod": moderator,
    }
    public = [name for name, user in readers.items() if may(user, "can_read_forum", space.public_forum)]
    private = [name for name, user in readers.items() if may(user, "can_read_forum", space.private_forum)]
    assert public == list(readers)
    assert private == ["member", "organiser"]


def test_writing_and_moderating_in_spaces(space, member, organiser, outsider, moderator):
    public, private = space.public_forum, space.private_forum
    assert may(outsider, "can_start_new_topics", public) and not may(outsider, "can_start_new_topics", private)
    assert not may(AnonymousUser(), "can_start_new_topics", public)
    assert may(member, "can_start_new_topics", private)
    assert may(organiser, "can_lock_topics", private) and not may(member, "can_lock_topics", private)
    assert may(moderator, "can_lock_topics", public) and not may(moderator, "can_lock_topics", private)


def test_joining_promoting_and_leaving_change_what_one_may(space, collective, outsider):
    membership = Membership.objects.create(user=outsider, collective=collective)
    assert may(outsider, "can_read_forum", space.private_forum)
    membership.role = Membership.Role.ORGANISER
    membership.save()
    assert may(outsider, "can_lock_topics", space.private_forum)
    membership.role = Membership.Role.MEMBER
    membership.save()
    assert not may(outsider, "can_lock_topics", space.private_forum)
    membership.delete()
    assert not may(outsider, "can_read_forum", space.private_forum)


@pytest.mark.django_db(transaction=True)
def test_page_that_began_before_somebody_left_hands_nothing_on_to_the_next(space, member):
    page = handler_for()
    assert page.may(member, "can_read_forum", space.private_forum)
    Membership.objects.get(user=member).delete()
    page.readable_forum_ids(member)  # the page goes on
    assert space.private_forum.pk not in readable_forum_ids(member)


@pytest.mark.django_db(transaction=True)
def test_page_that_began_before_a_forum_was_closed_hands_nothing_on_to_the_next(space):
    page = handler_for()
    assert page.may(AnonymousUser(), "can_read_forum", space.public_forum)
    UserForumPermission.objects.filter(forum=space.public_forum).delete()
    UserForumPermission.objects.filter(forum=None).delete()
    page.private_forum_ids()
    assert space.public_forum.pk in private_forum_ids()


def test_member_of_one_collective_is_an_outsider_in_another(space, member, commune):
    other = make_spaces(collective=Collective.objects.create(name="Ailleurs", slug="ailleurs", commune=commune))
    assert other.private_forum.pk not in readable_forum_ids(member)
    assert space.private_forum.pk in readable_forum_ids(member)


def test_new_site_has_national_forums_open_to_all(db):
    assert Forum.objects.count() == 5
    assert readable_forum_ids(AnonymousUser()) == set(Forum.objects.values_list("pk", flat=True))
