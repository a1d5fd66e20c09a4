import importlib
from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate


def forget_calendars_after_migrate(sender: Any, using: str, **kwargs: Any) -> None:
    """Another version of the site may say in other words what calendars hold."""
    from events.models import CalendarText  # models load after this module
    from events.services.calendars import forget_texts

    if using == "default" and CalendarText._meta.db_table in connections[using].introspection.table_names():
        forget_texts()


class EventsConfig(AppConfig):
    name = "events"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from accounts import waiting
        from campaign import reports
        from events.queries import count_invitations, count_proposals
        from events.reports import STEPS, announced_since, coming_dates, last_events, what_is_next

        importlib.import_module("events.receivers")  # registers itself; models load after this module
        post_migrate.connect(forget_calendars_after_migrate, sender=self)
        waiting.register("events.proposals", count_proposals)
        waiting.register("events.invitations", count_invitations)
        reports.register_news(announced_since)
        reports.register_next(what_is_next)
        reports.register_coming(coming_dates)
        reports.register_signs_of_life(last_events)
        for step in STEPS:
            reports.register_step(step)
