"""What the forum's verbs refuse, each with a sentence for the person."""

from __future__ import annotations

from django.utils.translation import gettext_lazy


class TooLate(Exception):
    """Undoing what was done too long ago, or twice."""

    sentence = gettext_lazy("This can no longer be undone: ten minutes have passed, or it was undone already.")


class Overtaken(Exception):
    """Deciding about what somebody else decided, moved or took away between two clicks."""

    sentence = gettext_lazy("Someone else decided in the meantime.")
