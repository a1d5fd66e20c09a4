"""Pages about one's own account, beside those of allauth."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from accounts.forms import PublicNameForm, RecoverForm
from accounts.models import RecoveryPhrase, User
from accounts.rules import has_second_factor, needs_second_factor
from accounts.services import (
    change_public_name,
    find_by_recovery_phrase,
    make_recovery_phrase,
    set_password_after_recovery,
)
from safety.throttle import allow, visitor


def _me(request: HttpRequest) -> User:
    """The person signed in: these views are behind `login_required`."""
    return cast(User, request.user)


def _next(request: HttpRequest) -> str:
    """Where to go afterwards, if it is an address of ours."""
    address = request.GET.get("next", "")
    return address if url_has_allowed_host_and_scheme(address, allowed_hosts={request.get_host()}) else ""


@login_required
@never_cache
def overview(request: HttpRequest) -> HttpResponse:
    """One's account: the public name, and doors to the rest."""
    form = PublicNameForm(request.POST or None, user=_me(request), initial={"public_name": _me(request).public_name})
    if request.method == "POST" and form.is_valid():
        change_public_name(user=_me(request), public_name=form.cleaned_data["public_name"])
        messages.success(request, _("From now on you write as %(name)s.") % {"name": _me(request).public_name})
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
def recovery_phrase(request: HttpRequest) -> HttpResponse:
    """Make a recovery phrase: shown in the answer to the button, once; from there on to where one was going."""
    phrase = make_recovery_phrase(user=_me(request)) if request.method == "POST" else ""
    has_phrase = RecoveryPhrase.objects.filter(user=_me(request)).exists()
    onward = _next(request) or reverse("account_profile")
    context = {"phrase": phrase, "has_phrase": has_phrase, "onward": onward}
    return render(request, "account/recovery_phrase.html", context)


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
