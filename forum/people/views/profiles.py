"""People's public pages, and what they tell there."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from campaign.rules import is_campaign_moderator, may_moderate
from forum.access import find_person
from forum.models import PublicProfile
from forum.moderation.forms import ReasonForm
from forum.moderation.queries import is_newcomer, suspension_anywhere
from forum.moderation.services import moderating
from forum.moderation.views.removing import doors_to
from forum.paging import read_window
from forum.people.forms import PublicProfileForm
from forum.people.queries import badges_of, has_address, may_write, memberships_of, takes_letters
from forum.people.services import letters
from forum.people.services import profiles as people
from forum.queries import handler_for, visible_posts
from forum.writing.queries.rendering import render_words

POSTS_A_PAGE = 20


def profile(request: HttpRequest, name: str) -> HttpResponse:
    """Somebody's public name, what they tell of themselves, and what they wrote where the visitor may read."""
    poster = find_person(name, badges=True)
    posts = visible_posts(request.user, handler_for(request)).filter(poster=poster)
    window = read_window(posts, request.GET, moment="created", size=POSTS_A_PAGE)
    if not window.rows and poster != request.user and not posts.exists():
        # Who never wrote where this visitor reads is nobody to them.
        raise Http404
    told = getattr(poster, "public_profile", None)
    context = {
        **doors_to(request, poster),
        "poster": poster,
        "words": render_words(told.words, name="about") if told else "",
        "shown": memberships_of(poster).filter(is_shown=True),
        "badges": badges_of(poster),
        "may_write": may_write(sender=request.user, to=poster),
        "posts": window.rows,
        "window": window,
    }
    return render(request, "forum_member/forum_profile_detail.html", context)


@login_required
@never_cache
def moderate_profile(request: HttpRequest, name: str) -> HttpResponse:
    """Those who moderate the campaign take the words of a profile away, with a reason."""
    if not may_moderate(request.user):
        raise Http404
    poster = find_person(name)
    told = getattr(poster, "public_profile", None)
    if told is None or not visible_posts(request.user, handler_for(request)).filter(poster=poster).exists():
        raise Http404
    form = ReasonForm(request.POST if request.method == "POST" else None)
    form.fields["reason"].help_text = _("The person reads it; so do those who moderate the campaign.")
    if form.is_valid():
        moderating.clear_words(profile=told, by=request.user, reason=form.cleaned_data["reason"])
        messages.success(request, _("The words are taken away. For ten minutes the log can give them back."))
        return redirect("board:moderation_log")
    context = {"form": form, "poster": poster, "words": render_words(told.words, name="about")}
    return render(request, "forum/moderate_profile.html", context, status=422 if form.is_bound else 200)


@login_required
@never_cache
def change_profile(request: HttpRequest) -> HttpResponse:
    """What one tells of oneself."""
    suspension = suspension_anywhere(request.user)
    if suspension is not None:
        context = {"suspension": suspension, "forum": None, "typed": request.POST.get("words", "")}
        return render(request, "forum/suspended.html", context, status=403)
    memberships = memberships_of(request.user)
    told = PublicProfile.objects.filter(user=request.user).first()
    initial: dict[str, Any] = {
        "shown": [membership.pk for membership in memberships if membership.is_shown],
        "takes_letters": takes_letters(request.user),
    }
    if told is not None:
        initial |= {"words": told.words, "shows_moderator": told.shows_moderator}
    form = PublicProfileForm(
        request.POST if request.method == "POST" else None,
        memberships=memberships,
        moderates=is_campaign_moderator(request.user),
        has_address=has_address(request.user),
        initial=initial,
    )
    if form.is_valid():
        if "<a " in render_words(form.cleaned_data["words"], name="about") and is_newcomer(request.user):
            form.add_error("words", _("While nobody knows you here yet, your profile holds no links. Take them out."))
        else:
            letters.take_letters(user=request.user, wanted=form.cleaned_data.pop("takes_letters"))
            people.change_profile(user=request.user, **form.cleaned_data)
            messages.success(request, _("Your profile is saved."))
            return redirect("forum_member:profile", request.user.public_name)
    return render(request, "forum_member/profile_form.html", {"form": form}, status=422 if form.is_bound else 200)
