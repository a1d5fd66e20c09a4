"""The private links of people without account, one for each purpose (intake/links.py)."""

from __future__ import annotations

from intake.links import PrivateLink

ATTENDANCE = PrivateLink("events.links.attendance")
CONFIRMATION = PrivateLink("events.links.confirmation", about=lambda attendance: attendance.email)
PROPOSAL = PrivateLink("events.links.proposal")
