"""What a post said before it was changed: read and erased by its author and those who moderate the forum."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from forum.access import find_any_post, may
from forum.models import EarlierVersion
from forum.moderation.services import moderating
from forum.paging import read_window
from forum.writing.queries.history import may_see_history
from forum.writing.queries.rendering import render_words
from forum.writing.services import history

VERSIONS_A_PAGE = 20


def _post(request: HttpRequest, pk: int) -> Any:
    """A post whose earlier versions the visitor may see; for the others there is nothing here."""
    post = find_any_post(request, pk)
    moderates = may(request, "can_approve_posts", post.topic.forum)
    if not may_see_history(post=post, user=request.user, moderates=moderates):
        raise Http404
    return post


@login_required
@never_cache
def post_history(request: HttpRequest, pk: int) -> HttpResponse:
    """The earlier versions, the latest first, each with who changed it, when and why."""
    post = _post(request, pk)
    versions = EarlierVersion.objects.filter(post=post).select_related("replaced_by")
    window = read_window(versions, request.GET, moment="replaced_at", size=VERSIONS_A_PAGE)
    for version in window.rows:
        version.rendered = render_words(version.content, name=f"v{version.pk}")
    context = {"post": post, "topic": post.topic, "versions": window.rows, "window": window}
    return render(request, "forum/post_history.html", context)


@login_required
@require_POST
def erase_version(request: HttpRequest, pk: int, version_pk: int) -> HttpResponse:
    """Take an earlier version away for good; what a moderator takes away is in the log."""
    post = _post(request, pk)
    version = get_object_or_404(EarlierVersion, pk=version_pk, post=post)
    history.erase_version(version=version)
    if post.poster_id != request.user.pk:
        moderating.record(what=moderating.What.DELETE, by=request.user, topic=post.topic, reason=_("earlier version"))
    messages.success(request, _("This version is erased."))
    return redirect("board:post_history", pk=post.pk)
