"""Publishing what a second editor has read (campaign/models/review.py).

Wagtail loads it beside its own models: nothing of ours may be imported here.
"""

from __future__ import annotations

from typing import Any


def publish_reviewed(workflow_state: Any, user: Any = None) -> None:
    """What Wagtail does at the end of a workflow; that the user may was asked when they approved."""
    workflow_state.content_object.get_latest_revision().publish(user=user, skip_permission_checks=True)
