"""What happens in the forum that people are told of. Sent inside the transaction; receivers wait for its end."""

from django.dispatch import Signal

# A post appeared: written, or let through by a moderator. Keyword: post.
post_appeared = Signal()

# A question was put or frozen, or is about to close. Keywords: decision, kind (Notice.Kind), by (a person, or None).
decision_moved = Signal()

# People have new notices. Keywords: recipients (their numbers), kind, topic and post (numbers, or None).
people_told = Signal()
