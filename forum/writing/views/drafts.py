"""One's drafts: kept while one writes, listed, thrown away. Whoever asks for another's finds nothing."""

from __future__ import annotations

import hashlib
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import IntegrityError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from campaign.hours import hour_words
from engine.throttle import allow
from forum.models import Draft
from forum.paging import read_window
from forum.queries import handler_for, readable_forum_ids
from forum.writing.forms.writing import DraftForm
from forum.writing.queries.drafts import drafts_of, mark_open
from forum.writing.services import drafts
from forum.writing.views.attachments import take_in

DRAFTS_A_PAGE = 20
SAVES_A_MINUTE = 40  # while one types: once in two seconds, and a little more


def asked_by_script(request: HttpRequest) -> bool:
    """Whether one of our scripts asks, which wants facts instead of a page."""
    return request.headers.get("Accept") == "application/json"


def keep_draft(
    request: HttpRequest,
    template: str,
    form: forms.Form,
    *,
    forum: Any,
    topic: Any = None,
    post: Any = None,
    **context: Any,
) -> HttpResponse:
    """Keep what was typed, for somebody who may write here; what cannot be kept is shown again in `template`."""
    typed = DraftForm(request.POST)
    draft, refusals, status = None, [], 400
    take_in(request, form)  # only what it says of files matters: nothing is being sent
    if not allow(action="forum-draft", who=str(request.user.pk), limit=SAVES_A_MINUTE, seconds=60):
        refusals, status = [_("Too many drafts were saved in a minute. Wait a little, then save again.")], 429
    elif not typed.is_valid():
        refusals = [_("This is too long to be kept: 30,000 signs at most. Send it in several messages.")]
    elif not (refusals := form.file_refusals):
        files = [file for file in form.chosen if file.post_id is None] if form.offered else None
        place = {"user": request.user, "forum": forum, "topic": topic, "post": post}
        try:
            draft = drafts.keep(**place, files=files, **typed.cleaned_data)
        except IntegrityError:  # the post, the topic, or the account, was deleted at this very moment
            raise Http404 from None
        except drafts.TooManyFiles:
            refusals = [_too_many_files()]
    if refusals:
        if asked_by_script(request):
            return JsonResponse({"said": " ".join(refusals)}, status=status)
        form.errors.clear()
        form.add_error(None, refusals)
        context |= {"form": form, "forum": forum, "topic": topic, "post": post}
        return render(request, template, context, status=status)
    if asked_by_script(request):
        said = _("Draft saved at %(hour)s.") % {"hour": hour_words(localtime(draft.saved_at))} if draft else ""
        return JsonResponse({"said": said, "receipt": _receipt(request)})
    messages.success(
        request, _("Your draft is saved. Nobody else sees it.") if draft else _("There was nothing to save.")
    )
    return redirect("board:drafts")


def _receipt(request: HttpRequest) -> str:
    """What says which words are kept: a page that keeps a copy of its own lets go of that one and no other."""
    words = [request.POST.get(name, "").replace("\r\n", "\n") for name in ("subject", "content", "tags", "reason")]
    return hashlib.sha256("\x1f".join(words).encode(errors="surrogatepass")).hexdigest()


def _too_many_files() -> str:
    return _(
        "Your drafts may hold %(most)d files, and they would hold more. Send one of them, throw one away, or untick "
        "some files here."
    ) % {"most": drafts.MOST_FILES}


@never_cache
@login_required
def draft_list(request: HttpRequest) -> HttpResponse:
    """What one has begun to write. Of a place that one may no longer read, only one's own words are shown."""
    window = read_window(drafts_of(request.user), request.GET, moment="saved_at", size=DRAFTS_A_PAGE)
    readable = readable_forum_ids(request.user, handler_for(request))
    mark_open(window.rows, readable)
    return render(request, "forum/drafts.html", {"drafts": window.rows, "window": window})


@require_POST
@login_required
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Throw a draft away."""
    get_object_or_404(Draft, pk=pk, user=request.user).delete()
    messages.success(request, _("The draft is thrown away."))
    return redirect("board:drafts")
