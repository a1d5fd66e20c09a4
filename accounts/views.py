"""Pages about one's own account, beside those of allauth."""

from __future__ import annotations

from typing import Any, cast

from allauth.account.decorators import reauthentication_required
from allauth.account.views import LogoutView
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.views import GenerateRecoveryCodesView
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST
from django.views.generic import FormView

from accounts import doors, kept_words, waiting
from accounts.access import own_address
from accounts.devices import reader_mark
from accounts.exceptions import CannotLeave, HashingBusy, SecondFactorNeeded, SecretLost
from accounts.forms import EraseForm, ProfileForm, RecoverForm, SessionForm, SignInForm
from accounts.models import RecoveryPhrase, User
from accounts.names import SECOND_FACTORS
from accounts.powers import ask_for_own_factor, factors_used
from accounts.rules import has_second_factor, lacks_only_the_factor, may_use_powers, needs_second_factor
from accounts.services import (
    change_profile,
    change_sign_in,
    erase_account,
    find_by_recovery_phrase,
    make_recovery_phrase,
    name_session,
    set_password_after_recovery,
)
from engine.throttle import allow
from safety.words import apart

ONWARD = "second_factor_onward"  # in the session: where to go when a second factor was set up or used


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
    return own_address(request, request.GET.get("next", ""))


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
        messages.success(request, _("From now on you write as %(name)s.") % {"name": apart(me.public_name)})
        return redirect("account_profile")
    context = {
        "form": form,
        "has_second_factor": has_second_factor(request.user),
        "has_phrase": RecoveryPhrase.objects.filter(user=_me(request)).exists(),
    }
    return render(request, "account/overview.html", context, status=400 if form.is_bound else 200)


@login_required
@never_cache
def words(request: HttpRequest) -> HttpResponse:
    """What one sent when one's session was over: to be sent now, or thrown away. Only its writer's account sees it."""
    kept = kept_words.opened(request.session.get(kept_words.IN_SESSION))
    if kept is None or request.method == "POST":
        request.session.pop(kept_words.IN_SESSION, None)
        return redirect("/")
    if kept["mark"] not in ("", reader_mark(request.user)):
        del request.session[kept_words.IN_SESSION]
        sentence = _("What was being written here belongs to another account. It was not sent, and is not shown.")
        return render(request, "account/words.html", {"sentence": sentence}, status=409)
    return kept_words.page(request, kept)


class NewRecoveryCodes(GenerateRecoveryCodesView):
    """New codes, also in place of some that this server cannot read any more."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """See allauth, which would read the old ones to say that they are replaced."""
        try:
            return super().get_context_data(**kwargs)
        except SecretLost:
            return {**FormView.get_context_data(self, **kwargs), "unused_code_count": 1}


@login_required
@never_cache
def second_factor(request: HttpRequest) -> HttpResponse:
    """Why a second factor is asked, the ways to get or to use one, and afterwards back to where one was."""
    used = may_use_powers(request.user)
    if _next(request):
        request.session[ONWARD] = _next(request)
    if used and ONWARD in request.session:
        return redirect(request.session.pop(ONWARD))
    kinds = set(Authenticator.objects.filter(user=_me(request)).values_list("type", flat=True))
    context = {
        "needed": needs_second_factor(request.user),
        "used": used,
        "kinds": kinds,
        "has_second_factor": not kinds.isdisjoint(SECOND_FACTORS),
        "came_by_recovery_code": not used and bool(factors_used(request.session, request.user)),
        "next": _next(request),
    }
    return render(request, "account/second_factor.html", context)


@login_required
@never_cache
@reauthentication_required(allow_get=True, app="accounts")
def recovery_phrase(request: HttpRequest) -> HttpResponse:
    """Make a recovery phrase: shown in the answer to the button, once; from there on to where one was going.

    The phrase opens the account, so the button asks for the password first, unless it was given minutes ago: a device
    left open for a moment must not be enough. Raises SecondFactorNeeded as `erase` does.
    """
    ask_for_own_factor(request)
    phrase = make_recovery_phrase(user=_me(request)) if request.method == "POST" else ""
    has_phrase = RecoveryPhrase.objects.filter(user=_me(request)).exists()
    onward = _next(request) or reverse("account_profile")
    context = {"phrase": phrase, "has_phrase": has_phrase, "onward": onward}
    return render(request, "account/recovery_phrase.html", context)


@login_required
@never_cache
@reauthentication_required(allow_get=True, app="accounts")
def sign_in_names(request: HttpRequest) -> HttpResponse:
    """By which names one signs in, and another login name. Raises SecondFactorNeeded as `erase` does.

    What is left open for a moment must not be enough to change the key, so it asks for the password as the phrase does.
    """
    ask_for_own_factor(request)
    me = _me(request)
    form = SignInForm(request.POST or None, initial={"name_opens": me.name_opens})
    if request.method == "POST" and form.is_valid():
        change_sign_in(user=me, **form.cleaned_data)
        messages.success(request, _("From now on you sign in as %(name)s.") % {"name": me.signs_in_as})
        return redirect("account_sign_in_names")
    return render(request, "account/sign_in_names.html", {"form": form}, status=400 if form.is_bound else 200)


@login_required
@never_cache
@require_POST
def label_session(request: HttpRequest) -> HttpResponse:
    """Name a device, or end the session on it alone."""
    form = SessionForm(request.POST)
    if not form.is_valid():
        messages.error(
            request,
            _("“%(name)s” is too long: forty characters at most. Choose a shorter name.")
            % {"name": request.POST.get("label", "")},
        )
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
    """Erase the account for good, with the choice of what becomes of one's words.

    Raises SecondFactorNeeded: who found out a password destroys no account that has a factor.
    """
    ask_for_own_factor(request)
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
    """A new password by name and recovery phrase. The second factor, if any, is still asked at sign-in."""
    form = RecoverForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        name = form.cleaned_data["username"]
        crowded = doors.RECOVER.is_full() or doors.RECOVER_NAME.is_full(name)
        if crowded and not form.pays():
            form.ask()
        elif _recovers(form):
            messages.success(request, _("Your password is changed. Sign in, then make yourself a new recovery phrase."))
            return redirect("account_login")
        elif not form.is_overloaded:
            doors.RECOVER.count()
            doors.RECOVER_NAME.count(name)
            form.add_error(None, _("This name and this phrase do not belong together. Check both."))
    status = form.refusal_status or (400 if form.is_bound and not form.is_looked_at else 200)
    return render(request, "account/recover.html", {"form": form}, status=status)


def _recovers(form: RecoverForm) -> bool:
    """Whether name and phrase belong together; the password is changed then. The form says when the line is full."""
    typed = form.cleaned_data
    try:
        user = find_by_recovery_phrase(username=typed["username"], phrase=typed["phrase"])
        if user is not None:
            set_password_after_recovery(user=user, password=typed["password1"])
    except HashingBusy:
        form.overload()
        return False
    return user is not None


@login_required
@never_cache
def waiting_page(request: HttpRequest) -> HttpResponse:
    """/a-traiter/: everything that waits for this person, each room's part by its own tag; 404 for whom nothing can.

    Raises SecondFactorNeeded for whom half of it would be left out.
    """
    if lacks_only_the_factor(request.user):
        raise SecondFactorNeeded
    count = waiting.count_for(request.user)
    if count is None:
        raise Http404
    return render(request, "account/waiting.html", {"count": count})
