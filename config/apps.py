from django.apps import AppConfig
from django.core.checks import Tags, register
from django.db.models.signals import pre_migrate

from config.capacity import database_allows_enough
from config.checks import legal_notice_is_filled_in
from config.left_out import leave_out
from config.releases import refuse_between_releases


class ConfigConfig(AppConfig):
    """Makes the scheduler's commands visible to manage.py. The first of all apps: it gets ready before Wagtail's."""

    name = "config"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """What a deployment is asked before it opens, and what none needs."""
        leave_out()
        register(legal_notice_is_filled_in, deploy=True)
        register(database_allows_enough, Tags.database)
        pre_migrate.connect(refuse_between_releases, sender=self, dispatch_uid="config.refuse_between_releases")
