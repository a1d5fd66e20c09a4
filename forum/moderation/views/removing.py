"""What moderators do about an account: removing all that it wrote, keeping it from writing, letting it write again."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from campaign.models import Collective
from campaign.rules import may_moderate
from forum.access import find_person
from forum.exceptions import Overtaken
from forum.machina import Post
from forum.models import ModerationAct, Space, Suspension
from forum.moderation.forms import RemoveForm, SuspendPersonForm
from forum.moderation.queries import Scope, summary_of, what_goes
from forum.moderation.services import moderating, removing
from forum.queries import handler_for
from forum.writing.queries.rendering import render_words

APPROVE, DELETE = "can_approve_posts", "can_delete_posts"


def scope_of(request: HttpRequest) -> Scope:
    """Where the visitor may remove what others wrote."""
    handler, user = handler_for(request), request.user
    ids = handler.forum_ids_with(user, APPROVE) & handler.forum_ids_with(user, DELETE)
    return Scope(forum_ids=ids, campaign=bool(user.is_authenticated and may_moderate(user)))


def may_remove(request: HttpRequest, person: Any) -> bool:
    """Whether the visitor moderates a place where this person wrote; nobody moderates themselves.

    Who moderates the campaign also finds those whose words are gone, by what the log says of them, and nobody else.
    """
    if not request.user.is_authenticated or person is None or person.pk == request.user.pk:
        return False
    scope = scope_of(request)
    if scope.forum_ids and Post.objects.filter(poster=person, topic__forum__in=scope.forum_ids).exists():
        return True
    return scope.campaign and ModerationAct.objects.filter(whom=person, forum=None).exists()


def _find(request: HttpRequest, name: str) -> Any:
    person = find_person(name)
    if not may_remove(request, person):
        raise Http404
    return person


@login_required
@never_cache
def remove_all(request: HttpRequest, name: str) -> HttpResponse:
    """Say what would go; with a reason, remove it, and suspend the account when that is asked for."""
    person, scope = _find(request, name), scope_of(request)
    form = RemoveForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            _remove(request, person, scope, form)
        except Overtaken:
            messages.info(request, _("Nothing is left to remove. Somebody else may have done it in the meantime."))
        else:
            messages.success(request, _("All of it is removed. For ten minutes the log can bring it back."))
        return redirect("board:moderation_log")
    going = what_goes(user=person, scope=scope)
    context = summary_of(going) | {
        "form": form,
        "person": person,
        "anything": bool(going),
        "files": going.files,
        "words": render_words(going.words, name="about") if going.words else "",
    }
    return render(request, "forum/remove_all.html", context, status=422 if form.is_bound else 200)


@transaction.atomic
def _remove(request: HttpRequest, person: Any, scope: Scope, form: RemoveForm) -> None:
    """Both or none: an account is not suspended over what was already gone."""
    reason = form.cleaned_data["reason"]
    places: list[Any] = [None] if scope.campaign else list(_collectives(request))
    suspended = [
        moderating.suspend_person(user=person, until=form.until, reason=reason, by=request.user, collective=place)
        for place in (places if form.suspends else ())
    ]
    removing.remove_all(user=person, by=request.user, reason=reason, scope=scope, suspended=suspended)


def _collectives(request: HttpRequest) -> Any:
    """Those whose spaces the visitor moderates."""
    ids = handler_for(request).forum_ids_with(request.user, APPROVE)
    spaces = Space.objects.filter(public_forum__in=ids).values("collective")
    return Collective.objects.filter(pk__in=spaces).order_by("name")


def _running(request: HttpRequest, person: Any) -> Any:
    """The suspensions of this person that the visitor could have spoken, and ends."""
    running = Suspension.objects.running().filter(user=person).select_related("collective", "by").order_by("pk")
    return running if may_moderate(request.user) else running.filter(collective__in=_collectives(request))


@login_required
@never_cache
def suspend(request: HttpRequest, name: str) -> HttpResponse:
    """Keep somebody from writing; what keeps them from it now."""
    person, everywhere = _find(request, name), may_moderate(request.user)
    data = request.POST if request.method == "POST" else None
    form = SuspendPersonForm(data, everywhere=everywhere, collectives=_collectives(request))
    if form.is_valid():
        said = form.cleaned_data
        moderating.suspend_person(
            user=person, until=form.until, reason=said["reason"], by=request.user, collective=said["where"]
        )
        messages.success(request, _("This account writes nothing there until then, and is told why."))
        return redirect("board:suspend_person", person.public_name)
    context = {"form": form, "person": person, "running": _running(request, person)}
    return render(request, "forum/suspend_person.html", context, status=422 if form.is_bound else 200)


@login_required
@require_POST
def end_suspension(request: HttpRequest, name: str, suspension_pk: int) -> HttpResponse:
    """Let somebody write again before the time."""
    person = _find(request, name)
    suspension = get_object_or_404(_running(request, person), pk=suspension_pk)
    try:
        moderating.end_suspension(suspension, by=request.user)
        messages.success(request, _("The account may write there again."))
    except Overtaken as refusal:
        messages.info(request, str(refusal.sentence))
    return redirect("board:suspend_person", person.public_name)


def doors_to(request: HttpRequest, person: Any) -> dict[str, bool]:
    """What of this a public page offers; the words of the profile are the campaign's to take away."""
    told = getattr(person, "public_profile", None)
    words = bool(told and told.words) and request.user.is_authenticated
    return {"may_moderate": words and may_moderate(request.user), "may_remove": may_remove(request, person)}
