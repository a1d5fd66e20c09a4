"""Refusals of this room, each a sentence for the person refused."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from accounts.exceptions import Refusal


class Overtaken(Refusal):
    """Deciding about what somebody else decided about, moved or took back before this request arrived."""

    sentence = _("Someone else decided in the meantime.")
