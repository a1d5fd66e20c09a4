"""What happens here that upper rooms act upon."""

from django.dispatch import Signal

# A moderator has approved a collective. Sender: Collective; keyword: collective. Sent inside the transaction.
collective_approved = Signal()
