"""The private links of whoever waits for something to start near them (intake/links.py)."""

from __future__ import annotations

from intake.links import PrivateLink

CONFIRM_WATCH = PrivateLink("campaign.links.confirm_watch")
LEAVE_WATCH = PrivateLink("campaign.links.leave_watch")
