"""The same form sent twice, by an impatient finger or a bad network, is one thing sent.

What is made of a form gets its key from the form: the second time there is no other row to make. Nothing is remembered,
so it holds in every process and after a restart.
"""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Collection

from django.core import signing
from django.http import HttpRequest
from django.utils.crypto import salted_hmac


def fresh_token(*, salt: str) -> str:
    """A signed token for a form that is being shown now, unlike every other form's."""
    return signing.dumps(secrets.token_urlsafe(12), salt=salt)


def key_of(request: HttpRequest, *, without: Collection[str] = ()) -> uuid.UUID:
    """The key of what is made of these words: the same for the same form with the same words, never another's.

    What is posted holds a token that is the form's alone (`fresh_token`). Words that scripts add are named in
    `without`. Nobody computes it without SECRET_KEY: it may stand in a private link.
    """
    words = [(name, values) for name, values in sorted(request.POST.lists()) if name not in without]
    digest = salted_hmac("safety.once", repr((request.path, words)), algorithm="sha256").digest()
    return uuid.UUID(bytes=digest[:16], version=4)
