"""Mails of a batch leave over one connection; a server that does not answer is not asked again for each of them."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from contextvars import ContextVar
from smtplib import SMTPException, SMTPServerDisconnected

from django.core.mail import EmailMessage, get_connection


class Batch:
    """One connection to the mail server, opened by the first mail; `sent` counts what the server took."""

    def __init__(self) -> None:
        self.connection = get_connection()
        self.sent = 0
        self.given_up = False
        self._since_opened = 0

    def send(self, message: EmailMessage) -> int:
        """Send one mail. Raises what the mail server says: OSError or SMTPException."""
        if self.given_up:
            raise SMTPServerDisconnected("The mail server did not answer a mail before this one.")
        try:
            return self._send(message)
        except SMTPServerDisconnected:
            # Servers end a connection after so many mails, or after a silence: a new one is as good.
            if not self._since_opened:
                self.given_up = True
                raise
        except SMTPException:  # it refuses this mail, and may take the next
            raise
        except OSError:
            self.given_up = True
            raise
        try:
            return self._send(message)
        except (OSError, SMTPServerDisconnected):
            self.given_up = True
            raise

    def _send(self, message: EmailMessage) -> int:
        try:
            if self.connection.open():
                self._since_opened = 0
            message.connection = self.connection
            taken = int(message.send() or 0)
        except (OSError, SMTPServerDisconnected):
            self.close()
            raise
        self.sent += taken
        self._since_opened += taken
        return taken

    def close(self) -> None:
        """End the connection, if there is one."""
        with contextlib.suppress(OSError, SMTPException):
            self.connection.close()


_batch: ContextVar[Batch | None] = ContextVar("mail batch", default=None)


@contextlib.contextmanager
def one_connection() -> Iterator[Batch]:
    """Mails that are delivered inside, by this thread, are one batch; a batch within a batch is the same."""
    if outer := _batch.get():
        yield outer
        return
    batch = Batch()
    token = _batch.set(batch)
    try:
        yield batch
    finally:
        _batch.reset(token)
        batch.close()


def deliver(message: EmailMessage) -> int:
    """Send a mail, by the batch's connection where there is one; how many the server took. Raises what it says."""
    batch = _batch.get()
    return batch.send(message) if batch else int(message.send() or 0)
