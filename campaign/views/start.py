"""Starting a collective: write, read it again, sign in, send.

What was typed travels signed from step to step, so that none needs a cookie before the account.
"""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import RecoveryPhrase
from campaign.exceptions import Refusal
from campaign.forms import StartCollectiveForm
from campaign.queries import collectives_of
from campaign.queries.beginnings import people_watching
from campaign.services import start_collective as start
from places.queries import commune_of_code


def _review(request: HttpRequest, sealed: str, words: dict) -> HttpResponse:
    """What will be sent, and the way on: a button for those who are signed in, sign-up or sign-in for the others."""
    finish = f"{reverse('campaign:review_collective')}?{urlencode({'p': sealed})}"
    onward = urlencode({"next": finish})
    return render(
        request,
        "campaign/start_review.html",
        {
            "words": words,
            "sealed": sealed,
            "rhythm": request.POST.get("rhythm", ""),
            "neighbours": collectives_of(words["commune"])[:5],
            "watching": people_watching(words["commune"]),
            "change_url": f"{reverse('campaign:start_collective')}?{urlencode({'p': sealed})}",
            "signup_url": f"{reverse('account_signup')}?{onward}",
            "login_url": f"{reverse('account_login')}?{onward}",
        },
    )


# Nothing is kept by this step, so there is nothing a forged request could do: no token, and no cookie for the visitor.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def start_collective(request: HttpRequest) -> HttpResponse:
    """The form; a good answer shows what will be sent."""
    if request.method == "POST":
        form = StartCollectiveForm(request.POST)
        if form.is_valid():
            return _review(request, form.sealed(), form.cleaned_data)
        return render(request, "campaign/start_form.html", {"form": form}, status=422)
    commune = commune_of_code(request.GET.get("commune", ""))
    typed = StartCollectiveForm.opened(request.GET.get("p", "")) or {"commune": commune}
    return render(request, "campaign/start_form.html", {"form": StartCollectiveForm(initial=typed)})


def review_collective(request: HttpRequest) -> HttpResponse:
    """Back from sign-up or sign-in, with everything that was typed."""
    sealed = request.GET.get("p", "")
    words = StartCollectiveForm.opened(sealed)
    if words is None:
        return render(request, "campaign/start_form.html", {"form": StartCollectiveForm(), "lost": True}, status=400)
    return _review(request, sealed, words)


@login_required
@require_POST
def send_collective(request: HttpRequest) -> HttpResponse:
    """Keep it."""
    sealed = request.POST.get("p", "")
    words = StartCollectiveForm.opened(sealed)
    if words is None:
        return render(request, "campaign/start_form.html", {"form": StartCollectiveForm(), "lost": True}, status=400)
    try:
        collective = start(
            user=request.user, **StartCollectiveForm.to_start(words, rhythm=request.POST.get("rhythm", ""))
        )
    except Refusal as refusal:
        messages.error(request, refusal.sentence)
        return _review(request, sealed, words)
    messages.success(
        request, _("Your collective is created. Share its address now; it is listed once a moderator has read it.")
    )
    if not request.user.email and not RecoveryPhrase.objects.filter(user=request.user).exists():
        # Coming here right after sign-up, one has not passed by the page that offers it.
        messages.warning(
            request,
            _("Without an e-mail address, only a recovery phrase lets you back in: make yours on your account page."),
        )
    return redirect(collective)
