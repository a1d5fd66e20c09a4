from django.apps import AppConfig

from config.unserved import leave_out


class ConfigConfig(AppConfig):
    """Makes the scheduler's commands visible to manage.py, and keeps out what is not served."""

    name = "config"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """First of all apps: before Wagtail's load what nothing here serves."""
        leave_out()
