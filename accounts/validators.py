"""What a name may look like."""

from __future__ import annotations

import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _


def tidy_name(name: str) -> str:
    """One spelling for what looks the same: compatibility forms folded, spaces single."""
    return " ".join(unicodedata.normalize("NFKC", name).split())


def name_key(name: str) -> str | None:
    """What two names that a reader could confuse have in common: letters and digits, no case, no accents."""
    plain = unicodedata.normalize("NFKD", name.casefold())
    return "".join(character for character in plain if character.isalnum()) or None


def validate_public_name(name: str) -> None:
    """Refuse names that cannot be read, or that could be taken for another or for part of the page."""
    if any(unicodedata.category(character) in {"Cc", "Cf", "Co", "Cn", "Cs", "Zl", "Zp"} for character in name):
        raise ValidationError(_("This name holds invisible characters. Type it with plain letters."))
    if not any(character.isalnum() for character in name):
        raise ValidationError(_("A name needs at least one letter or digit."))
    if any(character in name for character in "@/\\<>"):
        raise ValidationError(_("A public name cannot hold any of these signs: @ / \\ < >"))
