"""Pages about one's own account, beside those of allauth."""

from __future__ import annotations

from typing import Any, cast

from allauth.account.decorators import reauthentication_required
from allauth.account.views import LogoutView
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accounts import waiting
from accounts.exceptions import CannotLeave
from accounts.forms import EraseForm, ProfileForm, RecoverForm, SessionForm
from accounts.models import RecoveryPhrase, User
from accounts.rules import has_second_factor, needs_second_factor
from accounts.services import (
    change_profile,
    erase_account,
    find_by_recovery_phrase,
    make_recovery_phrase,
    name_session,
    set_password_after_recovery,
)
from safety.throttle import allow, visitor


def _me(request: HttpRequest) -> User:
    """The person signed in: these views are behind `login_required`."""
    return cast(User, request.user)


class SignOut(LogoutView):
    """allauth's own page; and what scripts kept on the device, words not sent yet for one, stays for nobody."""

    def post(self, *args: Any, **kwargs: Any) -> HttpResponse:
        response: HttpResponse = super().post(*args, **kwargs)
        response["Clear-Site-Data"] = '"storage"'
        return response


def _next(request: HttpRequest) -> str:
    """Where to go afterwards, if it is an address of ours."""
    address = request.GET.get("next", "")
    return address if url_has_allowed_host_and_scheme(address, allowed_hosts={request.get_host()}) else ""


@never_cache
def counts(request: HttpRequest) -> HttpResponse:
    """What waits for the reader, as the head of a page says it; an open page asks. 403 for who is not signed in."""
    if not request.user.is_authenticated:
        return HttpResponse(status=403)
    return render(request, "components/header_counts.html")


@login_required
@never_cache
def overview(request: HttpRequest) -> HttpResponse:
    """One's account: the public name, the language of mails, and doors to the rest."""
    me = _me(request)
    form = ProfileForm(request.POST or None, user=me, initial={"public_name": me.public_name, "language": me.language})
    if request.method == "POST" and form.is_valid():
        change_profile(
            user=me, public_name=form.cleaned_data["public_name"], language=form.cleaned_data["language"] or me.language
        )
        messages.success(request, _("From now on you write as %(name)s.") % {"name": me.public_name})
        return redirect("account_profile")
    context = {
        "form": form,
        "has_second_factor": has_second_factor(request.user),
        "has_phrase": RecoveryPhrase.objects.filter(user=_me(request)).exists(),
    }
    return render(request, "account/overview.html", context, status=400 if form.is_bound else 200)


@login_required
@never_cache
def second_factor(request: HttpRequest) -> HttpResponse:
    """Why a second factor is asked, and the two ways to get one."""
    context = {
        "needed": needs_second_factor(request.user),
        "has_second_factor": has_second_factor(request.user),
        "next": _next(request),
    }
    return render(request, "account/second_factor.html", context)


@login_required
@never_cache
@reauthentication_required(allow_get=True, app="accounts")
def recovery_phrase(request: HttpRequest) -> HttpResponse:
    """Make a recovery phrase: shown in the answer to the button, once; from there on to where one was going.

    The phrase opens the account, so the button asks for the password first, unless it was given minutes ago: a device
    left open for a moment must not be enough.
    """
    phrase = make_recovery_phrase(user=_me(request)) if request.method == "POST" else ""
    has_phrase = RecoveryPhrase.objects.filter(user=_me(request)).exists()
    onward = _next(request) or reverse("account_profile")
    context = {"phrase": phrase, "has_phrase": has_phrase, "onward": onward}
    return render(request, "account/recovery_phrase.html", context)


@login_required
@never_cache
@require_POST
def label_session(request: HttpRequest) -> HttpResponse:
    """Name a device, or end the session on it alone."""
    form = SessionForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Forty characters at most. Choose a shorter name."))
        return redirect("usersessions_list")
    session = get_object_or_404(UserSession, user=_me(request), pk=form.cleaned_data["session"])
    if "end" in request.POST:
        session.end()
        messages.success(request, _("This session is over."))
    else:
        name_session(session=session, label=form.cleaned_data["label"])
        messages.success(request, _("Noted."))
    return redirect("usersessions_list")


@login_required
@never_cache
def erase(request: HttpRequest) -> HttpResponse:
    """Erase the account for good, with the choice of what becomes of one's words."""
    form = EraseForm(request.POST or None, user=_me(request))
    status = 200
    if request.method == "POST":
        if not allow(action="erase-account", who=str(_me(request).pk), limit=5, seconds=600):
            form.is_valid()
            form.add_error(None, _("Too many attempts. Wait ten minutes, then try again."))
            status = 429
        elif not form.is_valid():
            status = 422
        else:
            try:
                erase_account(user=_me(request), words=form.cleaned_data["words"])
            except CannotLeave as refusal:
                form.add_error(None, refusal.sentence)
                status = 409
            else:
                logout(request)
                messages.success(request, _("Your account is erased."))
                return redirect("/")
    return render(request, "account/erase.html", {"form": form}, status=status)


@never_cache
def recover(request: HttpRequest) -> HttpResponse:
    """A new password by login name and recovery phrase. The second factor, if any, is still asked at sign-in."""
    form = RecoverForm(request.POST or None)
    if request.method == "POST":
        name = request.POST.get("username", "")
        if not (
            allow(action="recover", who=visitor(request), limit=10, seconds=600)
            and allow(action="recover-name", who=name, limit=5, seconds=600)
        ):
            form.is_valid()
            form.add_error(None, _("Too many attempts. Wait ten minutes, then try again."))
            return render(request, "account/recover.html", {"form": form}, status=429)
        if form.is_valid():
            user = find_by_recovery_phrase(username=name.strip(), phrase=form.cleaned_data["phrase"])
            if user is not None:
                set_password_after_recovery(user=user, password=form.cleaned_data["password1"])
                messages.success(
                    request, _("Your password is changed. Sign in, then make yourself a new recovery phrase.")
                )
                return redirect("account_login")
            form.add_error(None, _("This login name and this phrase do not belong together. Check both."))
    return render(request, "account/recover.html", {"form": form}, status=400 if form.is_bound else 200)


@login_required
@never_cache
def waiting_page(request: HttpRequest) -> HttpResponse:
    """/a-traiter/: everything that waits for this person, each room's part by its own tag; 404 for whom nothing can."""
    waiting.forget_count(_me(request).pk)
    count = waiting.remembered_count_for(request.user)
    if count is None:
        raise Http404
    return render(request, "account/waiting.html", {"count": count})
