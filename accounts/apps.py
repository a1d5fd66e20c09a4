from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_save


class AccountsConfig(AppConfig):
    name = "accounts"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from allauth.mfa.signals import authenticator_added

        from accounts import receivers

        post_migrate.connect(receivers.make_groups, sender=self, dispatch_uid="accounts.make_groups")
        pre_save.connect(
            receivers.forget_where_from, sender="usersessions.UserSession", dispatch_uid="accounts.forget_where_from"
        )
        authenticator_added.connect(receivers.end_other_sessions, dispatch_uid="accounts.end_other_sessions")
