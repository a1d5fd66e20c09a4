"""The same form sent twice, by an impatient finger or a bad network, is one thing sent.

What is made of a form gets its key from the form: the second time there is no other row to make. Nothing is remembered,
so it holds in every process and after a restart. What becomes a mail and stands in no table has no row: that it left is
remembered for a day, in the cache, by its key (`begin`, `finish`).
"""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Collection
from enum import Enum

from django.core import signing
from django.core.cache import cache
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

DAY = 86_400  # seconds
# Hidden fields of the page around a form, which are others when it is shown again.
OTHER_EACH_TIME = ("csrfmiddlewaretoken", "device_copy", "once", "resent")
LONGEST_SENDING = 120  # seconds, after which whoever began it has failed without a word


class Standing(Enum):
    """How far something is that is done once."""

    NEW = "new"
    BEGUN = "begun"
    DONE = "done"


def begin(key: uuid.UUID) -> Standing:
    """How far what has this key is; NEW to one caller alone, who then does it and says so with `finish`."""
    if cache.add(_name(key), Standing.BEGUN.value, LONGEST_SENDING):
        return Standing.NEW
    return Standing(cache.get(_name(key), Standing.BEGUN.value))


def finish(key: uuid.UUID, *, done: bool) -> None:
    """It is done; or it is not, and may be begun again."""
    if done:
        cache.set(_name(key), Standing.DONE.value, DAY)
    else:
        cache.delete(_name(key))


def _name(key: uuid.UUID) -> str:
    return f"once:{key.hex}"


def fresh_token(*, salt: str) -> str:
    """A signed token for a form that is being shown now, unlike every other form's."""
    return signing.dumps(secrets.token_urlsafe(12), salt=salt)


def key_of(request: HttpRequest, *, without: Collection[str] = ()) -> uuid.UUID:
    """The key of what is made of these words: the same for the same form with the same words, never another's.

    What is posted holds a token that is the form's alone (`fresh_token`). Words that scripts add are named in
    `without`. Nobody computes it without SECRET_KEY: it may stand in a private link.
    """
    words = [
        (name, values) for name, values in sorted(request.POST.lists()) if name not in {*OTHER_EACH_TIME, *without}
    ]
    digest = salted_hmac("safety.once", repr((request.path, words)), algorithm="sha256").digest()
    return uuid.UUID(bytes=digest[:16], version=4)
