"""Verbs of the campaign, the only writers: its page tree, its collectives, their members."""

from campaign.services.approval import (
    approve_collective,
    decline_collective,
    erase_declined_collectives,
    send_again,
)
from campaign.services.collectives import list_collective, start_collective, update_collective
from campaign.services.invitations import (
    accept_invitation,
    erase_used_invitations,
    hash_of,
    invite,
    withdraw_invitation,
)
from campaign.services.log import log, wake
from campaign.services.members import (
    accept_request,
    ask_to_join,
    change_role,
    decline_request,
    hand_over,
    leave_collective,
    remove_member,
    show_memberships,
    undo_role_change,
)
from campaign.services.sleep import look_for_sleepers
from campaign.services.statements import change_statement, erase_statement, publish_statement
from campaign.services.takeovers import ask_to_take_over, decline_takeover, support_takeover
from campaign.services.tree import lay_page_tree, lay_toolbox
from campaign.services.undoing import erase_stale_changes
from campaign.services.watches import ask_to_watch, confirm_watch, end_watch, erase_old_watches

__all__ = [
    "accept_invitation",
    "erase_used_invitations",
    "hash_of",
    "invite",
    "withdraw_invitation",
    "accept_request",
    "approve_collective",
    "ask_to_join",
    "ask_to_take_over",
    "ask_to_watch",
    "change_role",
    "change_statement",
    "confirm_watch",
    "decline_collective",
    "decline_request",
    "decline_takeover",
    "end_watch",
    "erase_declined_collectives",
    "erase_old_watches",
    "erase_stale_changes",
    "erase_statement",
    "hand_over",
    "lay_page_tree",
    "lay_toolbox",
    "leave_collective",
    "list_collective",
    "log",
    "look_for_sleepers",
    "publish_statement",
    "remove_member",
    "send_again",
    "show_memberships",
    "start_collective",
    "support_takeover",
    "undo_role_change",
    "update_collective",
    "wake",
]
