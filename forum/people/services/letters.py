"""Letters: one mail passed on, its words kept nowhere, to who wants letters. Neither learns the other's address."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.urls import reverse

from accounts.mails import address_of, send_mail
from accounts.tokens import seal
from engine.throttle import DAY, allow
from forum.addresses import profile_address
from forum.models import Mailbox, RefusedSender
from forum.moderation.queries import is_newcomer
from forum.people.queries import LETTERS, may_write
from forum.queries import visible_posts

LETTERS_A_DAY = 5  # by one person, to all together
LETTERS_OF_A_NEWCOMER = 1
LETTERS_TO_ONE = 10  # a day, to one person, by everybody


class NotNow(Exception):
    """Too many letters, for the sender or for the one they are for."""


class NotSent(Exception):
    """The mail server took nothing."""


def send_letter(*, sender: Any, to: Any, message: str) -> None:
    """Pass a letter on. Raises NotNow and NotSent; the words are in the mail and nowhere else."""
    own = LETTERS_OF_A_NEWCOMER if is_newcomer(sender) else LETTERS_A_DAY
    if not allow(action="letter", who=str(sender.pk), limit=own, seconds=DAY):
        raise NotNow
    if not allow(action="letter-to", who=str(to.pk), limit=LETTERS_TO_ONE, seconds=DAY):
        raise NotNow
    stop = address_of(reverse("board:stop_letters", args=[seal([to.pk, sender.pk], purpose=LETTERS)]))
    context = {"sender": sender.get_full_name(), "message": message, "stop": stop}
    if visible_posts(to).filter(poster=sender).exists():  # else the receiver would not find these pages
        context["profile"] = address_of(profile_address(sender.public_name))
        if may_write(sender=to, to=sender):
            context["answer"] = address_of(reverse("board:write_letter", args=[sender.public_name]))
    # RFC 8058: mail programs offer to stop; a POST without anything chosen stops all.
    headers = {"List-Unsubscribe": f"<{stop}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    template = "forum/emails/letter.txt"
    if not send_mail(template, to=to.email, language=to.language, context=context, headers=headers):
        raise NotSent


@transaction.atomic
def take_letters(*, user: Any, wanted: bool) -> None:
    """Be reachable from now on, or no longer; who was refused stays so."""
    if wanted:
        Mailbox.objects.get_or_create(user=user)
    else:
        Mailbox.objects.filter(user=user).delete()


@transaction.atomic
def refuse_sender(*, user: Any, sender: Any) -> None:
    """Want no more letters of this sender."""
    RefusedSender.objects.get_or_create(user=user, sender=sender)
