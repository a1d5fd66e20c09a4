"""The checker: the most specific rule wins, ancestors must be open, and no forum's denial spills onto another."""

import pytest
from django.contrib.auth.models import AnonymousUser, Group
from machina.core.loading import get_class

from forum.machina import Forum, ForumPermission, GroupForumPermission, PermissionHandler, UserForumPermission
from forum.spaces.services import EVERYBODY_SIGNED_IN, allow

pytestmark = pytest.mark.django_db
READ = {"can_see_forum", "can_read_forum"}


def checker(user):
    return get_class("forum_permission.checker", "ForumPermissionChecker")(user)


def rule(codename, forum, *, granted, user=None, group=None):
    permission = ForumPermission.objects.get_or_create(codename=codename)[0]
    if group:
        model = GroupForumPermission
        return model.objects.create(permission=permission, forum=forum, group=group, has_perm=granted)
    model = UserForumPermission
    return model.objects.create(
        permission=permission, forum=forum, user=user, authenticated_user=user is None, has_perm=granted
    )


@pytest.fixture
def tree(db):
    """category > parent > child, and two siblings of parent, all readable when signed in."""
    category = Forum.objects.create(name="Category", type=Forum.FORUM_CAT)
    make = lambda name, above: Forum.objects.create(name=name, parent=above, type=Forum.FORUM_POST)  # noqa: E731
    parent = make("Parent", category)
    forums = {
        "category": category,
        "parent": parent,
        "child": make("Child", parent),
        "second": make("Second", category),
        "third": make("Third", category),
    }
    for forum in forums.values():
        forum.refresh_from_db()
        allow(EVERYBODY_SIGNED_IN, READ, forum=forum)
    return forums


@pytest.mark.parametrize("codename", sorted(READ))
@pytest.mark.parametrize("closed", ["category", "parent"])
def test_denial_on_an_ancestor_closes_what_is_inside(outsider, tree, closed, codename):
    assert checker(outsider).has_perm("can_read_forum", tree["child"])
    rule(codename, tree[closed], granted=False, user=outsider)
    assert not checker(outsider).has_perm("can_read_forum", tree["child"])
    assert checker(outsider).get_perms(tree["child"]) == set()


def test_group_denial_in_one_forum_leaves_the_others_alone(outsider, tree):
    group = Group.objects.create(name="anywhere")
    outsider.groups.add(group)
    rule("can_lock_topics", None, granted=True, group=group)
    rule("can_lock_topics", tree["parent"], granted=False, group=group)
    perms = checker(outsider).get_perms_for_forumlist([tree["parent"], tree["second"], tree["third"]])
    assert ["can_lock_topics" in codenames for codenames in perms.values()] == [False, True, True]


def test_forum_rule_wins_over_global_and_person_over_group_over_everybody(outsider, tree):
    group = Group.objects.create(name="anywhere")
    outsider.groups.add(group)
    forum, codename = tree["parent"], "can_start_new_topics"
    answers = []
    for scope, granted, who in [
        (None, True, {}),
        (None, False, {"group": group}),
        (None, True, {"user": outsider}),
        (forum, False, {}),
        (forum, True, {"group": group}),
        (forum, False, {"user": outsider}),
    ]:
        rule(codename, scope, granted=granted, **who)
        answers.append(checker(outsider).has_perm(codename, forum))
    assert answers == [True, False, True, False, True, False]


def test_forum_that_is_seen_but_not_read_gives_nothing_else(outsider, tree):
    rule("can_reply_to_topics", None, granted=True, user=outsider)
    rule("can_read_forum", tree["second"], granted=False, user=outsider)
    assert checker(outsider).get_perms(tree["second"]) == {"can_see_forum"}


def test_inactive_people_may_nothing_and_superusers_everything(outsider, tree, django_user_model):
    outsider.is_active = False
    assert checker(outsider).get_perms_for_forumlist([tree["parent"]])[tree["parent"]] == set()
    root = django_user_model.objects.create_superuser("root")
    assert checker(root).has_perm("can_delete_posts", tree["child"])


def test_guest_reads_what_is_granted_to_guests_only(tree):
    assert not checker(AnonymousUser()).has_perm("can_read_forum", tree["parent"])
    for name in ("category", "parent"):
        allow(AnonymousUser(), READ, forum=tree[name])
    assert checker(AnonymousUser()).has_perm("can_read_forum", tree["parent"])
    assert not checker(AnonymousUser()).has_perm("can_read_forum", tree["child"])


def handler():
    return PermissionHandler()


def test_rules_of_guests_are_the_same_beside_those_of_a_member(outsider, tree, organiser):
    for name in ("category", "parent"):
        allow(AnonymousUser(), READ, forum=tree[name])
    both = Forum.objects.create(name="Both", type=Forum.FORUM_POST)
    for codename in READ:
        one = rule(codename, both, granted=True)
        type(one).objects.filter(pk=one.pk).update(anonymous_user=True)  # machina's forms refuse it, its table does not
    rule("can_read_forum", tree["third"], granted=True, user=organiser)
    theirs = Forum.objects.create(name="Guests alone", type=Forum.FORUM_POST)
    allow(AnonymousUser(), READ, forum=theirs)
    alone, beside = handler(), handler()
    for codename in sorted(READ):
        guests = alone.forum_ids_with(AnonymousUser(), codename)
        known = {both.pk, theirs.pk, *(forum.pk for forum in tree.values())}
        assert guests & known == {both.pk, theirs.pk, tree["category"].pk, tree["parent"].pk}
        assert beside.forum_ids_with(outsider, codename) & known == known - {theirs.pk}
        assert beside.forum_ids_with(AnonymousUser(), codename) == guests
    assert beside.private_forum_ids() == alone.private_forum_ids()


@pytest.mark.django_db(transaction=True)
def test_page_that_began_before_a_right_ended_hands_it_on_to_none(outsider):
    forum = Forum.objects.create(name="Here", type=Forum.FORUM_POST)
    allow(EVERYBODY_SIGNED_IN, READ, forum=forum)
    early = handler()
    assert early.may(outsider, "can_read_forum", forum)
    rule("can_read_forum", forum, granted=False, user=outsider)
    early.readable_forum_ids(outsider)
    assert forum.pk not in handler().readable_forum_ids(outsider)


def test_page_of_a_member_asks_once_for_rules_of_members_and_guests(outsider, tree, django_assert_num_queries):
    asked = handler()
    with django_assert_num_queries(2):  # the tree, the rules
        asked.readable_forum_ids(outsider)
        asked.private_forum_ids()


def test_checker_needs_the_same_queries_for_one_forum_and_many(outsider, tree, django_assert_num_queries):
    with django_assert_num_queries(2):
        checker(outsider).get_perms_for_forumlist([tree["parent"]])
    with django_assert_num_queries(2):
        checker(outsider).get_perms_for_forumlist(list(tree.values()))


def test_attachments_stay_closed_even_to_superusers_and_polls_to_guests(tree, django_user_model):
    root = django_user_model.objects.create_superuser("root")
    handler = PermissionHandler()
    assert not handler.can_attach_files(tree["parent"], root)
    assert handler.can_create_polls(tree["parent"], root)
    allow(AnonymousUser(), READ | {"can_create_polls"}, forum=tree["category"])
    assert not handler.can_create_polls(tree["category"], AnonymousUser())
