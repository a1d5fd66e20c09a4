"""What happens to accounts that upper rooms act upon."""

from django.dispatch import Signal

# A person asks to erase their account. Keyword: user. A receiver may raise accounts.exceptions.CannotLeave.
account_leaving = Signal()

# The account is about to be erased, inside the transaction. Keywords: user, words (accounts.names.WORDS_*).
account_erased = Signal()
