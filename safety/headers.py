"""Which kind of body a request says that it has: whatever it says, it is read, and as the UTF-8 of our own pages.

No browser says otherwise. Python knows encodings that are none for text, and some that take the square of a length to
read (a form of 80 kB in "punycode" took a second); Django would take each of them for the encoding of a form.
"""

from __future__ import annotations

from django.http import request
from django.utils.http import parse_header_parameters

_OURS = frozenset({"utf-8", "utf8"})


def kind_of_body(header: str) -> tuple[str, dict[str, str]]:
    """The kind and its parameters; none of these when one cannot be read, no encoding but UTF-8.

    Django raises otherwise as it makes the request, where no page of ours could say so.
    """
    try:
        kind, said = parse_header_parameters(header)
    except (LookupError, ValueError):
        return parse_header_parameters(header.partition(";")[0])
    if said.get("charset", "").lower() not in _OURS:
        said.pop("charset", None)
    return kind, said


def guard_headers() -> None:
    """Make Django read requests so."""
    request.parse_header_parameters = kind_of_body  # type: ignore[attr-defined]
