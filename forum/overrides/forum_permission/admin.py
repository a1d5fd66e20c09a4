"""The administration's screens are machina's."""

from machina.apps.forum_permission.admin import *  # noqa: F403
