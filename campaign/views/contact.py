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
from safety import once, throttle

MESSAGES_AN_HOUR = 4  # by one visitor, to all collectives together
MESSAGES_A_DAY = 40  # to one collective, by everybody


def _sent(collective: Collective, *, sender: str, message: str) -> bool:
    """Hand the message to the mail server, for each reader; say whether one was taken."""
    context = {"collective": collective, "sender": sender, "message": message}
    taken = [
        send_mail("campaign/emails/contact.txt", to=address, language=language, context=context, reply_to=sender)
        for address, language in addresses_of(collective)
    ]
    return any(taken)


def _within_limits(request: HttpRequest, collective: Collective) -> bool:
    own = throttle.allow(action="write", who=throttle.visitor(request), limit=MESSAGES_AN_HOUR, seconds=3600)
    return own and throttle.allow(action="written", who=str(collective.pk), limit=MESSAGES_A_DAY, seconds=throttle.DAY)


@csrf_exempt  # no session is read, so a forged post gains nothing; the form's signed token keeps others' pages out
@require_http_methods(["GET", "HEAD", "POST"])
def write_to(request: HttpRequest, slug: str) -> HttpResponse:
    """The form, and what becomes of it."""
    collective = get_object_or_404(Collective.objects.approved(), slug=slug)
    if not addresses_of(collective):
        raise Http404
    template, context = "campaign/contact_form.html", {"collective": collective}
    if request.method != "POST":
        return render(request, template, context | {"form": ContactForm(initial={"token": ContactForm.fresh_token()})})
    data = request.POST.copy()
    form, status = ContactForm(data), 422
    if form.is_valid():
        status = 200 if form.looks_automatic else _pass_on_once(request, collective, form)
        if status == 200:
            return render(request, template, context | {"sent": True})
    if status != 409:  # the very form that is being sent may ask again what became of it
        data["token"] = ContactForm.fresh_token()
    return render(request, template, context | {"form": form}, status=status)


def _pass_on_once(request: HttpRequest, collective: Collective, form: ContactForm) -> int:
    """Send the message unless this form was sent before; the status of the answer, its words added to the form."""
    key = once.key_of(request)
    standing = once.begin(key)
    if standing is once.Standing.DONE:
        return 200
    if standing is once.Standing.BEGUN:
        form.add_error(None, _("This message is being sent. Wait a moment, then press again: it leaves once."))
        return 409
    status = _pass_on(request, collective, form)
    once.finish(key, done=status == 200)
    return status


def _pass_on(request: HttpRequest, collective: Collective, form: ContactForm) -> int:
    if not _within_limits(request, collective):
        form.add_error(None, _("Many messages were written from your network or to this collective. Try later."))
        return 429
    if _sent(collective, sender=form.cleaned_data["sender"], message=form.cleaned_data["message"]):
        return 200
    form.add_error(None, _("The mail could not be sent. Your message is still here: try again in an hour."))
    return 503
