from typing import Any

from django.apps import AppConfig
from django.db import DEFAULT_DB_ALIAS
from django.db.models.signals import post_migrate


class ForumConfig(AppConfig):
    name = "forum"
    label = "board"  # machina owns the label "forum"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let machina fill its permissions only where its tables are: the leaks database has none."""
        from machina.apps.forum_permission import receivers

        def fill_permissions(sender: Any, *, using: str, **kwargs: Any) -> None:
            if using == DEFAULT_DB_ALIAS:
                receivers.create_global_permissions(sender, **kwargs)

        post_migrate.disconnect(receivers.create_global_permissions)
        post_migrate.connect(fill_permissions, weak=False, dispatch_uid="machina_permissions")
