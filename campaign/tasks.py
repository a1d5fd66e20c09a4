"""What is done after the answer: mails. Tasks are given keys only, so that the queue holds no address and no word."""

from __future__ import annotations

from django.urls import reverse
from django.utils import translation
from django_tasks import task

from accounts.mails import address_of, send_mail
from accounts.validators import name_key
from campaign.links import CONFIRM_WATCH, LEAVE_WATCH
from campaign.models import Act, MembershipRequest, Watch
from campaign.queries.acts import addressees_of, organisers_of
from campaign.services.watches import give_back, take_news


@task(queue_name="mail")
def tell_of_act(act_id: int) -> None:
    """Tell by mail what was done to a collective, those whom it concerns."""
    act = Act.objects.select_related("collective__commune", "who", "whom").filter(pk=act_id).first()
    if act is None:
        return
    for person in addressees_of(act):
        # No mail says to an address under which name its reader writes.
        lost = "" if name_key(act.words) == name_key(person.public_name) else act.words
        context = {"act": act, "collective": act.collective, "person": person, "lost": lost}
        send_mail(f"campaign/emails/{act.what}.txt", to=person.email, language=person.language, context=context)


@task(queue_name="mail")
def tell_of_request(request_id: int) -> None:
    """Tell the organisers that somebody asks to join."""
    request = MembershipRequest.objects.select_related("collective", "user").filter(pk=request_id).first()
    if request is None:  # answered already
        return
    context = {"request": request, "collective": request.collective}
    for person in organisers_of(request.collective).exclude(email=""):
        send_mail("campaign/emails/join_asked.txt", to=person.email, language=person.language, context=context)


def _headers_of(watch: Watch) -> dict[str, str]:
    """RFC 8058: mail programs show a button that leaves without opening anything."""
    with translation.override(watch.language):
        address = address_of(reverse("campaign:leave_watch", kwargs={"token": LEAVE_WATCH.token_of(watch)}))
    return {"List-Unsubscribe": f"<{address}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}


@task(queue_name="mail")
def ask_to_confirm_watch(watch_id: int) -> None:
    """Ask the mailbox whether its owner wants to be told."""
    watch = Watch.objects.unconfirmed().select_related("commune").filter(pk=watch_id).first()
    if watch is None:
        return
    context = {"watch": watch, "token": CONFIRM_WATCH.token_of(watch), "leave": LEAVE_WATCH.token_of(watch)}
    send_mail("campaign/emails/watch_confirm.txt", to=watch.email, language=watch.language, context=context)


@task(queue_name="mail")
def tell_watch(watch_id: int) -> None:
    """Tell a watch, once, what has started in its range."""
    watch = Watch.objects.confirmed().select_related("commune").filter(pk=watch_id).first()
    news = take_news(watch=watch) if watch is not None else []
    if watch is None or not news:
        return
    with translation.override(watch.language):
        lines = [(one.words(), address_of(one.path())) for one in news]
    sent = send_mail(
        "campaign/emails/watch_news.txt",
        to=watch.email,
        language=watch.language,
        context={"watch": watch, "lines": lines, "leave": LEAVE_WATCH.token_of(watch)},
        headers=_headers_of(watch),
    )
    if not sent:
        give_back(watch=watch, news=news)
