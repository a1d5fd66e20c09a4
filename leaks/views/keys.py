"""The desk's page of keys: who can open, what waits for proof or approval, how to compare the list."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from engine.operating import command
from leaks.exceptions import KeyRefused
from leaks.forms import KeyForm, ProofForm
from leaks.key_list import read_list
from leaks.models import KeyChange, Notice, Recipient
from leaks.queries import account_exists
from leaks.services import keys
from leaks.views.recipients import desk_page, name_of, recipients_only


@require_safe
@recipients_only
def show_keys(request: HttpRequest) -> HttpResponse:
    """Who can open, and what waits for proof or approval."""
    return _show_keys(request)


def _show_keys(request: HttpRequest, form: KeyForm | None = None, status: int = 200) -> HttpResponse:
    changes = list(KeyChange.objects.all())
    names = read_list().names
    context = {
        "recipients": Recipient.objects.all(),
        "changes": changes,
        "stuck": {change.pk for change in changes if not names - {change.name, change.proposed_by}},
        "approve": command("recipients approve"),
        "unseen": sorted({notice.name for notice in Notice.objects.filter(kind=Notice.Kind.KEYS)}),
        "form": form or KeyForm(initial={"name": name_of(request), "key_set": "reading"}),
        "proof_form": ProofForm(),
        "name": name_of(request),
    }
    return desk_page(request, "keys", context, status=status)


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
            keys.propose_key(proposed_by=name_of(request), **form.cleaned_data)
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
    name, code = name_of(request), request.POST.get("act")
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
def export(request: HttpRequest) -> HttpResponse:
    """The list as text, a set and a key a line, for the command that compares it on a recipient's own machine."""
    response = HttpResponse(
        "".join(f"{line}\n" for line in read_list().lines), content_type="text/plain; charset=utf-8"
    )
    response["Content-Disposition"] = 'attachment; filename="keys.txt"'
    return response


@require_POST
@recipients_only
def see(request: HttpRequest) -> HttpResponse:
    """What stood in red was seen, by this person."""
    keys.acknowledge(name=name_of(request), ids=request.POST.getlist("seen"))
    return redirect("desk:keys" if request.POST.get("back") == "keys" else "desk:queue")
