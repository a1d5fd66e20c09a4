"""The administration's screens are machina's."""

from machina.apps.forum_conversation.admin import *  # noqa: F403
