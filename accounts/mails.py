"""How people are told by mail. The words lie in templates/<room>/emails/<name>.txt, the subject in their first line.

Mails are sent at once and not queued: a queue would keep addresses and messages in the database. Where many are due,
queue a task that is given ids and calls this.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from email.utils import formataddr
from smtplib import SMTPException
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.template import Context
from django.template.loader import get_template
from django.utils import translation
from wagtail.models import Site

from engine.mail_batches import deliver

logger = logging.getLogger(__name__)


def campaign_name() -> str:
    """The campaign's own name outside any request; the host of the site until it has one."""
    site = Site.objects.filter(is_default_site=True).first()
    return (site.site_name if site else "") or settings.SITE_URL.split("//")[-1]


def address_of(path: str) -> str:
    """A path of the site as mails and printed matter need it, with scheme and host."""
    return settings.SITE_URL + path


def send_mail(
    template: str,
    *,
    to: str,
    language: str,
    context: Mapping[str, Any] | None = None,
    reply_to: str = "",
    headers: Mapping[str, str] | None = None,
) -> bool:
    """Send one plain-text mail to one address, in that language; say whether the mail server took it.

    `template` is the path of a text template whose first line is the subject. It is given `campaign` and `site_url`
    beside the context. A server that does not answer is logged without address or content, and loses nothing else.
    """
    name = campaign_name()
    with translation.override(language):
        values = {"campaign": name, "site_url": settings.SITE_URL, **(context or {})}
        text = get_template(template).template.render(Context(values, autoescape=False))  # plain text, no HTML
    subject, _, body = text.strip().partition("\n")
    message = EmailMessage(
        subject=" ".join(subject.split()),
        body=body.strip() + "\n",
        from_email=formataddr((name, settings.DEFAULT_FROM_EMAIL)),
        to=[to],
        reply_to=[reply_to] if reply_to else None,
        headers=dict(headers or {}),
    )
    try:
        deliver(message)
    except (OSError, SMTPException) as error:
        logger.error("A mail could not be sent (%s): %s.", template, type(error).__name__)
        return False
    return True
