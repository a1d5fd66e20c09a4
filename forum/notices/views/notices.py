"""What one was told: the page of it, marking as read, how often by mail, and leaving all mails with one tap."""

from __future__ import annotations

from allauth.account.models import EmailAddress
from django.contrib import messages
from django.contrib.auth import get_user_model
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from forum.models import MailChoice
from forum.notices.forms import MailChoicesForm
from forum.notices.queries import choices_of, notices_of, places_of, who_stops
from forum.notices.sentences import address_of_notice
from forum.notices.services import mail_choices as choosing
from forum.notices.services.telling import settle
from forum.paging import read_window
from forum.queries import handler_for

NOTICES_A_PAGE = 30


@login_required
@never_cache
def notice_list(request: HttpRequest) -> HttpResponse:
    """What one was told, the latest first."""
    window = read_window(notices_of(request.user, handler_for(request)), request.GET, moment="at", size=NOTICES_A_PAGE)
    return render(request, "forum/notices.html", {"notices": window.rows, "window": window})


@login_required
@never_cache
def go_to(request: HttpRequest, pk: int) -> HttpResponse:
    """Where a notice leads: mails about private spaces carry this address, which tells nothing."""
    notice = get_object_or_404(notices_of(request.user, handler_for(request)), pk=pk)
    return redirect(address_of_notice(notice) or "board:notices")


@login_required
@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    """Mark everything as read."""
    settle(request.user)
    messages.success(request, _("Marked as read."))
    return redirect("board:notices")


@login_required
@require_POST
def read_one(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark one line as read."""
    notice = get_object_or_404(notices_of(request.user, handler_for(request)), pk=pk)
    settle(request.user, pk=notice.pk)
    return redirect("board:notices")


@login_required
@never_cache
def mail_choices(request: HttpRequest) -> HttpResponse:
    """How often one is mailed: usually, of one collective, of one forum."""
    collectives, forums = places_of(request.user, handler_for(request))
    initial = {"usual": MailChoice.USUAL, **choices_of(request.user)}
    form = MailChoicesForm(request.POST or None, collectives=collectives, forums=forums, initial=initial)
    if form.is_valid():
        choosing.choose_rhythms(user=request.user, chosen=form.cleaned_data)
        messages.success(request, _("Noted. You can change this at any time."))
        return redirect("board:mail_choices")
    address = EmailAddress.objects.filter(user=request.user, primary=True).first()
    context = {"form": form, "address": address}
    return render(request, "forum/mail_choices.html", context, status=400 if form.is_bound else 200)


@csrf_exempt  # mail programs send no cookie and no token but the signed one in the address (RFC 8058)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def stop_mails(request: HttpRequest, token: str) -> HttpResponse:
    """A GET shows the button and changes nothing, a POST ends the mails: the button's, or the mail program's own."""
    number = who_stops(token)
    user = get_user_model().objects.filter(pk=number).first() if number is not None else None
    if number is None:
        return render(request, "forum/stop_mails.html", {"state": "wrong"}, status=404)
    if user is not None and request.method == "POST":
        choosing.stop_mails(user=user)
    state = "ask" if user is not None and request.method != "POST" else "done"
    return render(request, "forum/stop_mails.html", {"state": state})
