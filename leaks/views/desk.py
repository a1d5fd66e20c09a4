"""The recipients' desk: queue, bundles to download, replies, notes. It never sees a source's words in clear."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_GET, require_POST, require_safe

from engine.serving import PiecewiseResponse
from leaks.exceptions import DropClosed, KeyRefused
from leaks.forms import GiveForm, LabelForm, NoteForm, ReplyForm
from leaks.models import Act, Bundle, Conversation, Fault, Reply
from leaks.names import LABELS
from leaks.queries import is_in_originals_set, not_there_yet, queue, teams, undecided
from leaks.services import desk, keys
from leaks.views.recipients import decided_first, desk_page, name_of, recipients_only


# -- What waits --------------------------------------------------------------------------------------------------------
@require_safe
@recipients_only
def show_queue(request: HttpRequest) -> HttpResponse:
    """Everything that is open, newest day first; nothing but what must be decided while there is such."""
    with_closed, name, team = request.GET.get("closed") == "1", name_of(request), teams()
    label = request.GET.get("label", "") if request.GET.get("label") in LABELS else ""
    waiting = undecided(name)
    must_decide = waiting.exists()
    found = waiting if must_decide else queue(name, with_closed=with_closed, label=label)
    page = Paginator(found, 30).get_page(request.GET.get("page"))
    context = {
        "page_obj": page,
        "late": {one.pk for one in page if one.is_late_for_some and not_there_yet(one, team)},
        "labels": LABELS,
        "label": label,
        "must_decide": must_decide,
        "with_closed": with_closed,
        "faults": Fault.objects.order_by("-day")[:5],
    }
    return desk_page(request, "queue", context)


@require_safe
@recipients_only
@decided_first
def show_conversation(request: HttpRequest, pk: str) -> HttpResponse:
    """One source: bundles, state, forms."""
    return _show(request, _conversation(request, pk))


def _conversation(request: HttpRequest, pk: str) -> Conversation:
    """It, when this person is among those it was given to: for the others it does not exist."""
    return get_object_or_404(queue(name_of(request), with_closed=True), pk=pk)


def _show(request: HttpRequest, conversation: Conversation, status: int = 200, **forms: Any) -> HttpResponse:
    replies, notes = conversation.replies.defer("ciphertext"), conversation.notes.all()
    team = teams()
    readers = {recipient.name for recipient in team[Bundle.KeySet.READING]}
    given = sorted({given.name for given in conversation.given.all()} & readers)
    context = {
        "conversation": conversation,
        "given": given,
        "missing": sorted(not_there_yet(conversation, team)),
        "label_form": LabelForm(initial={"labels": conversation.label_codes}),
        "give_form": forms.get("give_form") or GiveForm(readers=readers, initial={"names": given}),
        "replies": [(one, keys.armor(bytes(one.copy)) if one.copy else "") for one in replies],
        "reply_form": forms.get("reply_form") or ReplyForm(prefix="reply"),
        "note_form": forms.get("note_form") or NoteForm(prefix="note"),
        "notes": [(note, keys.armor(bytes(note.ciphertext))) for note in notes],
        "must_decide": undecided(name_of(request)).filter(pk=conversation.pk).exists(),
        "sees_originals": is_in_originals_set(name_of(request)),
    }
    return desk_page(request, "conversation", context, status=status)


@require_GET
@recipients_only
@decided_first
def download(request: HttpRequest, pk: str, bundle: str) -> HttpResponseBase:
    """The sealed tar, piece by piece."""
    conversation = _conversation(request, pk)
    found = get_object_or_404(Bundle, pk=bundle, conversation=conversation)
    if found.key_set == Bundle.KeySet.ORIGINALS and not is_in_originals_set(name_of(request)):
        raise Http404
    pieces = desk.download(bundle=found, name=name_of(request))
    response = PiecewiseResponse(pieces, content_type="application/octet-stream")
    response["Content-Disposition"] = f'attachment; filename="{slugify(conversation.name)}-{found.pk[:4]}.age"'
    response["Content-Length"] = str(found.size)
    return response


@require_GET
@recipients_only
@decided_first
def copy(request: HttpRequest, pk: str, reply: str) -> HttpResponse:
    """The copy of a reply, sealed to those who read the conversation."""
    found = get_object_or_404(Reply.objects.exclude(copy=b""), pk=reply, conversation=_conversation(request, pk))
    response = HttpResponse(bytes(found.copy), content_type="application/octet-stream")
    name = f"{slugify(found.conversation.name)}-{found.pk[:4]}.txt.age"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


# -- Acts --------------------------------------------------------------------------------------------------------------
@require_POST
@recipients_only
@decided_first
def act(request: HttpRequest, pk: str) -> HttpResponse:
    """Claim, release, close, reopen, keep longer, erase: one button each."""
    conversation, name = _conversation(request, pk), name_of(request)
    code = request.POST.get("act")
    if code == "claim":
        desk.claim(conversation=conversation, name=name)
    elif code == "release":
        desk.release(conversation=conversation, name=name)
    elif code == "close":
        desk.set_state(conversation=conversation, state=Conversation.State.CLOSED, name=name)
    elif code == "reopen":
        desk.set_state(conversation=conversation, state=Conversation.State.CLAIMED, name=name)
    elif code == "extend":
        desk.extend(conversation=conversation, days=30, name=name)
    elif code == "erase" and request.POST.get("sure") == "1":
        desk.erase(conversation=conversation, name=name)
        messages.success(request, _("Erased."))
        return redirect("desk:queue")
    else:
        messages.error(request, _("Nothing was changed. To erase, tick the box first."))
    return redirect("desk:conversation", pk=pk)


@require_POST
@recipients_only
@decided_first
@sensitive_variables()
def reply(request: HttpRequest, pk: str) -> HttpResponse:
    """Words to the source."""
    conversation = _conversation(request, pk)
    form = ReplyForm(request.POST, prefix="reply")
    if not form.is_valid():
        return _show(request, conversation, status=422, reply_form=form)
    try:
        desk.reply(conversation=conversation, text=form.cleaned_data["text"], name=name_of(request))
    except (DropClosed, KeyRefused) as refusal:
        form.add_error(None, _not_sealed(refusal))
        return _show(request, conversation, status=409, reply_form=form)
    messages.success(request, _("Sealed. Only the source can read it now."))
    return redirect("desk:conversation", pk=pk)


@require_POST
@recipients_only
@decided_first
@sensitive_variables()
def note(request: HttpRequest, pk: str) -> HttpResponse:
    """Words among recipients."""
    conversation = _conversation(request, pk)
    form = NoteForm(request.POST, prefix="note")
    if not form.is_valid():
        return _show(request, conversation, status=422, note_form=form)
    try:
        desk.note(conversation=conversation, text=form.cleaned_data["text"], name=name_of(request))
    except DropClosed as refusal:
        form.add_error(None, _not_sealed(refusal))
        return _show(request, conversation, status=409, note_form=form)
    messages.success(request, _("Sealed to the reading set."))
    return redirect("desk:conversation", pk=pk)


@require_POST
@recipients_only
@decided_first
def label(request: HttpRequest, pk: str) -> HttpResponse:
    """Labels, of a fixed list."""
    conversation = _conversation(request, pk)
    form = LabelForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Nothing was changed: choose among the labels shown."))
    else:
        desk.label(conversation=conversation, codes=form.cleaned_data["labels"], name=name_of(request))
    return redirect("desk:conversation", pk=pk)


@require_POST
@recipients_only
@decided_first
def give(request: HttpRequest, pk: str) -> HttpResponse:
    """Give it to some recipients, or back to all."""
    conversation = _conversation(request, pk)
    readers = {recipient.name for recipient in teams()[Bundle.KeySet.READING]}
    form = GiveForm(request.POST, readers=readers)
    if not form.is_valid():
        return _show(request, conversation, status=422, give_form=form)
    names = form.cleaned_data["names"]
    desk.give(conversation=conversation, names=names, by=name_of(request))
    if names and name_of(request) not in names:
        messages.success(request, _("Given to others: you no longer see it."))
        return redirect("desk:queue")
    return redirect("desk:conversation", pk=pk)


def _not_sealed(refusal: DropClosed | KeyRefused) -> str:
    if isinstance(refusal, KeyRefused):
        return str(refusal)
    return _("The list of keys cannot be trusted, so nothing was sealed. Keep your words until the keys are confirmed.")


# -- Log and guide -----------------------------------------------------------------------------------------------------
@require_safe
@recipients_only
def show_log(request: HttpRequest) -> HttpResponse:
    """Who did what, by day."""
    page = Paginator(Act.objects.all(), 100).get_page(request.GET.get("page"))
    subjects = {act.subject for act in page}
    names = dict(queue(name_of(request), with_closed=True).filter(pk__in=subjects).values_list("pk", "name"))
    lines = [(act, names.get(act.subject, act.subject)) for act in page]
    return desk_page(request, "log", {"page_obj": page, "lines": lines})


@require_safe
@recipients_only
def show_guide(request: HttpRequest) -> HttpResponse:
    """How to make a key and open a bundle, on one's own machine."""
    return desk_page(request, "guide", {})
