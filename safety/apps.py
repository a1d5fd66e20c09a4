from django.apps import AppConfig
from django.db.backends.signals import connection_created


class SafetyConfig(AppConfig):
    name = "safety"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from safety.freshness import watch_connection
        from safety.headers import guard_headers
        from safety.typed import guard_forms, guard_numbers

        guard_forms()
        guard_numbers()
        guard_headers()
        connection_created.connect(watch_connection, dispatch_uid="safety.watch_connection")
