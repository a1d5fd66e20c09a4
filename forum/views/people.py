"""People's public pages, and what they tell there."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth import get_user_model
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from campaign.rules import is_campaign_moderator
from forum.badges import badges_of, with_badges
from forum.forms import PublicProfileForm
from forum.models import PublicProfile
from forum.paging import read_window
from forum.queries import handler_for, visible_posts
from forum.services import letters, moderating, people
from forum.services.rendering import render_words

POSTS_A_PAGE = 20


def profile(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody's public name, what they tell of themselves, and what they wrote where the visitor may read."""
    everybody = with_badges(get_user_model().objects.select_related("public_profile"), person="pk")
    poster = get_object_or_404(everybody, pk=pk, is_active=True)
    posts = visible_posts(request.user, handler_for(request)).filter(poster=poster)
    window = read_window(posts, request.GET, moment="created", size=POSTS_A_PAGE)
    if not window.rows and poster != request.user and not posts.exists():
        # Who never wrote where this visitor reads is nobody to them.
        raise Http404
    told = getattr(poster, "public_profile", None)
    context = {
        "poster": poster,
        "words": render_words(told.words, name="about") if told else "",
        "shown": people.memberships_of(poster).filter(is_shown=True),
        "badges": badges_of(poster),
        "may_write": letters.may_write(sender=request.user, to=poster),
        "posts": window.rows,
        "window": window,
    }
    return render(request, "forum_member/forum_profile_detail.html", context)


@login_required
@never_cache
def change_profile(request: HttpRequest) -> HttpResponse:
    """What one tells of oneself."""
    suspension = people.suspension_anywhere(request.user)
    if suspension is not None:
        context = {"suspension": suspension, "forum": None, "typed": request.POST.get("words", "")}
        return render(request, "forum/suspended.html", context, status=403)
    memberships = people.memberships_of(request.user)
    told = PublicProfile.objects.filter(user=request.user).first()
    initial: dict[str, Any] = {
        "shown": [membership.pk for membership in memberships if membership.is_shown],
        "takes_letters": letters.takes_letters(request.user),
    }
    if told is not None:
        initial |= {"words": told.words, "shows_moderator": told.shows_moderator}
    form = PublicProfileForm(
        request.POST if request.method == "POST" else None,
        memberships=memberships,
        moderates=is_campaign_moderator(request.user),
        has_address=letters.has_address(request.user),
        initial=initial,
    )
    if form.is_valid():
        if "<a " in render_words(form.cleaned_data["words"], name="about") and moderating.is_newcomer(request.user):
            form.add_error("words", _("While nobody knows you here yet, your profile holds no links. Take them out."))
        else:
            letters.take_letters(user=request.user, wanted=form.cleaned_data.pop("takes_letters"))
            people.change_profile(user=request.user, **form.cleaned_data)
            messages.success(request, _("Your profile is saved."))
            return redirect("forum_member:profile", pk=request.user.pk)
    return render(request, "forum_member/profile_form.html", {"form": form}, status=422 if form.is_bound else 200)
