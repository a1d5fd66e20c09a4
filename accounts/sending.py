"""What is sent is done once, told to the device that kept it, and not lost with the session.

Every form of a signed-in person carries `once` (accounts/templatetags/tokens.py). The same form with the same words,
sent again by an impatient finger or a bad network, is answered as the first time, which did it. A form whose copy a
device keeps (static/js/kept_words.js) names that copy; when it was accepted a cookie of that name, which says nothing
else, tells the next page to erase it. And whoever sends a form after their session ended signs in and finds it again.
"""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.contrib import messages
from django.core.cache import caches
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import Resolver404, resolve
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from accounts import entrances, kept_words
from accounts.access import comes_from_here
from accounts.devices import mark_in, reader_mark
from engine.admission import aside
from safety.quiet import is_quiet

REMEMBERED = 600  # seconds during which the same words of the same form are the same sending
REMEMBERED_OF_SESSIONS = 20  # where a session began, which may have ended by the next try
LONGEST_WAY = 4_000  # signs of an address that is remembered: strangers choose some of them
LONGEST_SENDING = 120  # seconds, after which whoever began has failed without a word
BEGUN = "begun"
STORE = "sendings"  # its own: whoever sends much makes the site forget sendings, and no count
PATIENCE = 10.0  # seconds that a second sending waits for the first
_places_to_wait = threading.BoundedSemaphore(30)
_COPY = re.compile(r"[0-9a-f]{32}")
_RECEIPT_KEPT = 600  # seconds: until the page that confirms is seen
_ENTRANCES = ("account_login", "account_second_factor", "account_reauthenticate", "mfa_reauthenticate")
_TOKEN = re.compile(r"[0-9a-f]{0,16}\.[\w-]{16}")


Led = tuple[str, list[str], str]  # where to, the cookies, the session that began


class SendingMiddleware:
    """See the module."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.method != "POST" or is_quiet(request.path):
            return response
        key = getattr(request, "sending", "")
        target = _target(response)
        accepted = bool(target) and _entrance(target) is None and not _was_refused(request)
        if key:
            lasts = accepted and len(target) <= LONGEST_WAY
            _finish(request, key, _led(request, response) if lasts else None)
        if accepted or getattr(request, "words_received", False):
            _give_receipt(request, response)
            return response
        return _lead_through_entrance(request, response, _entrance(target)) if target else response

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponseBase | None:
        """After Django's protection has read the form: is it the first time, and is it this person's own form?"""
        if request.method != "POST" or getattr(view, "csrf_exempt", False) or is_quiet(request.path):
            return None
        token = str(request.POST.get("once", ""))
        if not _TOKEN.fullmatch(token):
            return None
        if request.user.is_authenticated and mark_in(token) not in ("", reader_mark(request.user)):
            return _of_another_account(request)
        key = _key(request, token)
        return None if _begins(request, key) else _as_the_first_time(request, key)


def _key(request: HttpRequest, token: str) -> str:
    """The name of this form with these words, from which nobody reads them."""
    words = [(name, values) for name, values in sorted(request.POST.lists()) if name not in kept_words.CONTROLS]
    files = [(file.name, file.size) for name in sorted(request.FILES) for file in request.FILES.getlist(name)]
    told = repr((request.path, token, words, files))
    return f"sending:{token}:{salted_hmac('accounts.sending', told, algorithm='sha256').hexdigest()}"


def _begins(request: HttpRequest, key: str) -> bool:
    """Whether this request is the one that does it."""
    if not caches[STORE].add(key, BEGUN, LONGEST_SENDING):
        return False
    request.sending = key  # type: ignore[attr-defined]
    return True


def _led(request: HttpRequest, response: HttpResponse) -> Led:
    """Where an answer leads, and what it gives: a browser that sends twice reads the second answer alone."""
    cookies = [cookie.OutputString() for cookie in response.cookies.values()]
    return response["Location"], cookies, _begun_session(request)


def _begun_session(request: HttpRequest) -> str:
    """The session that begins with this answer, if one does: its cookie is set further out."""
    session = request.session
    if not session.modified or session.is_empty():
        return ""
    if session.session_key is None:
        session.save()
    key = session.session_key or ""
    return "" if key == request.COOKIES.get(settings.SESSION_COOKIE_NAME) else key


def _finish(request: HttpRequest, key: str, led: Led | None) -> None:
    """It is done, and led there; or it is not, and may be begun again."""
    if led is None:
        caches[STORE].delete(key)
    else:
        seconds = REMEMBERED_OF_SESSIONS if led[2] else REMEMBERED
        caches[STORE].set(key, led, seconds)
        caches[STORE].set(_latest(key), key, seconds)


def _latest(key: str) -> str:
    """Under this it stands what a form did last: who goes back and chooses anew what they had chosen first means it."""
    return key.rpartition(":")[0]


def _as_the_first_time(request: HttpRequest, key: str) -> HttpResponse | None:
    """Where the first sending led, as soon as it has. None when it did nothing that lasts: then this one may try."""
    led = _wait_for(key)
    if led == BEGUN:
        sentence = _("This is being sent. Wait a moment, then look whether it is there: it is done once.")
        return render(request, "account/words.html", {"sentence": sentence}, status=409)
    if led is None or caches[STORE].get(_latest(key)) not in (key, None):
        caches[STORE].delete(key)
        return None if _begins(request, key) else _as_the_first_time(request, key)
    response = HttpResponseRedirect(led[0])
    for cookie in led[1]:
        response.cookies.load(cookie)
    if led[2] and not request.user.is_authenticated:
        request.session = type(request.session)(led[2])
        request.session.modified = True
    return response


def _wait_for(key: str) -> Any:
    """What became of the first sending, or BEGUN when it takes too long, or too many wait already."""
    led = caches[STORE].get(key)
    if led != BEGUN or not _places_to_wait.acquire(blocking=False):
        return led
    try:
        end = time.monotonic() + PATIENCE
        with aside():
            while (led := caches[STORE].get(key)) == BEGUN and time.monotonic() < end:
                time.sleep(0.05)
    finally:
        _places_to_wait.release()
    return led


def _target(response: HttpResponse) -> str:
    """The path with its query that an answer leads to; empty when it leads nowhere."""
    return response.get("Location", "") if response.status_code in (301, 302, 303) else ""


def _entrance(target: str) -> str | None:
    """The name of the page where one signs in or proves who one is, when an address leads there to come back after."""
    if not target or "next=" not in target:
        return None
    try:
        name = resolve(urlsplit(target).path).url_name
    except Resolver404:
        return None
    return name if name in _ENTRANCES else None


def _was_refused(request: HttpRequest) -> bool:
    """Whether the view tells an error on the page that it leads to."""
    told = getattr(messages.get_messages(request), "_queued_messages", [])
    return any(message.level >= messages.ERROR for message in told)


def _give_receipt(request: HttpRequest, response: HttpResponse) -> None:
    copy = request.POST.get("device_copy", "")
    if _COPY.fullmatch(copy):
        response.set_cookie(
            f"received-{copy}",
            "1",
            max_age=_RECEIPT_KEPT,
            secure=settings.SESSION_COOKIE_SECURE,
            samesite="Strict",
        )
    if "resent" in request.POST and request.user.is_authenticated:
        request.session.pop(kept_words.IN_SESSION, None)


def _lead_through_entrance(request: HttpRequest, response: HttpResponse, entrance: str | None) -> HttpResponse:
    """The way to the session, or to the factor, that is missing, with the words of the form."""
    if entrance is None:
        return response
    if request.headers.get("Accept") == "application/json":
        said = _("You are signed out. Sign in, then send it again.")
        return JsonResponse({"said": said}, status=401)
    words = kept_words.of_request(request)
    if not words:
        return response
    if entrance == "account_login":
        return entrances.sign_in_page(request, words)
    if entrance == "account_second_factor" and kept_words.may_stay(request.path):
        request.session[kept_words.IN_SESSION] = kept_words.seal(words)
        onward = urlencode({"next": kept_words.address()})
        return HttpResponseRedirect(f"{urlsplit(response['Location']).path}?{onward}")
    return response


def _of_another_account(request: HttpRequest) -> HttpResponse:
    """The page was drawn for somebody else, who is signed out by now: nothing is sent in this person's name."""
    sentence = _("This form was opened by another account, and nothing was sent. Sign in with that account to send it.")
    if request.headers.get("Accept") == "application/json":
        return JsonResponse({"said": sentence}, status=409)
    return render(request, "account/words.html", {"sentence": sentence}, status=409)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form from before one signed in again: its words, to be sent with one press. Other sites' forms show nothing."""
    from django.views.csrf import csrf_failure as django_answer

    words = kept_words.of_request(request) if comes_from_here(request) else None
    if words is None or is_quiet(request.path) or kept_words.is_of_accounts(request.path):
        return django_answer(request, reason)
    if words["mark"] and words["mark"] != reader_mark(request.user):
        return _of_another_account(request) if request.user.is_authenticated else entrances.sign_in_page(request, words)
    return kept_words.page(request, words, status=403)
