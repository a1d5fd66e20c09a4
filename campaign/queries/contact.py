"""Where messages to a collective go. Addresses leave this file only towards the mail server."""

from __future__ import annotations

from campaign.models import Collective
from campaign.queries.acts import organisers_of


def addresses_of(collective: Collective) -> list[tuple[str, str]]:
    """Address and language of those who read what is written to a collective; empty when nobody can."""
    if not collective.is_approved:
        return []
    if collective.contact_email:
        return [(collective.contact_email, "fr")]
    return list(organisers_of(collective).exclude(email="").values_list("email", "language"))


def takes_messages(collective: Collective) -> bool:
    """Whether anybody would read a message."""
    return bool(addresses_of(collective))
