"""Mails of many people, sent by the worker. It is given keys alone: a queue would keep addresses and words."""

from __future__ import annotations

from django_tasks import task

from events import services
from events.models import AttendeeMessage


@task()
def tell_attendees(dates: list[int]) -> None:
    """Tell those who come to these dates what changed."""
    services.tell_news(dates)


@task()
def send_message(message: int) -> None:
    """Send what organisers wrote to all who come."""
    for found in AttendeeMessage.objects.filter(pk=message):  # it may have been erased meanwhile
        services.send_message(found)
