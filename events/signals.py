"""What happens here that the doors of this room act upon."""

from django.dispatch import Signal

# Dates changed and people who said they come have to be told. Keyword: dates (keys of occurrences). Sent after commit.
attendees_wait = Signal()
# Organisers wrote to all who come. Keyword: message (its key). Sent after commit.
message_written = Signal()
