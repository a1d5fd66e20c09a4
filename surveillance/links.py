"""The private link of whoever reported a project (intake/links.py)."""

from __future__ import annotations

from intake.links import PrivateLink

REPORT = PrivateLink("surveillance.links.report")
