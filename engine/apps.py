from django.apps import AppConfig
from django.db.backends.signals import connection_created


class EngineConfig(AppConfig):
    name = "engine"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from engine.versions import watch_connection

        connection_created.connect(watch_connection, dispatch_uid="engine.watch_connection")
