"""Mails of every test: none may join an address to the name that its owner has on the site."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from django.core.mail.backends.locmem import EmailBackend

WORDS = {"membre", "moderation", "permanence"}  # names of the cast that are words of any mail


class NamelessBackend(EmailBackend):
    """The backend that keeps mails in memory; it raises where one says, to its reader's address, who they are here."""

    def send_messages(self, messages: Sequence[Any]) -> int:
        for message in messages:
            said = _said(message)
            for address in message.recipients():
                for name in names_of(address):
                    joined = name not in WORDS and re.search(rf"(?<!\w){re.escape(name)}(?!\w)", said)
                    assert not joined, f"A mail to {address} says {name}:\n{said}"
        return super().send_messages(messages)


def names_of(address: str) -> list[str]:
    """Public and login names of whoever has this address."""
    from allauth.account.models import EmailAddress
    from django.contrib.auth import get_user_model
    from django.db.models import Q

    theirs = EmailAddress.objects.filter(email__iexact=address).values("user")
    people = get_user_model().objects.filter(Q(pk__in=theirs) | Q(email__iexact=address))
    return [name for pair in people.values_list("public_name", "username") for name in pair if name]


def _said(message: Any) -> str:
    """Every header but those with the address itself, and the text."""
    sent = message.message()
    heads = [f"{name}: {value}" for name, value in sent.items() if name != "To"]
    return "\n".join([*heads, message.subject, message.body])
