"""What things of the desk are called: conversations, labels, acts."""

from __future__ import annotations

import secrets

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from leaks.receipts import words


def two_words() -> str:
    """A name to say aloud, drawn from the words of receipts and from nothing else: it is no part of any receipt.

    Of a hundred conversations two bear the same once in ten thousand drawings; their ids still tell them apart.
    """
    known = words("fr" if settings.LANGUAGE_CODE.startswith("fr") else "en")
    return f"{secrets.choice(known)} {secrets.choice(known)}"


# A list, and not free words: these lie in clear beside the sealed files.
LABELS = {
    "urgent": _("urgent"),
    "check": _("to be checked"),
    "asked": _("question asked"),
    "lawyer": _("ask a lawyer"),
    "expert": _("ask an expert"),
    "duplicate": _("known already"),
}

ACTS = {
    "claimed": _("took care of it"),
    "released": _("gave it back"),
    "state_closed": _("closed it"),
    "state_claimed": _("opened it again"),
    "replied": _("replied"),
    "noted": _("wrote a note"),
    "downloaded": _("downloaded a bundle"),
    "extended": _("kept it longer"),
    "erased": _("erased it"),
    "expired": _("erased it, its time being over"),
    "key_entered": _("entered a key"),
    "key_proposed": _("proposed a key"),
    "removal_proposed": _("proposed to remove a key"),
    "key_proven": _("proved a key"),
    "change_approved_add": _("approved a key"),
    "change_approved_remove": _("approved the removal of a key"),
    "account_gone": _("no longer has an account of this name: the keys are out"),
    "change_dropped": _("dropped a change of keys"),
    "list_confirmed": _("confirmed the list of keys"),
    "given": _("gave it to some recipients only"),
    "given_to_all": _("gave it to all recipients"),
    "labelled": _("changed its labels"),
}
