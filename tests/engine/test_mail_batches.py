"""Mails of a batch take one connection, and a server that is gone is asked once."""

from __future__ import annotations

import threading
from smtplib import SMTPException, SMTPRecipientsRefused

import pytest
from django.core.mail import EmailMessage

from engine.mail_batches import deliver, one_connection
from tests.smtp_servers import mail_server

__all__ = ["mail_server"]


def mail(to: str) -> EmailMessage:
    return EmailMessage(subject="Rappel", body="Ce soir.", to=[f"{to}@example.org"])


def test_mails_of_a_batch_leave_by_one_connection(mail_server):
    with one_connection() as batch:
        with one_connection():
            assert deliver(mail("a")) == 1
        for name in "bc":
            deliver(mail(name))
    assert (mail_server.connections, batch.sent) == (1, 3)
    assert mail_server.addressees == ["a@example.org", "b@example.org", "c@example.org"]
    deliver(mail("d"))
    assert mail_server.connections == 2 and len(mail_server.mails) == 4


def test_a_batch_goes_on_when_the_server_ends_the_connection(mail_server):
    mail_server.most_in_a_connection = 2
    with one_connection() as batch:
        for name in "abcde":
            deliver(mail(name))
    assert len(set(mail_server.addressees)) == len(mail_server.mails) == 5
    assert mail_server.connections == 3 and not batch.given_up


def test_a_mail_that_is_refused_stops_no_other(mail_server):
    mail_server.refused = {"b@example.org"}
    with one_connection() as batch:
        deliver(mail("a"))
        with pytest.raises(SMTPRecipientsRefused):
            deliver(mail("b"))
        deliver(mail("c"))
    assert mail_server.addressees == ["a@example.org", "c@example.org"] and not batch.given_up


def test_a_server_that_says_nothing_is_waited_for_once_in_a_batch(mail_server, settings):
    settings.EMAIL_TIMEOUT = 0.3
    mail_server.open.clear()
    with one_connection() as batch:
        for name in "abc":
            with pytest.raises((OSError, SMTPException)):
                deliver(mail(name))
        assert batch.given_up and batch.sent == 0
    assert mail_server.connections == 1
    mail_server.open.set()
    with one_connection():
        deliver(mail("d"))
    assert mail_server.addressees == ["d@example.org"]


def test_a_batch_is_its_threads_own(mail_server):
    with one_connection():
        deliver(mail("a"))
        other = threading.Thread(target=lambda: deliver(mail("b")))
        other.start()
        other.join()
    assert mail_server.connections == 2
