"""The source's door: submit, come back. No cookie, no session, no script, nothing from elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_safe

from leaks.exceptions import (
    DropClosed,
    EverythingRefused,
    Flooded,
    NoConversation,
    StillCleaning,
    UnknownWord,
    WrongLength,
)
from leaks.flood import Visit, files_wait, gate, hours_until_anything, hours_until_files, seconds_until_room
from leaks.forms import DoorForm
from leaks.key_list import read_list
from leaks.models import Bundle
from leaks.queries import recipients_of, refuse_when_closed
from leaks.receipts import LENGTH, normalise
from leaks.reports import FileReport
from leaks.rules import KEPT_AFTER_ADDITION, KEPT_AFTER_DOWNLOAD
from leaks.services.intake import (
    Sent,
    add_to_conversation,
    erase,
    open_conversation,
    read_replies,
    receive_submission,
)
from leaks.tickets import make_token, new_token, read_token, renewed
from leaks.underway import is_underway
from leaks.views.answers import source_door, source_page
from safety.cleaning import FAMILIES, accepted, usual_limits
from safety.uploads import body_limit, typed_in_refused, when_still, when_too_large

_HOUR = 3600


def _too_large(request: HttpRequest, limit: int) -> HttpResponse:
    """The answer to a body that was not read, too large for ever or for now: the page with what was typed in it."""
    return source_door(lambda request: _refused_body(request, limit))(request)


def _still(request: HttpRequest) -> HttpResponse:
    """The answer to a body that came no further."""
    return source_door(lambda request: _refused_body(request, None))(request)


@sensitive_variables()
def _refused_body(request: HttpRequest, limit: int | None) -> HttpResponse:
    typed = typed_in_refused(request)
    flood, status = None, 413
    context: dict[str, Any]
    if limit is None:
        status, context = 408, {"stood_still": True, "files_lost": True}
    elif limit < body_limit(request.path):
        announced = request.META.get("CONTENT_LENGTH") or ""
        size = int(announced) if announced.isdigit() else 0
        flood = Flooded(seconds_until_room(request.path, request.headers.get("Host", ""), size), only_files=True)
        context = {"files_lost": True}
    else:
        context = {"too_large": True, "megabytes": settings.LEAKS_BODY_LIMIT // 2**20}

    def act() -> HttpResponse:
        message = typed.get("message", "")[: settings.LEAKS_MESSAGE_LIMIT]
        if "receipt" in typed:
            return _come_back(request, typed, flood=flood, **context)
        refuse_when_closed()
        token = renewed(typed.get("token", ""), language=_language())
        form = DoorForm(initial={"message": message, "token": token}, with_originals=_with_originals())
        page = _drop_context(request, form) | context
        if flood is None:
            return source_page(request, "drop", page, status=status)
        page |= {"flood": _sentence(flood), "only_files": True}
        return _told_when(source_page(request, "drop", page, status=429), flood)

    return _answered(request, act)


def _told_when(response: HttpResponse, flood: Flooded | None) -> HttpResponse:
    if flood is not None:
        response["Retry-After"] = str(flood.seconds)
    return response


def _sentence(flood: Flooded) -> str:
    """When to come back."""
    if flood.seconds < _HOUR:
        return _(
            "Much is arriving just now, so this door opens slowly. Nothing was kept yet. Wait %(seconds)d seconds, "
            "then send again."
        ) % {"seconds": flood.seconds}
    hours = -(-flood.seconds // _HOUR)
    return ngettext(
        "More came in than we can take. Nothing was kept. Come back in %(hours)s hour.",
        "More came in than we can take. Nothing was kept. Come back in %(hours)s hours.",
        hours,
    ) % {"hours": hours}


def _visit(request: HttpRequest, token: str | None = None) -> Visit:
    """By which way this request came, with which ticket."""
    ticket = read_token(request.POST.get("token", "") if token is None else token)
    return Visit(gate().door(request.headers.get("Host", "")), ticket)


def _with_originals() -> bool:
    """Whether the form offers it; what is sealed asks for the keys again, on a list that fits."""
    return recipients_of(Bundle.KeySet.ORIGINALS).exists()


def _language() -> str:
    return get_language() or settings.LANGUAGE_CODE


def _form(request: HttpRequest) -> DoorForm:
    with_originals = _with_originals()
    if request.method == "POST":
        return DoorForm(request.POST, request.FILES, with_originals=with_originals)
    return DoorForm(initial={"token": new_token(_language())}, with_originals=with_originals)


def _sent(form: DoorForm) -> Sent:
    typed = form.cleaned_data
    return Sent(typed["message"], typed["files"], keep_originals=form.keeps_originals, as_pages=typed["pages"])


def _typed_again(form: DoorForm, token: str = "", reports: Iterable[FileReport] = ()) -> DoorForm:
    """The same form with a token that is good, so that a refusal costs nothing that was typed, nor noted.

    Where an office document would not let go of what it hides, pictures of its pages are chosen already.
    """
    data = QueryDict(mutable=True)
    data.update(form.data)
    data["token"] = token or renewed(data.get("token", ""), language=_language())
    if any(report.offers_pages for report in reports):
        data["pages"] = "on"
    form.data = data
    return form


def _drop_context(request: HttpRequest, form: DoorForm) -> dict[str, Any]:
    """The first page: its form, its promises, and how open the door is."""
    door = gate().door(request.headers.get("Host", ""))
    return {
        "form": form,
        "here": "drop",
        "slow": settings.LEAKS_WAIT_SECONDS if door.is_slow("message") or door.is_slow("files") else 0,
        "hours_until_files": hours_until_files(door),
        "hours_until_anything": hours_until_anything(),
        "files_wait": files_wait(door),
        **_promises(),
    }


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


@when_too_large(_too_large)
@when_still(_still)
@source_door
@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_variables()
def drop(request: HttpRequest) -> HttpResponse:
    """`/leak/`: the form, and its answer with the receipt."""

    def act() -> HttpResponse:
        refuse_when_closed()
        form = _form(request)
        context = _drop_context(request, form)
        if request.method != "POST":
            return source_page(request, "drop", context)
        if form.is_valid() and not (form.ticket and form.ticket.receipt):
            form.add_error(
                None,
                _("This form was not the one of this page. Write down the seven words, choose your files, send again."),
            )
        if form.is_valid() and form.is_blank:
            form.add_error(None, _("There is nothing to send yet. Write a message or choose files."))
        if not form.is_valid():
            _typed_again(form)
            return source_page(request, "drop", context, status=422)
        try:
            answer = receive_submission(sent=_sent(form), visit=_visit(request))
        except NoConversation:  # erased by its source while it was cleaned
            return source_page(request, "gone", {"sent_something": True}, status=404)
        except Flooded as flood:
            _typed_again(form)
            context |= {"flood": _sentence(flood), "only_files": flood.only_files, "files_lost": bool(request.FILES)}
            return _told_when(source_page(request, "drop", context, status=429), flood)
        except EverythingRefused as refusal:
            _typed_again(form, reports=refusal.reports)
            return source_page(request, "drop", context | {"reports": refusal.reports}, status=422)
        return source_page(
            request,
            "receipt",
            {"answer": answer, "follow_up_url": request.build_absolute_uri(reverse("leaks:follow_up"))},
        )

    return _answered(request, act)


@when_too_large(_too_large)
@when_still(_still)
@source_door
@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_variables()
def follow_up(request: HttpRequest) -> HttpResponse:
    """`/leak/suivi/`: the receipt opens the conversation; message and files beside it add to it; erase=1 erases."""
    if request.method != "POST":
        return _come_back(request, QueryDict(), status=200)
    lost: dict[str, Any] = {"files_lost": bool(request.FILES)}
    try:
        receipt = normalise(request.POST.get("receipt", ""))
    except UnknownWord as typo:
        complaint = _("“%(word)s” is not one of the words of a receipt.") % {"word": typo.word}
        return _come_back(request, request.POST, complaint=complaint, **lost)
    except WrongLength:
        complaint = _("A receipt has %(count)d words.") % {"count": LENGTH}
        return _come_back(request, request.POST, complaint=complaint, **lost)

    def act() -> HttpResponse:
        try:
            return _conversation(request, receipt)
        except StillCleaning:
            return _still_cleaning(request, receipt)
        except NoConversation:
            # The same as for one that was erased: nothing tells them apart, and nothing sent along is kept.
            return source_page(request, "gone", {"sent_something": _sent_something(request)}, status=404)
        except Flooded as flood:
            return _come_back(request, request.POST, flood=flood, **lost)

    return _answered(request, act)


@source_door
@require_safe
def about(request: HttpRequest) -> HttpResponse:
    """`/leak/avant/`: what we remove, what we cannot, when not to send."""
    kept = [(family.label, family.stays) for family in FAMILIES.values()]
    keys = read_list()
    try:
        refuse_when_closed()
        closed = False
    except DropClosed:
        closed = True
    context = {"here": "about", "kept": kept, "closed": closed, "fingerprint": keys.fingerprint if keys.fits else ""}
    return source_page(request, "about", context | _promises())


@source_door
@require_safe
def notice(request: HttpRequest) -> HttpResponse:
    """`/leak/mentions/`: who publishes, what is kept, what was checked; the site may be another process."""
    more = {"legal": settings.LEGAL, "kept_after_addition": KEPT_AFTER_ADDITION.days}
    return source_page(request, "notice", {"here": "notice"} | _promises() | more)


def _sent_something(request: HttpRequest) -> bool:
    return bool(request.POST.get("message", "").strip() or request.FILES)


@sensitive_variables()
def _come_back(
    request: HttpRequest, typed: QueryDict, *, status: int = 422, flood: Flooded | None = None, **more: Any
) -> HttpResponse:
    """The page that asks for the receipt, with what was typed before."""
    context = {
        "here": "come_back",
        "length": LENGTH,
        "typed": typed.get("receipt", "")[:500],
        "message": typed.get("message", "")[: settings.LEAKS_MESSAGE_LIMIT],
        "token": renewed(typed.get("token", "")),
        "erase": typed.get("erase") == "1",
        "slow": settings.LEAKS_WAIT_SECONDS if _visit(request, "").door.is_slow_to_come_back else 0,
        **more,
    }
    if flood is not None:
        status, context["flood"] = 429, _sentence(flood)
    elif "too_large" in more:
        status = 413
    elif "stood_still" in more:
        status = 408
    return _told_when(source_page(request, "come_back", context, status=status), flood)


@sensitive_variables()
def _still_cleaning(request: HttpRequest, receipt: str) -> HttpResponse:
    """The page for whoever comes back while the first that they sent is being cleaned."""
    context = {"receipt": receipt, "token": renewed(request.POST.get("token", ""))}
    if not _sent_something(request):
        return source_page(request, "cleaning", context)
    context["message"] = request.POST.get("message", "")[: settings.LEAKS_MESSAGE_LIMIT]
    page = source_page(request, "cleaning", {**context, "sent_something": True}, status=429)
    return _told_when(page, Flooded(60))


@sensitive_variables()
def _conversation(request: HttpRequest, receipt: str) -> HttpResponse:
    if request.POST.get("erase") == "1":
        erase(receipt=receipt, visit=_visit(request))
        return source_page(request, "erased", {})
    opened = open_conversation(receipt=receipt, visit=_visit(request))
    status, context = 200, dict[str, Any]()
    flood = None
    # Whoever opened a conversation has waited, as often as its budget allows.
    may_hurry = gate().may_hurry(opened.derived.budget)
    form = DoorForm(initial={"token": make_token(has_waited=may_hurry)}, with_originals=_with_originals())
    if _sent_something(request):
        sent = _form(request)
        if "token" not in request.POST:
            sent.fields.pop("token")  # first page of the way back: the receipt itself shows that nobody forged this
        if sent.is_valid():
            try:
                context["answer"] = add_to_conversation(opened=opened, receipt=receipt, sent=_sent(sent))
                form.initial["pages"] = any(report.offers_pages for report in context["answer"].reports)
            except EverythingRefused as refusal:
                status, context["reports"] = 422, refusal.reports
                form = _typed_again(sent, make_token(has_waited=may_hurry), refusal.reports)
            except Flooded as refusal:
                status, form, flood = 429, _typed_again(sent, make_token(has_waited=may_hurry)), refusal
                context |= {"flood": _sentence(flood), "only_files": flood.only_files}
                context["files_lost"] = bool(request.FILES)
        else:
            status, form = 422, _typed_again(sent, make_token(has_waited=may_hurry))
    conversation, replies = read_replies(opened=opened)
    context |= {
        "form": form,
        "conversation": conversation,
        "arrived": list(conversation.bundles.all()),
        "cleaning": is_underway(receipt),
        "replies": replies,
        "receipt": receipt,
        "erased_on": conversation.erased_on,
        **_promises(),
    }
    return _told_when(source_page(request, "conversation", context, status=status), flood)
