from django.apps import AppConfig


class ProgrammeConfig(AppConfig):
    name = "events.programme"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from events import attached
        from events.programme.services import ATTACHED

        attached.register(ATTACHED)
