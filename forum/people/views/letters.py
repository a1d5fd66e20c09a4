"""Write a letter to somebody who wants letters; stop them by the link in a letter, without signing in."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from engine import idempotency
from forum.access import find_person
from forum.people.forms import LetterForm
from forum.people.queries import may_write, read_stop
from forum.people.services import letters
from forum.queries import handler_for, visible_posts


@login_required
@never_cache
def write_letter(request: HttpRequest, name: str) -> HttpResponse:
    """The form, for those who read something of that person; who does not want letters is not found."""
    receiver = find_person(name)
    known = visible_posts(request.user, handler_for(request)).filter(poster=receiver).exists()
    if not known or not may_write(sender=request.user, to=receiver):
        raise Http404
    shown_first = {"token": idempotency.fresh_token(salt="forum.letters.form")}
    form, status = LetterForm(request.POST if request.method == "POST" else None, initial=shown_first), 200
    if form.is_valid():
        try:
            _send_once(request, receiver, form.cleaned_data["message"])
        except letters.NotNow:
            form.add_error(None, _("Enough letters for today, yours or theirs. Keep your words and try tomorrow."))
            status = 429
        except _BeingSent:
            form.add_error(None, _("This message is being sent. Wait a moment, then press again: it leaves once."))
            status = 409
        except letters.NotSent:
            form.add_error(None, _("The mail could not be sent. Your message is still here: try again in an hour."))
            status = 503
        else:
            messages.success(request, _("Your letter is on its way. Nothing of it is kept here."))
            return redirect("forum_member:profile", receiver.public_name)
    elif form.is_bound:
        status = 422
        if "token" in form.errors:  # the page is from before letters had one
            form.data = form.data.copy()
            form.data.update(shown_first)
    return render(request, "forum/letter_form.html", {"form": form, "receiver": receiver}, status=status)


class _BeingSent(Exception):
    """The same form was sent a moment ago, and its letter has not left yet."""


def _send_once(request: HttpRequest, receiver: Any, message: str) -> None:
    """Send the letter unless this form was sent before. Raises as `send_letter` does, and _BeingSent."""
    key = idempotency.key_of(request)
    standing = idempotency.begin(key)
    if standing is idempotency.Standing.BEGUN:
        raise _BeingSent
    if standing is idempotency.Standing.NEW:
        sent = False
        try:
            letters.send_letter(sender=request.user, to=receiver, message=message)
            sent = True
        finally:
            idempotency.finish(key, done=sent)


@csrf_exempt  # the signed link itself says who asks; no session is read
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def stop_letters(request: HttpRequest, token: str) -> HttpResponse:
    """Reading the page changes nothing: mail programs look at links. Its two buttons do."""
    found = read_stop(token)
    if found is None:
        raise Http404
    receiver, sender = found
    done = request.method == "POST"
    if done and request.POST.get("whose") == "sender" and sender is not None:
        letters.refuse_sender(user=receiver, sender=sender)
    elif done:
        letters.take_letters(user=receiver, wanted=False)
    return render(request, "forum/letters_stop.html", {"sender": sender, "done": done})
