"""Mails of many people, sent by the worker. It is given keys alone: a queue would keep addresses and words."""

from __future__ import annotations

from django_tasks import task

from accounts.mails import send_mail
from campaign.queries.acts import organisers_of
from engine.throttle import DAY, allow
from events import services
from events.models import AttendeeMessage, HostInvitation

QUESTIONS_A_DAY = 5  # mails to one collective: whoever asks, takes it back and asks again fills no mailbox


@task(queue_name="mail")
def tell_attendees(dates: list[int]) -> None:
    """Tell those who come to these dates what changed."""
    services.tell_news(dates)


@task(queue_name="mail")
def send_message(message: int) -> None:
    """Send what organisers wrote to all who come."""
    for found in AttendeeMessage.objects.filter(pk=message):  # it may have been erased meanwhile
        services.send_message(found)


@task(queue_name="mail")
def tell_of_invitation(invitation: int) -> None:
    """Tell the organisers of a collective that it is asked to host, unless it was answered or taken back meanwhile.

    The mail says neither what nor when: it may not be public, and lies on the servers of others.
    """
    found = HostInvitation.objects.filter(pk=invitation, declined_at=None).select_related("collective").first()
    if found is None:
        return
    if not allow(action="host-asked", who=str(found.collective_id), limit=QUESTIONS_A_DAY, seconds=DAY):
        return
    people = organisers_of(found.collective).exclude(email="").exclude(pk=found.invited_by_id)
    for person in people:
        context = {"collective": found.collective}
        send_mail("events/emails/host_asked.txt", to=person.email, language=person.language, context=context)
