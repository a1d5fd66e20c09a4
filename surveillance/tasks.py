"""What is done after the answer: mails. The task is given a key alone: a queue would keep addresses and words."""

from __future__ import annotations

from django_tasks import task

from accounts.mails import send_mail
from engine.throttle import DAY, allow
from surveillance.models import Report
from surveillance.queries import organisers_for

MAILS_A_DAY = 3  # to one person: reports need no account, and must fill no mailbox


@task(queue_name="mail")
def tell_of_report(report: int) -> None:
    """Tell those to whom a report falls that one waits. The mail says nothing of it: nobody has read it yet."""
    found = Report.objects.waiting().filter(pk=report).first()
    if found is None:
        return
    for person in organisers_for(found).exclude(email=""):
        if allow(action="report-mail", who=str(person.pk), limit=MAILS_A_DAY, seconds=DAY):
            send_mail("surveillance/emails/reported.txt", to=person.email, language=person.language)
