"""What happens here that upper rooms act upon."""

from dataclasses import dataclass
from datetime import date, time

from django.dispatch import Signal

# A moderator has approved a collective. Sender: Collective; keyword: collective. Sent inside the transaction.
collective_approved = Signal()

# Somebody has started a collective and named the day of a first meeting. Sender: Collective; keywords: collective, by,
# first_meeting (a FirstMeeting). Sent inside the transaction.
first_meeting_named = Signal()


@dataclass(frozen=True)
class FirstMeeting:
    """What one knows of a first meeting while starting a collective. Times by the wall clock of its commune."""

    day: date
    hour: time | None = None
    place: str = ""
    rhythm: str = ""  # how it repeats, by a name of the room that knows rhythms; none: it does not
