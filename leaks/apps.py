from django.apps import AppConfig
from django.conf import settings
from django.db.models.signals import post_delete, pre_save


class LeaksConfig(AppConfig):
    name = "leaks"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from leaks.receivers import follow_name, forget_account

        # By name: where the source's door is served alone there are no accounts.
        post_delete.connect(forget_account, sender=settings.AUTH_USER_MODEL, dispatch_uid="leaks.forget_account")
        pre_save.connect(follow_name, sender=settings.AUTH_USER_MODEL, dispatch_uid="leaks.follow_name")
