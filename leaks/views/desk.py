"""The recipients' desk: queue, bundles to download, replies, notes, keys. It never sees a source's words in clear."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_GET, require_POST, require_safe

from leaks.exceptions import KeyRefused, NoConversation
from leaks.forms import KeyForm, NoteForm, ProofForm, ReplyForm
from leaks.models import Act, Bundle, Conversation, Fault, KeyChange, Recipient
from leaks.queries import account_exists, is_in_originals_set, may_read, queue, undecided
from leaks.services import desk, keys
from safety.serving import PiecewiseResponse

View = Callable[..., HttpResponseBase]
_SEEN = "leaks_desk_seen_at"


def recipients_only(view: View) -> View:
    """Recipients alone, for whom a short session runs; the second factor is asked for where the desk is hung."""

    @never_cache
    @sensitive_post_parameters()
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        # A superuser is no recipient, so no permission is asked: only the table counts.
        if not may_read(_name(request)):
            raise Http404
        if not _is_recent(request):
            return _confirm(request)
        request.session[_SEEN] = int(time.time())
        try:
            return view(request, *args, **kwargs)
        except NoConversation:  # its source erased it a moment ago
            raise Http404 from None

    return guarded


def decided_first(view: View) -> View:
    """While something has been unread for too long, the others stay shut: it must be read, extended or erased."""

    @wraps(view)
    def guarded(request: HttpRequest, pk: str, **kwargs: Any) -> HttpResponseBase:
        waiting = undecided()
        if waiting.exists() and not waiting.filter(pk=pk).exists():
            return redirect("desk:queue")  # which says why
        return view(request, pk, **kwargs)

    return guarded


def _name(request: HttpRequest) -> str:
    user = request.user
    return str(user.get_username()) if user.is_authenticated else ""


def _is_recent(request: HttpRequest) -> bool:
    """Whether this person was at the desk, or proved who they are, within the last half hour."""
    records = request.session.get("account_authentication_methods", [])
    moments = [record.get("at", 0) for record in records] + [request.session.get(_SEEN, 0)]
    return bool(time.time() - max(moments) < settings.LEAKS_DESK_MINUTES * 60)


def _confirm(request: HttpRequest) -> HttpResponse:
    back = request.get_full_path() if request.method == "GET" else reverse("desk:queue")
    return HttpResponseRedirect(f"{reverse('account_reauthenticate')}?{urlencode({'next': back})}")


# -- What waits --------------------------------------------------------------------------------------------------------
@require_safe
@recipients_only
def show_queue(request: HttpRequest) -> HttpResponse:
    """Everything that is open, newest day first; nothing but what must be decided while there is such."""
    with_closed = request.GET.get("closed") == "1"
    waiting = undecided()
    must_decide = waiting.exists()
    found = waiting if must_decide else queue(with_closed=with_closed)
    context = {
        "page_obj": Paginator(found, 30).get_page(request.GET.get("page")),
        "must_decide": must_decide,
        "with_closed": with_closed,
        "faults": Fault.objects.order_by("-day")[:5],
    }
    return render(request, "leaks/desk/queue.html", context)


@require_safe
@recipients_only
@decided_first
def show_conversation(request: HttpRequest, pk: str) -> HttpResponse:
    """One source: bundles, state, forms."""
    return _show(request, _conversation(pk))


def _conversation(pk: str) -> Conversation:
    return get_object_or_404(queue(with_closed=True), pk=pk)


def _show(request: HttpRequest, conversation: Conversation, status: int = 200, **forms: Any) -> HttpResponse:
    context = {
        "conversation": conversation,
        "reply_form": forms.get("reply_form") or ReplyForm(prefix="reply"),
        "note_form": forms.get("note_form") or NoteForm(prefix="note"),
        "notes": [(note, keys.armor(bytes(note.ciphertext))) for note in conversation.notes.all()],
        "must_decide": undecided().filter(pk=conversation.pk).exists(),
        "sees_originals": is_in_originals_set(_name(request)),
    }
    return render(request, "leaks/desk/conversation.html", context, status=status)


@require_GET
@recipients_only
@decided_first
def download(request: HttpRequest, pk: str, bundle: str) -> HttpResponseBase:
    """The sealed tar, piece by piece."""
    found = get_object_or_404(Bundle, pk=bundle, conversation=pk)
    if found.key_set == Bundle.KeySet.ORIGINALS and not is_in_originals_set(_name(request)):
        raise Http404
    pieces = desk.download(bundle=found, name=_name(request))
    response = PiecewiseResponse(pieces, content_type="application/octet-stream")
    response["Content-Disposition"] = f'attachment; filename="{found.conversation_id}-{found.pk[:4]}.age"'
    response["Content-Length"] = str(found.size)
    return response


# -- Acts --------------------------------------------------------------------------------------------------------------
@require_POST
@recipients_only
@decided_first
def act(request: HttpRequest, pk: str) -> HttpResponse:
    """Claim, release, close, reopen, keep longer, erase: one button each."""
    conversation, name = _conversation(pk), _name(request)
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
    conversation = _conversation(pk)
    form = ReplyForm(request.POST, prefix="reply")
    if not form.is_valid():
        return _show(request, conversation, status=422, reply_form=form)
    desk.reply(conversation=conversation, text=form.cleaned_data["text"], name=_name(request))
    messages.success(request, _("Sealed. Only the source can read it now."))
    return redirect("desk:conversation", pk=pk)


@require_POST
@recipients_only
@decided_first
@sensitive_variables()
def note(request: HttpRequest, pk: str) -> HttpResponse:
    """Words among recipients."""
    conversation = _conversation(pk)
    form = NoteForm(request.POST, prefix="note")
    if not form.is_valid():
        return _show(request, conversation, status=422, note_form=form)
    desk.note(conversation=conversation, text=form.cleaned_data["text"], name=_name(request))
    messages.success(request, _("Sealed to the reading set."))
    return redirect("desk:conversation", pk=pk)


# -- Keys and log ------------------------------------------------------------------------------------------------------
@require_safe
@recipients_only
def show_keys(request: HttpRequest) -> HttpResponse:
    """Who can open, and what waits for proof or approval."""
    return _show_keys(request)


def _show_keys(request: HttpRequest, form: KeyForm | None = None, status: int = 200) -> HttpResponse:
    context = {
        "recipients": Recipient.objects.all(),
        "changes": KeyChange.objects.all(),
        "form": form or KeyForm(initial={"name": _name(request), "key_set": "reading"}),
        "proof_form": ProofForm(),
        "name": _name(request),
    }
    return render(request, "leaks/desk/keys.html", context, status=status)


@require_POST
@recipients_only
def propose(request: HttpRequest) -> HttpResponse:
    """Propose a key."""
    form = KeyForm(request.POST)
    if form.is_valid() and not account_exists(form.cleaned_data["name"]):
        # Whoever took that name later would find the desk open.
        form.add_error(
            "name", _("Nobody signs in under this name. Ask the person for their login name, letter by letter.")
        )
    if form.is_valid():
        try:
            keys.propose_key(proposed_by=_name(request), **form.cleaned_data)
        except KeyRefused as refusal:
            form.add_error("public_key", str(refusal))
    if not form.is_valid():
        return _show_keys(request, form, status=422)
    messages.success(request, _("Proposed. Its owner must now decrypt the challenge below."))
    return redirect("desk:keys")


@require_POST
@recipients_only
def decide(request: HttpRequest, pk: str) -> HttpResponse:
    """Prove, approve or drop a change; propose a removal."""
    name, code = _name(request), request.POST.get("act")
    try:
        if code == "remove":
            keys.propose_removal(recipient=get_object_or_404(Recipient, pk=int(pk)), proposed_by=name)
        else:
            change = get_object_or_404(KeyChange, pk=pk)
            if code == "prove":
                keys.prove_key(change=change, answer=request.POST.get("answer", ""), name=name)
            elif code == "approve":
                keys.approve_change(change=change, name=name)
            elif code == "drop":
                keys.drop_change(change=change, name=name)
    except KeyRefused as refusal:
        messages.error(request, str(refusal))
    except ValueError:
        raise Http404 from None
    return redirect("desk:keys")


@require_safe
@recipients_only
def show_log(request: HttpRequest) -> HttpResponse:
    """Who did what, by day."""
    page = Paginator(Act.objects.all(), 100).get_page(request.GET.get("page"))
    return render(request, "leaks/desk/log.html", {"page_obj": page})


@require_safe
@recipients_only
def show_guide(request: HttpRequest) -> HttpResponse:
    """How to make a key and open a bundle, on one's own machine."""
    return render(request, "leaks/desk/guide.html")
