"""Login names, made for people: of a name, and of digits that keep anybody from asking which ones there are."""

from __future__ import annotations

import re
import secrets

from accounts.models import User

DIGITS, MOST_DIGITS = 4, 9
LONGEST_STEM = 50  # characters


def new_login(name: str) -> str:
    """A login name that is nobody's yet: what was typed, in small letters, and digits.

    The digits come always. Were they given only when a name is taken, whoever asks for it would learn that it is.
    """
    stem = "-".join(re.findall(r"\w+", name.casefold()))[:LONGEST_STEM].strip("-") or "x"
    digits = DIGITS
    while User.objects.filter(username__iexact=(login := f"{stem}-{secrets.randbelow(10**digits):0{digits}}")).exists():
        digits = min(digits + 1, MOST_DIGITS)
    return login
