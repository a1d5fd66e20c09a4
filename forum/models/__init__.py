"""What machina has no rows for."""

from forum.models.attachments import Attachment
from forum.models.deciding import Decision, Voice
from forum.models.following import Following
from forum.models.history import EarlierVersion
from forum.models.letters import Mailbox, RefusedSender
from forum.models.moderation import Flag, HiddenPost, ModerationAct, Shelf, Suspension
from forum.models.notices import MailChoice, Notice
from forum.models.people import PublicProfile
from forum.models.spaces import CampaignForum, Space
from forum.models.tags import TopicTag
from forum.models.topics import FormerTopic, ImportedItem, TopicAbout
from forum.models.writing import Draft, Mention

__all__ = [
    "Attachment",
    "CampaignForum",
    "Decision",
    "Draft",
    "EarlierVersion",
    "Flag",
    "Following",
    "FormerTopic",
    "HiddenPost",
    "ImportedItem",
    "MailChoice",
    "Mention",
    "Mailbox",
    "ModerationAct",
    "Notice",
    "PublicProfile",
    "RefusedSender",
    "Shelf",
    "Space",
    "Suspension",
    "TopicAbout",
    "TopicTag",
    "Voice",
]
