"""machina's questions about permissions, minus what this site does not offer."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import AnonymousUser
from machina.apps.forum_permission.handler import PermissionHandler as StockHandler


class PermissionHandler(StockHandler):
    """Attachments and polls stay closed whatever the tables say: stock machina keeps files as they came."""

    def can_attach_files(self, forum: Any, user: Any) -> bool:
        """Nobody."""
        return False

    def can_download_files(self, forum: Any, user: Any) -> bool:
        """Nobody."""
        return False

    def can_create_polls(self, forum: Any, user: Any) -> bool:
        """Nobody."""
        return False

    def can_vote_in_poll(self, poll: Any, user: Any) -> bool:
        """Nobody."""
        return False

    def readable_forum_ids(self, user: Any) -> set[int]:
        """Every forum whose content this person may read."""
        return self.forum_ids_with(user, "can_read_forum")

    def forum_ids_with(self, user: Any, codename: str) -> set[int]:
        """Every forum where this person has a permission."""
        ids: set[int] = self._get_checker(user).forum_ids_with(codename)
        return ids

    def private_forum_ids(self) -> set[int]:
        """The forums that guests cannot read."""
        guest = self._get_checker(AnonymousUser())
        hidden: set[int] = guest.every_forum_id() - guest.forum_ids_with("can_read_forum")
        return hidden

    def may(self, user: Any, codename: str, forum: Any) -> bool:
        """One permission in one forum."""
        return bool(self._get_checker(user).has_perm(codename, forum))
