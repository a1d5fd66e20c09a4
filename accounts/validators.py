"""What a name may look like."""

from __future__ import annotations

import re
import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.lookalikes import look_alike_key, mixes_scripts, script_of

LONGEST_NAME = 60  # characters
# Marks on one letter, beside the accent that it has by itself: « ọ́ » needs one, Arabic and Hebrew two.
MARKS_IN_A_ROW = {"LATIN": 1, "GREEK": 1, "CYRILLIC": 1}
MARKS_ELSEWHERE = 2
_TWICE = re.compile("([\u0300-\u036f])\\1")
_ACROSS = 1  # the combining class of what is drawn across a letter

# Drawn as nothing, or as a space, although their category says letter, mark or sign (Default_Ignorable_Code_Point).
_UNSEEN = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0\U0001d159\U000e0100-\U000e01ef]"
)
_UNSEEN_CATEGORIES = {"Cc", "Cf", "Co", "Cn", "Cs", "Zl", "Zp"}
_STYLES_OF_PICTURES = "\ufe0e\ufe0f"  # phones put them behind pictograms


def tidy_name(name: str) -> str:
    """One spelling for what looks the same: compatibility forms folded, spaces single."""
    kept = [
        character
        for before, character in zip(" " + name, name, strict=False)
        if character not in _STYLES_OF_PICTURES or unicodedata.category(before) != "So"
    ]
    return " ".join(unicodedata.normalize("NFKC", "".join(kept)).split())


def name_key(name: str) -> str | None:
    """What two names that a reader could confuse have in common; None for a name without letter or digit."""
    return look_alike_key(name)


def validate_spelling(name: str) -> None:
    """Refuse what cannot be read, or reads as another name: invisible characters, piled up accents, mixed alphabets."""
    if _UNSEEN.search(name) or any(unicodedata.category(character) in _UNSEEN_CATEGORIES for character in name):
        raise ValidationError(_("This name holds invisible characters. Type it with plain letters."))
    if _piles_marks(name):
        raise ValidationError(_("This name piles up accents and strokes. Type it with plain letters."))
    if mixes_scripts(name):
        raise ValidationError(
            _("This name mixes letters of several alphabets, some of which look the same. Type it in one alphabet.")
        )


def _piles_marks(name: str) -> bool:
    """Whether more marks stand on a letter than any language puts there (UTS 39, 5.4), twice, across or around it."""
    if _TWICE.search(unicodedata.normalize("NFD", name)):
        return True
    row, letter = 0, " "
    for character in unicodedata.normalize("NFC", name):
        category = unicodedata.category(character)
        if category == "Me" or unicodedata.combining(character) == _ACROSS:
            return True
        if category != "Mn":
            row, letter = 0, character
            continue
        row += 1
        allowed = MARKS_IN_A_ROW.get(script_of(letter), MARKS_ELSEWHERE)
        if row > allowed or unicodedata.category(letter)[0] not in "LM":
            return True
    return False


def validate_public_name(name: str) -> None:
    """Refuse names that cannot be read, or that could be taken for another, for a number or for part of the page."""
    validate_spelling(name)
    if len(name) > LONGEST_NAME:
        raise ValidationError(_("Sixty characters at most. Choose a shorter name."))
    if not any(character.isalpha() for character in name):
        raise ValidationError(_("A name needs at least one letter."))
    if any(character in name for character in "@/\\<>"):
        raise ValidationError(_("A public name cannot hold any of these signs: @ / \\ < >"))
