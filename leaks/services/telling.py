"""What recipients are told by mail: in fixed words, one mail to each address, nothing of what came in."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from smtplib import SMTPException

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from engine.mail_batches import deliver, one_connection

logger = logging.getLogger(__name__)


def addresses_of(names: Iterable[str]) -> set[str]:
    """The mail addresses of these accounts."""
    people = get_user_model()._default_manager.filter(username__in=set(names), is_active=True).exclude(email="")
    return {str(person.email) for person in people}


def send_to(addresses: Iterable[str], template: str) -> int:
    """Send one of the fixed mails to each; returns how many the mail server took.

    The error's own words name the address: the log learns its kind alone, and the others get theirs.
    """
    with translation.override(settings.LANGUAGE_CODE):
        subject = _("The desk")
        body = render_to_string(f"leaks/emails/{template}.txt", {"site_url": settings.SITE_URL})
    sent = 0
    with one_connection():
        for address in sorted(set(addresses)):
            try:
                sent += deliver(EmailMessage(subject=str(subject), body=body, to=[address]))
            except (OSError, SMTPException) as error:
                logger.error("A mail of the desk could not be sent: %s.", type(error).__name__)
    return sent
