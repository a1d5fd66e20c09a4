"""The single place where a forum permission is decided. Every view, list, feed, search and WebSocket asks here."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable
from functools import cached_property
from typing import Any

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When
from machina.apps.forum_permission.checker import ForumPermissionChecker as StockChecker
from machina.conf import settings as machina_settings
from machina.core.db.models import get_model

from safety.prepared import prepared

SEE, READ = "can_see_forum", "can_read_forum"
USER, GROUP, EVERYONE = range(3)  # who a rule speaks of, the nearest first

Decisions = tuple[dict[str, bool], dict[str, bool], dict[str, bool]]


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
        _pk, active, superuser = self.person
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
        _pk, active, superuser = self.person
        if not active:
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
    def person(self) -> tuple[int | None, bool, bool]:
        """Number (None: a guest), whether the account is open, whether it has all rights: what else decides."""
        if self.user.is_anonymous:
            return None, True, False
        return self.user.pk, bool(self.user.is_active), bool(self.user.is_superuser)

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
        return read_rules(self.user)


def read_tree() -> dict[int, int | None]:
    """Each forum with the one it lies in."""
    return dict(get_model("forum", "Forum").objects.order_by().values_list("pk", "parent_id"))


def read_rules(user: Any) -> dict[int | None, Decisions]:
    """Every rule that speaks of this person: forum (None: all) → what it decides, by layer."""
    rules: dict[int | None, Decisions] = {}
    personal = get_model("forum_permission", "UserForumPermission").objects
    if user.is_anonymous:
        rows = personal.filter(anonymous_user=True).values_list("forum_id", "permission__codename", "has_perm")
        for forum_id, codename, granted in rows:
            _note(rules, forum_id, EVERYONE, codename, granted)
        return rules
    for forum_id, layer, codename, granted in _rules_about(user=user.pk):
        _note(rules, forum_id, layer, codename, granted)
    return rules


@prepared
def _rules_about(*, user: int) -> QuerySet[Any]:
    who = Case(When(user=None, then=EVERYONE), default=USER, output_field=IntegerField())
    personal = get_model("forum_permission", "UserForumPermission").objects
    own = personal.filter(Q(authenticated_user=True) | Q(user=user)).annotate(who=who)
    by_group = get_model("forum_permission", "GroupForumPermission").objects.filter(group__user=user)
    told = ("forum_id", "who", "permission__codename", "has_perm")
    grouped = by_group.annotate(who=Value(GROUP, output_field=IntegerField())).values_list(*told)
    return own.values_list(*told).union(grouped, all=True)


def _note(rules: dict[int | None, Decisions], forum_id: int | None, layer: int, codename: str, granted: bool) -> None:
    known = rules.setdefault(forum_id, ({}, {}, {}))[layer]
    known[codename] = known.get(codename, False) or granted
