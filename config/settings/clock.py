"""Commands that the worker (or a timer) calls by the clock, one after the other (config/clock.py)."""

from config.settings.backups import BACKUP_RECIPIENTS

OFTEN = [  # every two minutes
    "publish_scheduled",  # Wagtail's own: pages whose hour of publishing or expiry has come
]
HOURLY = [
    "close_decisions",
    "erase_removed",
    "send_digests",
    "tell_watches",
]
HOURLY_MAIL = [  # what itself waits for the mail server; the others leave that to the queue
    "leaks_mail",
    "tell_attendees",
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
    "leave_days",
    "settle_read_marks",
    "leaks_nightly",
    "backup" if BACKUP_RECIPIENTS else "backup --prune",  # the last: no copy of what this night erases
]

# Tasks that note in the database what is done, person by person: run again, they do the rest. Of others that were cut
# short the operator decides (`manage.py tasks`).
TASKS_AGAIN = [
    "campaign.tasks.tell_watch",
    "events.tasks.send_message",
    "events.tasks.tell_attendees",
    "forum.notices.tasks.send_digest",
    "forum.tasks.send_digest",  # its name in 0.1.0: a queue may still hold some
]
