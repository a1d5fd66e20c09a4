"""Writing to a collective: its address stays hidden, the message is kept nowhere but in the mail."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from accounts.mails import send_mail
from campaign.forms import ContactForm
from campaign.models import Collective
from campaign.queries.contact import addresses_of
from intake.views import Reception, open_form


def _sent(collective: Collective, *, sender: str, message: str) -> bool:
    """Hand the message to the mail server, for each reader; say whether one was taken."""
    context = {"collective": collective, "sender": sender, "message": message}
    taken = [
        send_mail("campaign/emails/contact.txt", to=address, language=language, context=context, reply_to=sender)
        for address, language in addresses_of(collective)
    ]
    return any(taken)


@open_form
def write_to(request: HttpRequest, slug: str) -> HttpResponse:
    """The form, and what becomes of it."""
    collective = get_object_or_404(Collective.objects.approved(), slug=slug)
    if not addresses_of(collective):
        raise Http404
    context = {"collective": collective}

    def show(form: ContactForm, status: int = 200) -> HttpResponse:
        return render(request, "campaign/contact_form.html", context | {"form": form}, status=status)

    if request.method != "POST":
        return show(ContactForm())
    form = ContactForm(request.POST)
    reception = Reception(show, thanks=lambda: render(request, "campaign/contact_form.html", context | {"sent": True}))
    return reception.pass_on(request, form, send=lambda: _sent(collective, **form.words()))
