"""machina's questions about permissions, minus what this site does not offer."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from functools import cached_property
from typing import Any

from django.contrib.auth.models import AnonymousUser
from machina.apps.forum_permission.handler import PermissionHandler as StockHandler

from engine.part_cache import cached
from engine.versions import Dependencies, depend_on, tracking
from forum.overrides.forum_permission.checker import (
    ForumPermissionChecker,
    Rules,
    may_use_groups_with_power,
    read_lineage,
    read_rules,
    read_rules_near,
    read_tree,
)


def is_hidden(post: Any) -> bool:
    """Whether moderators have hidden this post; asked once, or known from the question that brought the post."""
    known: bool | None = getattr(post, "is_hidden", None)
    if known is None:
        known = post.is_hidden = hasattr(post, "hidden")
    return known


def _who(user: Any) -> Hashable:
    """Whom a checker speaks of: two sessions of a person may be told different things."""
    return None if user.is_anonymous else (user.pk, may_use_groups_with_power(user))


class PermissionHandler(StockHandler):
    """Attachments stay closed whatever the tables say: stock machina keeps files as they came.

    What is asked of one forum is read of that one; whoever asks of a second, or of all, reads all at once. A page that
    is only read asks of all (`asks_of_all`), and may know them from the page before.
    """

    asks_of_all = False
    _rules_of_guests: Rules | None = None

    def can_attach_files(self, forum: Any, user: Any) -> bool:
        """Nobody."""
        return False

    def can_download_files(self, forum: Any, user: Any) -> bool:
        """Nobody."""
        return False

    def can_edit_post(self, post: Any, user: Any) -> bool:
        """As machina says; what moderators have hidden is changed by nobody until they show it again."""
        return bool(super().can_edit_post(post, user)) and not is_hidden(post)

    def can_delete_post(self, post: Any, user: Any) -> bool:
        """As machina says; what moderators have hidden is theirs, and no longer its author's."""
        if is_hidden(post):
            return self.may(user, "can_delete_posts", post.topic.forum)
        return bool(super().can_delete_post(post, user))

    def can_create_polls(self, forum: Any, user: Any) -> bool:
        """Who has the permission, and a name: guests ask nothing."""
        return bool(user.is_authenticated and self.may(user, "can_create_polls", forum))

    def can_vote_in_poll(self, poll: Any, user: Any) -> bool:
        """Who has the permission and a name, while the poll is open; that a ballot cannot be changed is the poll's."""
        topic = poll.topic
        open_here = poll.is_open and topic.approved and not topic.is_locked
        return bool(open_here and user.is_authenticated and self.may(user, "can_vote_in_polls", topic.forum))

    def _checker_near(self, user: Any, forum_id: int | None) -> Any:
        """A checker that answers of this forum."""
        who = _who(user)
        if self.asks_of_all or forum_id is None or who in self._user_perm_checkers_cache:
            return self._get_checker(user)
        if who not in self._near:
            checker = ForumPermissionChecker(user)
            lineage = cached(("forum:lineage", forum_id), lambda: read_lineage(forum_id))
            checker.__dict__["_parents"] = lineage
            checker.__dict__["_rules"] = read_rules_near(user, [forum_id, *lineage.keys() - {forum_id}])
            self._near[who] = forum_id, checker
        known, checker = self._near[who]
        return checker if known == forum_id else self._get_checker(user)

    @cached_property
    def _near(self) -> dict[Hashable, tuple[int, Any]]:
        """For each person the one forum that was asked about, and what answers of it."""
        return {}

    def _perform_basic_permission_check(self, forum: Any, user: Any, permission: str) -> bool:
        """As machina's, of the forum alone."""
        return bool(user.is_superuser or self.may(user, permission, forum))

    def _get_checker(self, user: Any) -> Any:
        """One checker a person; they share the tree of forums, which is asked for once."""
        who = _who(user)
        checker = self._user_perm_checkers_cache.get(who)
        if checker is None:
            with tracking(self._dependencies):
                checker = self._user_perm_checkers_cache[who] = ForumPermissionChecker(user)
                checker.__dict__["_parents"] = self._tree
                checker.__dict__["_rules"] = self._rules_about(user, who)
        return checker

    def _rules_about(self, user: Any, who: Hashable) -> Rules:
        """What decides about this person; of guests it may be known from the question about a member."""
        if user.is_anonymous and self._rules_of_guests is not None:
            return self._rules_of_guests

        def read() -> Rules:
            rules, self._rules_of_guests = read_rules(user)
            return rules

        return cached(("forum:rules", who), read)

    @cached_property
    def _dependencies(self) -> Dependencies:
        """What its checkers were read from, once for all that they are asked."""
        return Dependencies()

    def _remembered(self, name: tuple[Any, ...], read: Callable[[], frozenset[int]]) -> frozenset[int]:
        """What its checkers find, kept as long as what they were read from.

        A page that began earlier may know rules that are no longer so, and must not hand them on to later ones.
        """

        def read_here() -> frozenset[int]:
            depend_on(self._dependencies)
            return read()

        return cached(name, read_here)

    @cached_property
    def _tree(self) -> dict[int, int | None]:
        return cached("forum:tree", read_tree)

    def readable_forum_ids(self, user: Any) -> frozenset[int]:
        """Every forum whose content this person may read."""
        return self.forum_ids_with(user, "can_read_forum")

    def forum_ids_with(self, user: Any, codename: str) -> frozenset[int]:
        """Every forum where this person has a permission."""
        checker = self._get_checker(user)
        return self._remembered(("forum:with", codename, checker.person), lambda: checker.forum_ids_with(codename))

    def lineage(self, user: Any, forum_id: int) -> list[int]:
        """A forum and those around it."""
        ids: list[int] = self._checker_near(user, forum_id).lineage(forum_id)
        return ids

    def private_forum_ids(self) -> frozenset[int]:
        """The forums that guests cannot read."""
        guest = self._get_checker(AnonymousUser())
        return self._remembered(
            ("forum:private",), lambda: guest.every_forum_id() - guest.forum_ids_with("can_read_forum")
        )

    def may(self, user: Any, codename: str, forum: Any) -> bool:
        """One permission in one forum."""
        return bool(self._checker_near(user, forum.pk if forum else None).has_perm(codename, forum))
