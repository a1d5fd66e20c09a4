"""Groups and rights in one table: which role holds which power, and that nothing else does.

A new group, a new model or a new permission fails here until somebody has said whose it is.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import AnonymousUser, Group, Permission
from machina.core.loading import get_class
from wagtail.models import GroupCollectionPermission, GroupPagePermission

from accounts.rules import groups_with_power
from campaign import services
from forum.machina import GroupForumPermission, PermissionConfig, UserForumPermission
from forum.models import Space
from forum.spaces.services import make_national_forums, make_spaces

pytestmark = pytest.mark.django_db

# -- Rights over models: none but these are held by a group, and none by anybody alone ---------------------------------
PAGES = frozenset({"add_page", "change_page", "publish_page"})
MEDIA = frozenset(f"{verb}_{noun}" for verb in ("add", "change") for noun in ("campaignimage", "campaigndocument"))
# group: (asks for a second factor, rights over models, over pages, over pictures and documents)
GROUPS: dict[str, tuple[bool, frozenset[str], dict[str, frozenset[str]], dict[str, frozenset[str]]]] = {
    "campaign-moderators": (
        True,
        frozenset({"access_admin", "change_collective", "view_collective", "submit_translation"}),
        {"HomePage": PAGES},
        {"Root": MEDIA},
    ),
    "campaign-editors": (
        True,
        frozenset({"access_admin", "change_sitesettings", "submit_translation"}),
        {"HomePage": PAGES},
        {"Root": MEDIA},
    ),
    "leak-recipients": (True, frozenset(), {}, {}),
    "collectif: marseille-a-decouvert": (
        False,
        frozenset({"access_admin"}),
        {"CollectivePage": PAGES},
        {"Marseille à découvert": MEDIA},
    ),
    "collective-members": (False, frozenset(), {}, {}),
    "collective-organisers": (False, frozenset(), {}, {}),
}
# Models over which administrators alone have rights: by /admin/, or by /cms/ where it shows them.
ADMINISTRATORS_ALONE = {
    "account": "emailaddress emailconfirmation",
    "accounts": "grouppolicy recoveryphrase user",
    "admin": "logentry",
    "auth": "group permission",
    "board": "attachment campaignforum decision draft earlierversion flag following formertopic hiddenpost "
    "importeditem mailbox mailchoice mention moderationact notice publicprofile refusedsender "
    "shelf space suspension topicabout topictag voice",
    "campaign": "act articleindexpage articlepage campaignrendition collectiveindexpage collectivepage homepage "
    "invitation membership membershiprequest rolechange secondeditortask standardpage statement takeover "
    "toolboxpage toolpage watch watchtold",
    "config": "job",
    "contenttypes": "contenttype",
    "django_tasks_database": "dbtaskresult",
    "events": "attendance attendeemessage calendartext event eventpage hostinvitation importedevent minutes "
    "minutesversion occurrence programme programmeday proposal room session sessionspeaker speaker trustedcollective",
    "forum": "forum",
    "forum_attachments": "attachment",
    "forum_conversation": "post topic",
    "forum_member": "forumprofile",
    "forum_permission": "forumpermission groupforumpermission userforumpermission",
    "forum_polls": "ballot topicpoll topicpolloption topicpollvote",
    "forum_tracking": "forumreadtrack topicreadtrack",
    "leaks": "act bundle conversation download fault givento instance keychange keylistseal note notice recipient "
    "reply",  # not shown anywhere
    "mfa": "authenticator",
    "places": "commune loadeddata postcode",
    "sessions": "session",
    "surveillance": "change company figure line project projectkind report",
    "taggit": "tag taggeditem",
    "usersessions": "usersession",
    "wagtail_footnotes": "footnote",
    "wagtailadmin": "editingsession formstate",
    "wagtailcore": "apitoken collection collectionviewrestriction comment commentreply groupapprovaltask "
    "groupcollectionpermission grouppagepermission groupsitepermission locale modellogentry pagelogentry "
    "pagesubscription pageviewrestriction referenceindex revision site task taskstate uploadedfile workflow "
    "workflowcontenttype workflowpage workflowstate workflowtask",
    "wagtaildocs": "document",
    "wagtailimages": "image rendition",
    "wagtailredirects": "redirect",
    "wagtailusers": "userprofile",
}
HELD_BY_A_GROUP = {
    "campaign.collective", "campaign.sitesettings", "campaign.campaignimage", "campaign.campaigndocument",
    "wagtailcore.page", "wagtailadmin.admin", "simple_translation.simpletranslation",
}  # fmt: skip

# -- Rights in the forum: every permission that machina knows, and who holds it where ----------------------------------
EVERYBODY, SIGNED_IN, MEMBERS, ORGANISERS, MODERATORS = "everybody signed-in members organisers moderators".split()
READING = {"can_see_forum", "can_read_forum"}
FORUM = {
    **dict.fromkeys(READING, {EVERYBODY: "public", SIGNED_IN: "public", MEMBERS: "private", ORGANISERS: "both"}),
    **dict.fromkeys(
        ("can_start_new_topics", "can_reply_to_topics", "can_edit_own_posts", "can_delete_own_posts"),
        {SIGNED_IN: "public", MEMBERS: "private", ORGANISERS: "both"},
    ),
    **dict.fromkeys(
        ("can_post_without_approval", "can_create_polls", "can_vote_in_polls"),
        {SIGNED_IN: "public", MEMBERS: "private", ORGANISERS: "both"},
    ),
    **dict.fromkeys(
        ("can_lock_topics", "can_move_topics", "can_edit_posts", "can_delete_posts", "can_approve_posts"),
        {ORGANISERS: "both", MODERATORS: "everywhere"},
    ),
    **dict.fromkeys(
        ("can_reply_to_locked_topics", "can_post_announcements", "can_post_stickies"),
        {ORGANISERS: "both", MODERATORS: "everywhere"},
    ),
    **dict.fromkeys(("can_attach_file", "can_download_file"), {}),
}


@pytest.fixture
def laid(collective):
    """A site with one approved collective and its spaces."""
    services.approve_collective(collective=collective)
    make_national_forums()
    return make_spaces(collective=collective)


def role_of(group: Group, space: Space) -> str:
    """The group's name in the table."""
    return {space.members_id: "collective-members", space.organisers_id: "collective-organisers"}.get(
        group.pk, group.name
    )


def by_place(rows: Iterable[Any], place: Any) -> dict[str, frozenset[str]]:
    """What a group is granted, by place."""
    found: dict[str, set[str]] = {}
    for row in rows:
        found.setdefault(place(row), set()).add(row.permission.codename)
    return {where: frozenset(codenames) for where, codenames in found.items()}


def test_every_group_holds_what_the_table_says_and_no_other_group_exists(laid):
    found = {}
    for group in Group.objects.all():
        rights = frozenset(group.permissions.values_list("codename", flat=True))
        pages = GroupPagePermission.objects.filter(group=group).select_related("page", "permission")
        media = GroupCollectionPermission.objects.filter(group=group).select_related("collection", "permission")
        found[role_of(group, laid)] = (
            groups_with_power().filter(pk=group.pk).exists(),
            rights,
            by_place(pages, lambda row: row.page.specific_class.__name__),
            by_place(media, lambda row: row.collection.name),
        )
    assert found == GROUPS


def test_every_model_is_somebodys():
    known = {f"{app}.{model}" for app, models in ADMINISTRATORS_ALONE.items() for model in models.split()}
    # The search's own tables differ from database to database, and are shown by nothing.
    there = {one._meta.label_lower for one in apps.get_models() if one._meta.app_label != "wagtailsearch"}
    assert there == known | HELD_BY_A_GROUP


def test_no_group_holds_a_right_over_what_is_the_administrators(laid):
    alone = {(app, model) for app, models in ADMINISTRATORS_ALONE.items() for model in models.split()}
    held = Permission.objects.filter(group__isnull=False) | Permission.objects.filter(
        pk__in=GroupPagePermission.objects.values("permission")
    )
    wrong = [str(one) for one in held.distinct() if (one.content_type.app_label, one.content_type.model) in alone]
    assert wrong == []
    assert not Permission.objects.filter(user__isnull=False).exists()


def test_every_permission_of_the_forum_is_held_as_the_table_says(laid):
    known = {one["codename"] for one in PermissionConfig.permissions}
    assert set(FORUM) == known
    groups = GroupForumPermission.objects.filter(has_perm=True)
    people = UserForumPermission.objects.filter(has_perm=True)
    assert not people.exclude(user=None).exists(), "nobody holds a right by name"
    places = {laid.public_forum_id: "public", laid.private_forum_id: "private", None: "everywhere"}
    roles = {laid.members_id: MEMBERS, laid.organisers_id: ORGANISERS}
    found: dict[str, dict[str, set[str]]] = {codename: {} for codename in known}
    for row in groups.select_related("permission", "group"):
        role = roles.get(row.group_id, MODERATORS if row.group.name == "campaign-moderators" else row.group.name)
        found[row.permission.codename].setdefault(role, set()).add(places.get(row.forum_id, str(row.forum_id)))
    for row in people.filter(forum=laid.public_forum_id) | people.filter(forum=laid.private_forum_id):
        role = EVERYBODY if row.anonymous_user else SIGNED_IN
        found[row.permission.codename].setdefault(role, set()).add(places[row.forum_id])
    both = {"both": {"public", "private"}}
    assert found == {
        codename: {role: both.get(where, {where}) for role, where in held.items()} for codename, held in FORUM.items()
    }


def test_guests_hold_nothing_but_reading_what_is_public(laid):
    checker = get_class("forum_permission.checker", "ForumPermissionChecker")(AnonymousUser())
    every = [laid.public_forum, laid.private_forum]
    perms = checker.get_perms_for_forumlist(every)
    assert {frozenset(perms[laid.public_forum]), frozenset(perms[laid.private_forum])} == {
        frozenset(READING),
        frozenset(),
    }
