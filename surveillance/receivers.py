"""What is told to people goes to the worker."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models.signals import post_save
from django.dispatch import receiver

from surveillance import tasks
from surveillance.models import Report


@receiver(post_save, sender=Report)
def tell_of_report(sender: Any, instance: Report, created: bool, raw: bool = False, **kwargs: Any) -> None:
    """Somebody without account reported a project."""
    if created and not raw:
        transaction.on_commit(lambda: tasks.tell_of_report.enqueue(instance.pk))
