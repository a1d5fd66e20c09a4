"""The single place where a forum permission is decided. Every view, list, feed, search and WebSocket asks here."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable
from functools import cached_property
from typing import Any

from django.contrib.auth.models import Group
from django.db.models import Case, IntegerField, Q, QuerySet, Value, When
from machina.apps.forum_permission.checker import ForumPermissionChecker as StockChecker
from machina.conf import settings as machina_settings
from machina.core.db.models import get_model

from accounts.rules import groups_with_power
from engine.prepared_queries import prepared

SEE, READ = "can_see_forum", "can_read_forum"
USER, GROUP, EVERYONE, GUESTS_ALONE = range(4)  # who a rule speaks of, the nearest first
EVERYWHERE = Q()
NOWHERE = 0  # around the forum of what moderators removed: nobody gets there

Decisions = tuple[dict[str, bool], dict[str, bool], dict[str, bool]]
Rules = dict[int | None, Decisions]


class ForumPermissionChecker(StockChecker):
    """Rules are fetched once, each forum is decided by itself, and no forum is reached through a closed ancestor.

    The most specific rule wins: one about this forum before one about all forums; then one about the person before one
    about a group, before one about everybody signed in. Of two groups that disagree, the one that grants wins.
    """

    def get_perms_for_forumlist(self, forums: Iterable[Any], perm_codenames: Iterable[str] | None = None) -> Any:
        """Each forum with the set of permissions that the person has there."""
        return OrderedDict((forum, self._reachable(forum.pk if forum else None)) for forum in forums)

    def has_perm(self, perm: str, forum: Any) -> bool:
        """Whether the person has a permission in a forum, or (None) in all of them."""
        _pk, active, superuser, _powers = self.person
        if forum and self._is_closed(forum.pk):
            return False
        return bool(active and (superuser or perm in self._reachable(forum.pk if forum else None)))

    def forum_ids_with(self, codename: str) -> frozenset[int]:
        """Every forum where the person has a permission, without fetching a single forum."""
        return frozenset(forum_id for forum_id in self._parents if codename in self._reachable(forum_id))

    def every_forum_id(self) -> frozenset[int]:
        """All there are."""
        return frozenset(self._parents)

    def lineage(self, forum_id: int) -> list[int]:
        """A forum and those around it, the nearest first."""
        found = [forum_id]
        while (above := self._parents.get(found[-1])) is not None:
            found.append(above)
        return found

    def _reachable(self, forum_id: int | None) -> set[str]:
        if forum_id not in self._reached:
            self._reached[forum_id] = self._reach(forum_id)
        return self._reached[forum_id]

    def _reach(self, forum_id: int | None) -> set[str]:
        _pk, active, superuser, _powers = self.person
        if not active or self._is_closed(forum_id):
            return set()
        if superuser:
            return self._every_codename
        own = self._own(forum_id)
        if forum_id is None:
            return own
        ancestor = self._parents.get(forum_id)
        while ancestor is not None:
            if not {SEE, READ} <= self._own(ancestor):
                return set()
            ancestor = self._parents.get(ancestor)
        if SEE not in own:
            return set()
        return own if READ in own else {SEE}

    def _is_closed(self, forum_id: int | None) -> bool:
        """Whether it is the forum where removed things lie, which is closed to administrators too."""
        return self._parents.get(forum_id) == NOWHERE if forum_id is not None else False

    def _own(self, forum_id: int | None) -> set[str]:
        """What the rules say about one forum, whatever its ancestors."""
        if forum_id in self._decided:
            return self._decided[forum_id]
        verdicts: dict[str, bool] = {}
        scopes = (forum_id, None) if forum_id is not None else (None,)
        for scope in scopes:
            for layer in self._rules.get(scope, ({}, {}, {})):
                for codename, granted in layer.items():
                    verdicts.setdefault(codename, granted)
        if self.person[0] is not None:
            for codename in machina_settings.DEFAULT_AUTHENTICATED_USER_FORUM_PERMISSIONS:
                verdicts.setdefault(codename, True)
        self._decided[forum_id] = {codename for codename, granted in verdicts.items() if granted}
        return self._decided[forum_id]

    @cached_property
    def person(self) -> tuple[int | None, bool, bool, bool]:
        """Number (None: a guest); whether the account is open, has all rights, uses its powers: what else decides."""
        if self.user.is_anonymous:
            return None, True, False, False
        powers = may_use_groups_with_power(self.user)
        return self.user.pk, bool(self.user.is_active), bool(self.user.is_superuser), powers

    @cached_property
    def _reached(self) -> dict[int | None, set[str]]:
        return {}

    @cached_property
    def _decided(self) -> dict[int | None, set[str]]:
        return {}

    @cached_property
    def _every_codename(self) -> set[str]:
        return set(get_model("forum_permission", "ForumPermission").objects.values_list("codename", flat=True))

    @cached_property
    def _parents(self) -> dict[int, int | None]:
        return read_tree()

    @cached_property
    def _rules(self) -> dict[int | None, Decisions]:
        return read_rules(self.user)[0]


def may_use_groups_with_power(user: Any) -> bool:
    """Whether what groups with power are granted counts: not for somebody whose session used no second factor."""
    return getattr(user, "used_second_factor", None) is not False


def read_tree() -> dict[int, int | None]:
    """Each forum with the one it lies in; the one where removed things lie, with NOWHERE."""
    rows = get_model("forum", "Forum").objects.order_by().values_list("pk", "parent_id", "shelf")
    return {pk: parent if shelf is None else NOWHERE for pk, parent, shelf in rows}


def read_lineage(forum_id: int) -> dict[int, int | None]:
    """The same of one forum and those around it, whatever else there is; two levels a question, and few forums have
    more.
    """
    found: dict[int, int | None] = {}
    above: int | None = forum_id
    while above and above not in found:
        forum, above = above, None
        for parent, shelf, around, parents_shelf in _two_levels(forum=forum):
            found[forum] = parent if shelf is None else NOWHERE
            if parent is not None:
                found[parent] = above = around if parents_shelf is None else NOWHERE
    return found


@prepared
def _two_levels(*, forum: int) -> QuerySet[Any]:
    rows = get_model("forum", "Forum").objects.order_by().filter(pk=forum)
    return rows.values_list("parent_id", "shelf", "parent__parent_id", "parent__shelf")


def read_rules_near(user: Any, forum_ids: list[int]) -> Rules:
    """The rules that speak of this person in these forums, or in all."""
    ask = _rules_near if may_use_groups_with_power(user) else _rules_near_without_powers
    rules: Rules = {}
    if user.is_anonymous:
        personal = get_model("forum_permission", "UserForumPermission").objects
        here = personal.filter(_near(forum_ids), anonymous_user=True)
        for forum_id, codename, granted in here.values_list("forum_id", "permission__codename", "has_perm"):
            _note(rules, forum_id, EVERYONE, codename, granted)
        return rules
    for forum_id, layer, codename, granted, _of_guests in ask(user=user.pk, forums=forum_ids):
        if layer != GUESTS_ALONE:
            _note(rules, forum_id, layer, codename, granted)
    return rules


def _near(forum_ids: list[int]) -> Q:
    return Q(forum__in=forum_ids) | Q(forum=None)


def read_rules(user: Any) -> tuple[Rules, Rules]:
    """Every rule that speaks of this person: forum (None: all) → what it decides, by layer; then those of guests.

    Pages of members ask of guests as well (which forums are private), so one question brings both.
    """
    rules: Rules = {}
    guests: Rules = {}
    if user.is_anonymous:
        personal = get_model("forum_permission", "UserForumPermission").objects
        rows = personal.filter(anonymous_user=True).values_list("forum_id", "permission__codename", "has_perm")
        for forum_id, codename, granted in rows:
            _note(guests, forum_id, EVERYONE, codename, granted)
        return guests, guests
    ask = _rules_about if may_use_groups_with_power(user) else _rules_without_powers
    for forum_id, layer, codename, granted, of_guests in ask(user=user.pk):
        if layer != GUESTS_ALONE:
            _note(rules, forum_id, layer, codename, granted)
        if of_guests:
            _note(guests, forum_id, EVERYONE, codename, granted)
    return rules, guests


@prepared
def _rules_about(*, user: int) -> QuerySet[Any]:
    return _rules_of(user, Group.objects.filter(user=user))


@prepared
def _rules_without_powers(*, user: int) -> QuerySet[Any]:
    return _rules_of(user, _groups_without_power(user))


@prepared
def _rules_near(*, user: int, forums: list[int]) -> QuerySet[Any]:
    return _rules_of(user, Group.objects.filter(user=user), where=_near(forums))


@prepared
def _rules_near_without_powers(*, user: int, forums: list[int]) -> QuerySet[Any]:
    return _rules_of(user, _groups_without_power(user), where=_near(forums))


def _groups_without_power(user: int) -> QuerySet[Group]:
    return Group.objects.filter(user=user).exclude(pk__in=groups_with_power().values("pk"))


def _rules_of(user: int, groups: QuerySet[Group], *, where: Q = EVERYWHERE) -> QuerySet[Any]:
    whose = [When(user__isnull=False, then=USER), When(authenticated_user=True, then=EVERYONE)]
    who = Case(*whose, default=GUESTS_ALONE, output_field=IntegerField())
    personal = get_model("forum_permission", "UserForumPermission").objects.filter(where)
    own = personal.filter(Q(authenticated_user=True) | Q(user=user) | Q(anonymous_user=True)).annotate(who=who)
    by_group = get_model("forum_permission", "GroupForumPermission").objects.filter(where, group__in=groups)
    told = ("forum_id", "who", "permission__codename", "has_perm")
    grouped = by_group.annotate(who=Value(GROUP, output_field=IntegerField()), of_guests=Value(False))
    return own.values_list(*told, "anonymous_user").union(grouped.values_list(*told, "of_guests"), all=True)


def _note(rules: Rules, forum_id: int | None, layer: int, codename: str, granted: bool) -> None:
    known = rules.setdefault(forum_id, ({}, {}, {}))[layer]
    known[codename] = known.get(codename, False) or granted
