"""The source's door: submit, come back. No cookie, no session, no script, nothing from elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_safe

from leaks.exceptions import (
    DropClosed,
    EverythingRefused,
    Flooded,
    NoConversation,
    UnknownWord,
    WrongLength,
)
from leaks.flood import hours_until_room
from leaks.forms import DoorForm, make_token
from leaks.models import Bundle
from leaks.queries import find_conversation, keys_of, recipients_of, refuse_when_closed
from leaks.receipts import LENGTH, normalise
from leaks.rules import KEPT_AFTER_DOWNLOAD
from leaks.services.intake import add_to_conversation, erase_conversation, read_replies, receive_submission
from leaks.views.answers import source_door, source_page
from safety.cleaning import accepted, usual_limits
from safety.uploads import body_limit, when_too_large


def _too_large(request: HttpRequest, limit: int) -> HttpResponse:
    """The answer to a body that was not read: too large for ever, or for now."""
    if limit < body_limit(request.path):
        announced = request.META.get("CONTENT_LENGTH") or ""
        return _flooded(request, hours_until_room(int(announced) if announced.isdigit() else 0))
    return source_page(request, "too_large", {"megabytes": settings.LEAKS_BODY_LIMIT // 2**20}, status=413)


def _flooded(request: HttpRequest, hours: int) -> HttpResponse:
    response = source_page(request, "flooded", {"hours": hours}, status=429)
    response["Retry-After"] = str(hours * 3600)
    return response


def _form(request: HttpRequest, **initial: Any) -> DoorForm:
    with_originals = keys_of(Bundle.KeySet.ORIGINALS) is not None
    if request.method == "POST" and not initial:
        return DoorForm(request.POST, request.FILES, with_originals=with_originals)
    return DoorForm(initial={"token": make_token(), **initial}, with_originals=with_originals)


def _typed_again(form: DoorForm) -> DoorForm:
    """The same form with a fresh token, so that a refusal costs nothing that was typed."""
    data = QueryDict(mutable=True)
    data.update(form.data)
    data["token"] = make_token()
    form.data = data
    return form


def _promises() -> dict[str, Any]:
    """What the pages say before anything is sent."""
    return {
        "megabytes": settings.LEAKS_BODY_LIMIT // 2**20,
        "most_files": settings.LEAKS_FILES,
        "families": accepted(),
        "limits": usual_limits(),
        "readers": recipients_of(Bundle.KeySet.READING).count(),
        "organisation": settings.LEAKS_ORGANISATION,
        "kept_days": KEPT_AFTER_DOWNLOAD.days,
    }


@sensitive_variables()
def _answered(request: HttpRequest, act: Callable[[], HttpResponse]) -> HttpResponse:
    """Run an act and turn the named refusals into pages."""
    try:
        return act()
    except DropClosed:
        response = source_page(request, "closed", {}, status=503)
        response["Retry-After"] = str(24 * 3600)
        return response
    except Flooded as flood:
        return _flooded(request, flood.hours)


@when_too_large(_too_large)
@source_door
@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_variables()
def drop(request: HttpRequest) -> HttpResponse:
    """`/leak/`: the form, and its answer with the receipt."""

    def act() -> HttpResponse:
        refuse_when_closed()
        form = _form(request)
        context = {"form": form, "here": "drop", **_promises()}
        if request.method != "POST":
            return source_page(request, "drop", context)
        if form.is_valid() and form.is_blank:
            form.add_error(None, _("There is nothing to send yet. Write a message or choose files."))
        if not form.is_valid():
            _typed_again(form)
            return source_page(request, "drop", context, status=422)
        try:
            answer = receive_submission(
                message=form.cleaned_data["message"],
                files=form.cleaned_data["files"],
                keep_originals=form.keeps_originals,
                language=get_language() or "fr",
            )
        except EverythingRefused as refusal:
            _typed_again(form)
            return source_page(request, "drop", context | {"reports": refusal.reports}, status=422)
        return source_page(
            request,
            "receipt",
            {"answer": answer, "follow_up_url": request.build_absolute_uri(reverse("leaks:follow_up"))},
        )

    return _answered(request, act)


@when_too_large(_too_large)
@source_door
@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_variables()
def follow_up(request: HttpRequest) -> HttpResponse:
    """`/leak/suivi/`: the receipt opens the conversation; message and files beside it add to it; erase=1 erases."""
    if request.method != "POST":
        return source_page(request, "come_back", {"length": LENGTH, "here": "come_back"})
    try:
        receipt = normalise(request.POST.get("receipt", ""))
    except UnknownWord as typo:
        return _ask_again(request, _("“%(word)s” is not one of the words of a receipt.") % {"word": typo.word})
    except WrongLength:
        return _ask_again(request, _("A receipt has %(count)d words.") % {"count": LENGTH})

    def act() -> HttpResponse:
        try:
            return _conversation(request, receipt)
        except NoConversation:
            # The same as for one that was erased: nothing tells them apart, and nothing sent along is kept.
            return source_page(request, "gone", {"sent_something": _sent_something(request)}, status=404)

    return _answered(request, act)


@source_door
@require_safe
def about(request: HttpRequest) -> HttpResponse:
    """`/leak/avant/`: what we remove, what we cannot, when not to send."""
    return source_page(request, "about", {"here": "about", **_promises()})


def _sent_something(request: HttpRequest) -> bool:
    return bool(request.POST.get("message", "").strip() or request.FILES)


@sensitive_variables()
def _ask_again(request: HttpRequest, complaint: str) -> HttpResponse:
    context = {
        "here": "come_back",
        "length": LENGTH,
        "complaint": complaint,
        "typed": request.POST.get("receipt", "")[:500],
        "message": request.POST.get("message", "")[: settings.LEAKS_MESSAGE_LIMIT],
        "files_lost": bool(request.FILES),
    }
    return source_page(request, "come_back", context, status=422)


@sensitive_variables()
def _conversation(request: HttpRequest, receipt: str) -> HttpResponse:
    if request.POST.get("erase") == "1":
        conversation, _derived = find_conversation(receipt)
        erase_conversation(conversation)
        return source_page(request, "erased", {})
    status, context = 200, dict[str, Any]()
    form = _form(request, message="")
    if _sent_something(request):
        sent = _form(request)
        if "token" not in request.POST:
            sent.fields.pop("token")  # first page of the way back: the receipt itself shows that nobody forged this
        if sent.is_valid():
            try:
                context["answer"] = add_to_conversation(
                    receipt=receipt,
                    message=sent.cleaned_data["message"],
                    files=sent.cleaned_data["files"],
                    keep_originals=sent.keeps_originals,
                )
            except EverythingRefused as refusal:
                status, form, context["reports"] = 422, _typed_again(sent), refusal.reports
        else:
            status, form = 422, _typed_again(sent)
    conversation, replies = read_replies(receipt=receipt)
    context |= {
        "form": form,
        "conversation": conversation,
        "replies": replies,
        "receipt": receipt,
        "erased_on": conversation.erased_on,
        **_promises(),
    }
    return source_page(request, "conversation", context, status=status)
