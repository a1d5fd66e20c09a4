"""django-machina, behind one file: its models and classes, those of forum/overrides/ among them, by their names.

Whoever needs one imports it from here, once models are loaded. What is used of machina, and why it stays, is in
docs/decisions/019-machina-stays.md.
"""

from __future__ import annotations

from machina.apps.forum_member import receivers as profile_counters  # noqa: F401  (for forum/apps.py)
from machina.core.db.models import get_model
from machina.core.loading import get_class

Forum = get_model("forum", "Forum")
Topic = get_model("forum_conversation", "Topic")
Post = get_model("forum_conversation", "Post")
TopicPoll = get_model("forum_polls", "TopicPoll")
TopicPollOption = get_model("forum_polls", "TopicPollOption")
TopicPollVote = get_model("forum_polls", "TopicPollVote")
Ballot = get_model("forum_polls", "Ballot")
ForumPermission = get_model("forum_permission", "ForumPermission")
GroupForumPermission = get_model("forum_permission", "GroupForumPermission")
UserForumPermission = get_model("forum_permission", "UserForumPermission")
ForumReadTrack = get_model("forum_tracking", "ForumReadTrack")
TopicReadTrack = get_model("forum_tracking", "TopicReadTrack")

PermissionHandler = get_class("forum_permission.handler", "PermissionHandler")
TrackingHandler = get_class("forum_tracking.handler", "TrackingHandler")
PermissionConfig = get_class("forum_permission.defaults", "PermissionConfig")
