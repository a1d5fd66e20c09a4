from django.apps import AppConfig


class ConfigConfig(AppConfig):
    """Makes the scheduler's commands visible to manage.py."""

    name = "config"
    default_auto_field = "django.db.models.BigAutoField"
