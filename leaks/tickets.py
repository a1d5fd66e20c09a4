"""What a form carries, sealed: a moment, a number of its own, and the seven words that its page shows.

The words are drawn when the form is given out, so that a source has noted them before anything is sent. The server
keeps them nowhere: they lie in the form alone, locked with a key made from SECRET_KEY, which no database knows. While
the door is slow a form is good after a wait, once. The moment is the page's own, as in its Date header; of tickets the
server keeps the numbers of used ones alone, for as long as they could be used again.
"""

from __future__ import annotations

import base64
import json
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from leaks.counts import counting
from leaks.receipts import draw

_PURPOSE = b"leaks form v1"
_FORM_SECONDS = 24 * 3600
_TICKET_SECONDS = 6 * 3600
_LONGEST = 128  # characters of seven words; shorter ones are filled up, so that no length tells of them
_DERIVATIONS = 40  # that one form may ask for by coming again and again


@dataclass(frozen=True)
class Ticket:
    """One form that was given out."""

    issued: int
    number: str
    receipt: str = field(default="", repr=False)

    @property
    def age(self) -> int:
        """The seconds since it was given out."""
        return int(time.time()) - self.issued

    @property
    def wait(self) -> int:
        """The seconds until a slow door takes it; 0 for now. One that lay for hours starts anew."""
        wait = int(settings.LEAKS_WAIT_SECONDS)
        return wait if self.age > _TICKET_SECONDS else max(0, wait - self.age)

    @property
    def is_used(self) -> bool:
        """Whether it opened a slow door, or something was kept that came with it."""
        return bool(counting(lambda store: store.get(self._key)))

    def spend(self) -> bool:
        """Use it up; False when it was used before."""
        return bool(counting(lambda store: store.add(self._key, 1, _TICKET_SECONDS + 3600)))

    def come_again(self) -> bool:
        """Count one more use of it; False when these were too many for one form."""
        self.spend()

        def count(uses: Callable[[str], int]) -> bool:
            try:
                return uses(self._key) <= _DERIVATIONS
            except ValueError:
                return True  # forgotten between the two calls

        return counting(lambda store: count(store.incr))

    @property
    def _key(self) -> str:
        return f"leaks:ticket:{self.number}"


def make_token(*, receipt: str = "", has_waited: bool = False) -> str:
    """A new ticket, sealed. It stops pages elsewhere from posting blindly; there is no authority to guard.

    `receipt` for a form that shows these words. `has_waited` for whoever showed by a right receipt that they were here
    before.
    """
    issued = int(time.time()) - (int(settings.LEAKS_WAIT_SECONDS) if has_waited else 0)
    content = json.dumps([issued, secrets.token_hex(8), receipt.ljust(_LONGEST)])
    return _seal().encrypt_at_time(content.encode(), issued).decode()


def new_token(language: str) -> str:
    """The ticket of a new form, with words of its own."""
    return make_token(receipt=draw(language))


def opened(token: str) -> Ticket | None:
    """What we sealed, however long ago, or None."""
    try:
        issued, number, receipt = json.loads(_seal().decrypt(token.encode()))
    except (InvalidToken, ValueError):
        return None
    return Ticket(issued, number, receipt.rstrip())


def read_token(token: str) -> Ticket | None:
    """The ticket, or None when we did not seal it or more than a day has gone by."""
    ticket = opened(token)
    return ticket if ticket is not None and 0 <= ticket.age <= _FORM_SECONDS else None


def renewed(token: str, *, language: str = "") -> str:
    """The token for the form that comes back after a refusal: the same while it is good, else one with its words.

    Whoever noted the words of a form keeps them, whatever happens to it. With `language` it has words in any case.
    """
    ticket = opened(token)
    if ticket is None or (language and not ticket.receipt):
        return new_token(language) if language else make_token()
    if 0 <= ticket.age <= _TICKET_SECONDS and not ticket.is_used:
        return token
    return make_token(receipt=ticket.receipt)


def _seal() -> MultiFernet:
    """The lock of forms; those of an older SECRET_KEY still open while it stands in SECRET_KEY_FALLBACKS."""
    return MultiFernet([_fernet(key) for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)])


def _fernet(secret: str) -> Fernet:
    key = HKDF(algorithm=SHA256(), length=32, salt=None, info=_PURPOSE).derive(secret.encode())
    return Fernet(base64.urlsafe_b64encode(key))
