"""Inviting into a collective by a link or its QR code; and being invited, with or without account."""

from __future__ import annotations

import hashlib
import time
from typing import Any
from urllib.parse import urlencode

import segno
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_POST

from campaign import services
from campaign.exceptions import InvitationGone, Refusal
from campaign.forms import InviteForm
from campaign.models import Collective
from campaign.queries import open_invitation
from safety.words import apart

KEPT = "invitation"  # in the session of a guest who said yes: the hash of the link, and when
KEPT_SECONDS = 3600
TWICE_SECONDS = 60  # during which the same form, sent again, is shown the link that it made


def _organised(request: HttpRequest, slug: str) -> Collective:
    return get_object_or_404(Collective.objects.organised_by(request.user).select_related("commune"), slug=slug)


def _qr_code(address: str) -> SafeString:
    """The address as inline SVG, black on white with its quiet zone: phones read no other."""
    code = segno.make(address, error="m", micro=False)
    return mark_safe(code.svg_inline(border=4, omitsize=True, dark="#000", light="#fff"))  # noqa: S308  (drawn by segno)


@login_required
@never_cache
def invite(request: HttpRequest, slug: str) -> HttpResponse:
    """Make an invitation; its link is shown in the answer, once. And those that are open, each with its end."""
    collective = _organised(request, slug)
    form = InviteForm(request.POST if request.method == "POST" else None)
    address, status = "", 200
    if form.is_valid():
        try:
            token = _token_once(request, collective, form.cleaned_data)
            address = request.build_absolute_uri(reverse("campaign:invitation", args=[token]))
        except Refusal as refusal:
            form.add_error(None, str(refusal.sentence))
    if form.is_bound and not address:
        status = 422
    context = {
        "collective": collective,
        "form": form,
        "address": address,
        "qr_code": _qr_code(address) if address else "",
        "made": form.cleaned_data if address else {},
        "invitations": collective.invitations.open().select_related("made_by"),
    }
    return render(request, "campaign/invite.html", context, status=status)


def _token_once(request: HttpRequest, collective: Collective, asked: dict[str, Any]) -> str:
    """The token of a new invitation; for a form sent twice by an impatient finger, that of the one it made."""
    name = f"invited:{collective.pk}:{request.POST.get('once', '')}:{sorted(asked.items())!r}"
    name = hashlib.sha256(name.encode(errors="surrogatepass")).hexdigest()
    token = str(cache.get(name, "")) if "once" in request.POST else ""
    if not collective.invitations.filter(token_hash=services.hash_of(token)).exists():
        token = services.invite(collective=collective, by=request.user, **asked)
        cache.set(name, token, TWICE_SECONDS)
    return token


@login_required
@require_POST
def withdraw(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Take an invitation back."""
    collective = _organised(request, slug)
    invitation = get_object_or_404(collective.invitations.select_related("collective"), pk=pk)
    services.withdraw_invitation(invitation=invitation, by=request.user)
    messages.success(request, _("The invitation is withdrawn: its link leads nowhere now."))
    return redirect("campaign:invite", slug=slug)


@csrf_exempt  # a guest's page sets no cookie, so their form bears no token: see _comes_from_here
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """What one is invited to. A GET joins nobody: programs that follow every address of a mail change nothing."""
    if request.user.is_authenticated:
        answer: HttpResponse = csrf_protect(_for_an_account)(request, token)
        return answer
    found = open_invitation(services.hash_of(token))
    if found is None or (request.method == "POST" and not _comes_from_here(request)):
        return _gone(request)
    if request.method != "POST":
        return render(request, "campaign/invitation.html", {"invitation": found, "collective": found.collective})
    request.session[KEPT] = [found.token_hash, int(time.time())]
    door = "account_login" if request.POST.get("account") == "have" else "account_signup"
    return redirect(f"{reverse(door)}?{urlencode({'next': found.collective.get_absolute_url()})}")


def _for_an_account(request: HttpRequest, token: str) -> HttpResponse:
    found = open_invitation(services.hash_of(token))
    if found is None:
        return _gone(request)
    if request.method != "POST":
        return render(request, "campaign/invitation.html", {"invitation": found, "collective": found.collective})
    return redirect(found.collective) if take_up(request, request.user, found.token_hash) else _gone(request)


def _comes_from_here(request: HttpRequest) -> bool:
    """Whether no other site sent this form: every browser says where one comes from."""
    own = f"{request.scheme}://{request.get_host()}"
    site = request.headers.get("Sec-Fetch-Site", "same-origin")
    return request.headers.get("Origin", own) == own and site in {"same-origin", "none"}


def _gone(request: HttpRequest) -> HttpResponse:
    """The one answer to links that never were, are over, used up or withdrawn."""
    return render(request, "campaign/invitation_gone.html", status=404)


def take_up(request: HttpRequest, user: Any, token_hash: str) -> bool:
    """Join by an invitation, and say so on the next page; False when it lets nobody in any more."""
    try:
        membership = services.accept_invitation(user=user, token_hash=token_hash)
    except InvitationGone:
        return False
    except Refusal as refusal:
        messages.info(request, str(refusal.sentence), fail_silently=True)
        return True
    words = {"name": apart(membership.collective.name)}
    if membership.role == "organiser":
        messages.success(request, _("You are an organiser of %(name)s now.") % words, fail_silently=True)
    else:
        messages.success(request, _("You are a member of %(name)s now.") % words, fail_silently=True)
    return True


def take_up_kept(request: Any, user: Any, **kwargs: Any) -> None:
    """Somebody who had said yes to an invitation, within the hour, has just signed in or up."""
    kept = request.session.pop(KEPT, None) if request is not None and hasattr(request, "session") else None
    if not kept or time.time() - kept[1] > KEPT_SECONDS:
        return
    if not take_up(request, user, kept[0]):
        messages.warning(request, str(InvitationGone.sentence), fail_silently=True)
