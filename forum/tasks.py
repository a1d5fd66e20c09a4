"""The names under which tasks were queued until they moved into forum/notices/tasks.py: a queue may still hold some."""

from forum.notices.tasks import mail_at_once, send_digest, tell_of_decision, tell_of_mention, tell_of_post

__all__ = ["mail_at_once", "send_digest", "tell_of_decision", "tell_of_mention", "tell_of_post"]
