"""The verbs on posts and topics, of all subjects, that other rooms and commands call."""

from forum.moderation.services.topics import delete_topic, merge_topics, move_topic, set_kind, set_locked, split_topic
from forum.notices.services.following import set_level
from forum.people.services.authors import erase_name, erase_words, keep_name_of
from forum.tags.services import set_tags
from forum.writing.services.history import erase_versions_of
from forum.writing.services.posts import ChangedMeanwhile, approve_post, delete_post, edit_post, reply, start_topic
from forum.writing.services.upkeep import recount, refresh_cards, render_again

__all__ = [
    "ChangedMeanwhile",
    "approve_post",
    "delete_post",
    "delete_topic",
    "edit_post",
    "erase_name",
    "erase_versions_of",
    "erase_words",
    "keep_name_of",
    "merge_topics",
    "move_topic",
    "recount",
    "refresh_cards",
    "render_again",
    "reply",
    "set_kind",
    "set_level",
    "set_locked",
    "set_tags",
    "split_topic",
    "start_topic",
]
