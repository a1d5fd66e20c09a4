"""Verbs of the campaign, the only writers: its page tree, its collectives, their members."""

from campaign.services.collectives import approve_collective, decline_collective, start_collective, update_collective
from campaign.services.members import (
    accept_request,
    ask_to_join,
    change_role,
    decline_request,
    leave_collective,
    remove_member,
)
from campaign.services.tree import lay_page_tree

__all__ = [
    "accept_request",
    "approve_collective",
    "ask_to_join",
    "change_role",
    "decline_collective",
    "decline_request",
    "lay_page_tree",
    "leave_collective",
    "remove_member",
    "start_collective",
    "update_collective",
]
