"""What has to be told to many goes to the worker; and what follows here when something happens to a collective."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

from django.db import transaction
from django.db.models.signals import post_save, pre_delete
from django.dispatch import receiver
from django.utils.translation import gettext

from campaign.models import Collective
from campaign.signals import FirstMeeting, first_meeting_named
from events import tasks
from events.exceptions import BrokenRule
from events.models import Event, HostInvitation
from events.recurrence import at_zone, rule_of_preset
from events.services import announce
from events.signals import attendees_wait, message_written
from events.validators import zone_named, zone_of_departement


@receiver(attendees_wait)
def queue_news(sender: Any, dates: list[int], **kwargs: Any) -> None:
    """Dates changed that people come to."""
    tasks.tell_attendees.enqueue(dates)


@receiver(message_written)
def queue_message(sender: Any, message: int, **kwargs: Any) -> None:
    """Organisers wrote to all."""
    tasks.send_message.enqueue(message)


@receiver(post_save, sender=HostInvitation)
def tell_of_invitation(sender: Any, instance: HostInvitation, created: bool, raw: bool = False, **kwargs: Any) -> None:
    """A collective is asked to host an event of others."""
    if created and not raw:
        transaction.on_commit(lambda: tasks.tell_of_invitation.enqueue(instance.pk))


@receiver(first_meeting_named)
def announce_first_meeting(
    sender: Any, collective: Collective, by: Any, first_meeting: FirstMeeting, **kwargs: Any
) -> None:
    """A collective was started with the day of a first meeting: it has its address and its calendar file at once."""
    zone_name = zone_of_departement(collective.commune.departement_code)
    start = datetime.combine(first_meeting.day, first_meeting.hour or time.min)
    try:
        rule = rule_of_preset(first_meeting.rhythm, first_meeting.day)
    except BrokenRule:
        rule = ""  # nothing that its page offered
    title = gettext("Open meeting: %(name)s") if rule else gettext("First meeting: %(name)s")
    announce(
        hosts=[collective],
        by=by,
        title=title % {"name": collective.name},
        recurrence=rule,
        kind=Event.Kind.MEETING,
        precision=Event.Precision.HOUR if first_meeting.hour else Event.Precision.DAY,
        starts_at=at_zone(start, zone_named(zone_name)),
        time_zone=zone_name,
        commune=collective.commune,
        place=first_meeting.place,
        summary=collective.introduction,
    )


@receiver(pre_delete, sender=Collective)
def erase_events_without_host(sender: Any, instance: Collective, **kwargs: Any) -> None:
    """A collective is about to be erased: what it alone hosts goes too, else the agenda would list it as nobody's."""
    others = Event.hosts.through.objects.exclude(collective=instance).values("event")
    Event.objects.filter(hosts=instance).exclude(pk__in=others).delete()
