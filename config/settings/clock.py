"""Commands that the worker (or a timer) calls by the clock, one after the other (config/clock.py)."""

HOURLY = [
    "close_decisions",
    "leaks_mail",
    "send_digests",
    "tell_attendees",
    "tell_watches",
]
NIGHTLY = [
    "clearsessions",
    "look_after_collectives",
    "prune_db_task_results",
    "prune_drafts",
    "prune_notices",
    "prune_profiles",
    "extend_occurrences",
    "erase_attendance",
    "prune_project_reports",
    "forum_recount",
    "refresh_cards",
    "sweep_attachments",
    "leaks_nightly",
]
