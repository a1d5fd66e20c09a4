"""The administration's screens are machina's, without its list of subscribers: forum/models/following.py has ours."""

from machina.apps.forum_conversation.admin import *  # noqa: F403
from machina.apps.forum_conversation.admin import TopicAdmin

TopicAdmin.raw_id_fields = ("poster",)
TopicAdmin.exclude = ("subscribers",)
