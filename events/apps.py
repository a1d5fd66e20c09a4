import importlib

from django.apps import AppConfig


class EventsConfig(AppConfig):
    name = "events"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from accounts import waiting
        from campaign import reports
        from events.queries import count_invitations, count_proposals
        from events.reports import STEPS, announced_since, last_events

        importlib.import_module("events.receivers")  # registers itself; models load after this module
        waiting.register("events.proposals", count_proposals)
        waiting.register("events.invitations", count_invitations)
        reports.register_news(announced_since)
        reports.register_signs_of_life(last_events)
        for step in STEPS:
            reports.register_step(step)
