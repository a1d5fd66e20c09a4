"""Write a letter to somebody who wants letters; stop them by the link in a letter, without signing in."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth import get_user_model
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from forum.forms import LetterForm
from forum.queries import handler_for, visible_posts
from forum.services import letters


@login_required
@never_cache
def write_letter(request: HttpRequest, pk: int) -> HttpResponse:
    """The form, for those who read something of that person; who does not want letters is not found."""
    receiver = get_object_or_404(get_user_model(), pk=pk, is_active=True)
    known = visible_posts(request.user, handler_for(request)).filter(poster=receiver).exists()
    if not known or not letters.may_write(sender=request.user, to=receiver):
        raise Http404
    form, status = LetterForm(request.POST if request.method == "POST" else None), 200
    if form.is_valid():
        try:
            letters.send_letter(sender=request.user, to=receiver, message=form.cleaned_data["message"])
        except letters.NotNow:
            form.add_error(None, _("Enough letters for today, yours or theirs. Keep your words and try tomorrow."))
            status = 429
        except letters.NotSent:
            form.add_error(None, _("The mail could not be sent. Your message is still here: try again in an hour."))
            status = 503
        else:
            messages.success(request, _("Your letter is on its way. Nothing of it is kept here."))
            return redirect("forum_member:profile", pk=receiver.pk)
    elif form.is_bound:
        status = 422
    return render(request, "forum/letter_form.html", {"form": form, "receiver": receiver}, status=status)


@csrf_exempt  # the signed link itself says who asks; no session is read
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def stop_letters(request: HttpRequest, token: str) -> HttpResponse:
    """Reading the page changes nothing: mail programs look at links. Its two buttons do."""
    found = letters.read_stop(token)
    if found is None:
        raise Http404
    receiver, sender = found
    done = request.method == "POST"
    if done and request.POST.get("whose") == "sender" and sender is not None:
        letters.refuse_sender(user=receiver, sender=sender)
    elif done:
        letters.take_letters(user=receiver, wanted=False)
    return render(request, "forum/letters_stop.html", {"sender": sender, "done": done})
