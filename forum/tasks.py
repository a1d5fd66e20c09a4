"""The names under which tasks were queued before they lay with their subjects: a queue may still hold some."""

from forum.deciding.tasks import tell_of_decision
from forum.notices.tasks import mail_at_once, send_digest, tell_of_mention, tell_of_post

__all__ = ["mail_at_once", "send_digest", "tell_of_decision", "tell_of_mention", "tell_of_post"]
