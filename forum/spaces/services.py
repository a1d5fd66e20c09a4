"""Verbs on forums themselves: making the spaces of a collective, and keeping their groups like its memberships."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.models import AnonymousUser, Group
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.names import CAMPAIGN_MODERATORS
from campaign import groups
from campaign.models import Collective
from forum.machina import Forum, ForumPermission, GroupForumPermission, PermissionConfig, UserForumPermission
from forum.models import CampaignForum, Space
from forum.queries import readable_forum_ids
from forum.spaces.rules import MODERATE, READ, WRITE

EVERYBODY_SIGNED_IN = object()


def make_permissions() -> None:
    """One row for each permission that machina knows."""
    known = set(ForumPermission.objects.values_list("codename", flat=True))
    for config in PermissionConfig.permissions:
        if config["codename"] not in known:
            ForumPermission.objects.create(codename=config["codename"])


def allow(who: Any, codenames: Iterable[str], *, forum: Any) -> None:
    """Grant permissions in a forum (None: in all) to guests, to everybody signed in, or to a group. Safe to repeat."""
    names = sorted(codenames)
    ForumPermission.objects.bulk_create([ForumPermission(codename=name) for name in names], ignore_conflicts=True)
    permissions = ForumPermission.objects.filter(codename__in=names).order_by("codename")
    whose: dict[str, Any]
    if isinstance(who, Group):
        grants, whose = GroupForumPermission.objects, {"group": who}
    else:
        guest = isinstance(who, AnonymousUser)
        grants = UserForumPermission.objects
        whose = {"user": None, "anonymous_user": guest, "authenticated_user": not guest}
    known = grants.filter(permission__in=permissions, forum=forum, **whose)
    known.update(has_perm=True)
    there = set(known.values_list("permission_id", flat=True))
    grants.bulk_create(
        grants.model(permission=one, forum=forum, has_perm=True, **whose) for one in permissions if one.pk not in there
    )


def _forum(*, name: str, description: str, parent: Any = None) -> Any:
    """A new forum, or a category at the top of the tree."""
    kind = Forum.FORUM_POST if parent else Forum.FORUM_CAT
    return Forum.objects.create(name=name, description=description, parent=parent, type=kind)


@transaction.atomic
def make_spaces(*, collective: Collective) -> Space:
    """The category of a collective with its public and its private forum; the ones it already has, if any."""
    existing = Space.objects.filter(collective=collective).first()
    if existing is not None:
        return existing
    with override("fr"):
        category = _forum(name=collective.name, description="")
        public = _forum(
            name=_("Public discussion"), description=_("Everybody reads and, signed in, writes."), parent=category
        )
        private = _forum(
            name=_("Between members"), description=_("For the members of the collective."), parent=category
        )
    members = Group.objects.get_or_create(name=f"collective-{collective.pk}-members")[0]
    organisers = Group.objects.get_or_create(name=f"collective-{collective.pk}-organisers")[0]
    for forum in (category, public):
        allow(AnonymousUser(), READ, forum=forum)
        allow(EVERYBODY_SIGNED_IN, READ, forum=forum)
    allow(EVERYBODY_SIGNED_IN, WRITE, forum=public)
    allow(members, READ | WRITE, forum=private)
    for forum in (public, private):
        allow(organisers, READ | WRITE | MODERATE, forum=forum)
    space = Space.objects.create(
        collective=collective,
        category=category,
        public_forum=public,
        private_forum=private,
        members=members,
        organisers=organisers,
    )
    groups.fill(collective)
    return space


@transaction.atomic
def make_national_forums() -> None:
    """What a new site starts with: a category for the whole campaign, moderated by its moderators."""
    moderators = Group.objects.get_or_create(name=CAMPAIGN_MODERATORS)[0]
    # Everywhere at once, yet never where they may not read: the checker sees to it.
    allow(moderators, MODERATE, forum=None)
    if Forum.objects.exists():
        return
    with override("fr"):
        category = _forum(name=_("Across France"), description="")
        forums = [
            _forum(name=_("Strategy and actions"), description=_("What we do together, and when."), parent=category),
            _forum(
                name=_("Questions and mutual aid"), description=_("Ask; somebody has done it before."), parent=category
            ),
            _forum(name=_("Watch"), description=_("What you read, saw or heard about surveillance."), parent=category),
        ]
    for forum in (category, *forums):
        allow(AnonymousUser(), READ, forum=forum)
        allow(EVERYBODY_SIGNED_IN, READ if forum == category else READ | WRITE, forum=forum)
    make_forum_nearby()


@transaction.atomic
def make_forum_nearby() -> Any:
    """The forum of the campaign for people who look for others nearby; the one there is, if any, whatever its name.

    A site that had its forums before gets it in its first category that everybody reads, when it is first needed.
    """
    known = CampaignForum.objects.filter(purpose=CampaignForum.Purpose.NEAR).select_related("forum")
    categories = Forum.objects.select_for_update().filter(parent=None, type=Forum.FORUM_CAT)  # one makes it, one waits
    open_to_all = categories.filter(pk__in=readable_forum_ids(AnonymousUser())).exclude(
        pk__in=Space.objects.values("category")
    )
    category = open_to_all.order_by("tree_id").first()
    if (found := known.first()) is not None:
        return found.forum
    with override("fr"):
        if category is None:
            category = _forum(name=_("Across France"), description="")
        forum = _forum(
            name=_("Who is near?"),
            description=_("Where there is no collective yet, people who live around find each other."),
            parent=category,
        )
    for one in (category, forum):
        allow(AnonymousUser(), READ, forum=one)
    allow(EVERYBODY_SIGNED_IN, READ, forum=category)
    allow(EVERYBODY_SIGNED_IN, READ | WRITE, forum=forum)
    CampaignForum.objects.create(purpose=CampaignForum.Purpose.NEAR, forum=forum)
    return forum
