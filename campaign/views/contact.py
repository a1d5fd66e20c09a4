"""Writing to a collective: its address stays hidden, the message is kept nowhere but in the mail."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from accounts.mails import send_mail
from campaign.forms import ContactForm
from campaign.models import Collective
from campaign.queries.contact import addresses_of
from engine import idempotency


def _sent(collective: Collective, *, sender: str, message: str) -> bool:
    """Hand the message to the mail server, for each reader; say whether one was taken."""
    context = {"collective": collective, "sender": sender, "message": message}
    taken = [
        send_mail("campaign/emails/contact.txt", to=address, language=language, context=context, reply_to=sender)
        for address, language in addresses_of(collective)
    ]
    return any(taken)


@csrf_exempt  # no session is read, so a forged post gains nothing; the form's signed token keeps others' pages out
@require_http_methods(["GET", "HEAD", "POST"])
def write_to(request: HttpRequest, slug: str) -> HttpResponse:
    """The form, and what becomes of it."""
    collective = get_object_or_404(Collective.objects.approved(), slug=slug)
    if not addresses_of(collective):
        raise Http404
    template, context = "campaign/contact_form.html", {"collective": collective}
    if request.method != "POST":
        return render(request, template, context | {"form": ContactForm()})
    form, status = ContactForm(request.POST), 422
    if form.is_valid():
        status = 200 if form.looks_automatic else _pass_on_once(request, collective, form)
        if status == 200:
            return render(request, template, context | {"sent": True})
    return render(request, template, context | {"form": form}, status=status)


def _pass_on_once(request: HttpRequest, collective: Collective, form: ContactForm) -> int:
    """Send the message unless this form was sent before; the status of the answer, its words added to the form."""
    key = idempotency.key_of(request, without=["work"])
    standing = idempotency.begin(key)
    if standing is idempotency.Standing.DONE:
        return 200
    if standing is idempotency.Standing.BEGUN:
        form.add_error(None, _("This message is being sent. Wait a moment, then press again: it leaves once."))
        return 409
    status = _pass_on(collective, form, by=str(key))
    idempotency.finish(key, done=status == 200)
    return status


def _pass_on(collective: Collective, form: ContactForm, *, by: str) -> int:
    if not form.comes_in(by=by):
        return 429
    if _sent(collective, sender=form.cleaned_data["sender"], message=form.cleaned_data["message"]):
        return 200
    form.give_back()
    form.add_error(None, _("The mail could not be sent. Your message is still here: try again in an hour."))
    return 503
