"""What was sent without a session, carried through the sign-in and shown again, to be sent with one press.

The page to sign in with carries it sealed. Only when the password was right does it wait in that person's session: a
stranger makes the server keep nothing. What belongs to the desk waits nowhere; its page shows it, to be copied.
"""

from __future__ import annotations

import re
from typing import Any

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from accounts.devices import mark_in

IN_SESSION = "words_to_send"
DAY = 86_400  # seconds
MOST = 500_000  # signs of all that a form holds: more than any of ours takes
CONTROLS = ("csrfmiddlewaretoken", "device_copy", "once", "resent", "work")
_SECRET = re.compile(r"passw|phrase|otp|^code$", re.IGNORECASE)
_NEVER = re.compile(settings.LANGUAGE_PREFIX + "(desk|accounts|cms|admin)/")
_SALT = "accounts.kept-words"

Words = dict[str, Any]


def address() -> str:
    """Where they are shown again."""
    return reverse("account_words")


def may_stay(path: str) -> bool:
    """Whether the site may keep what was sent to this path until its writer is back."""
    return not _NEVER.match(path)


def is_of_accounts(path: str) -> bool:
    """Whether this is where people sign in: what they give there is asked again."""
    return bool(re.match(settings.LANGUAGE_PREFIX + "accounts/", path))


def of_request(request: HttpRequest) -> Words | None:
    """What a form held, but for passwords and what no person types; None when that is nothing."""
    mark = mark_in(request.POST.get("once", ""))
    fields = [
        [name, value]
        for name, values in request.POST.lists()
        if (name == "device_copy" or name not in CONTROLS) and not _SECRET.search(name)
        for value in values
    ]
    typed = [value for name, value in fields if value.strip() and name != "device_copy"]
    size = sum(len(name) + len(value) for name, value in fields)
    if "once" not in request.POST or not typed or size > MOST:  # no form of ours, or an empty one
        return None
    return {"path": request.get_full_path(), "mark": mark, "fields": fields, "files": bool(request.FILES)}


def seal(words: Words) -> str:
    """The words as a page may carry them."""
    return signing.dumps(words, salt=_SALT, compress=True)


def opened(sealed: Any) -> Words | None:
    """What was sealed within the day; None for everything else."""
    try:
        words: Words = signing.loads(str(sealed or ""), salt=_SALT, max_age=DAY)
    except signing.BadSignature:
        return None
    return words


def take_along(request: HttpRequest) -> None:
    """Let what a page to sign in with carried wait in the session of who is let in."""
    if opened(typed := request.POST.get("typed")):
        request.session[IN_SESSION] = typed


def page(request: HttpRequest, words: Words, *, status: int = 200) -> HttpResponse:
    """The words, and the button that sends them to where they were going."""
    context = {"words": words, "long": long_words(words)}
    response = render(request, "account/words.html", context, status=status)
    response["Cache-Control"] = "private, no-store"
    return response


def in_vain(request: HttpRequest, sentence: str, *, onward: str) -> HttpResponse | None:
    """Why what was sent leads nowhere any more, the words to be copied, and where to go; None without words."""
    words = of_request(request)
    if words is None:
        return None
    context = {"sentence": sentence, "long": long_words(words), "onward": onward}
    response = render(request, "account/words.html", context, status=409)
    response["Cache-Control"] = "private, no-store"
    return response


def long_words(words: Words) -> list[str]:
    """What of the fields somebody wrote, rather than chose."""
    values = [value for name, value in words["fields"] if value.strip() and name != "device_copy"]
    return [value for value in values if re.search(r"\s", value.strip())] or values[:1]
