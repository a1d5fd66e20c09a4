from django.apps import AppConfig
from django.db.models.signals import post_migrate, post_save, pre_save


class AccountsConfig(AppConfig):
    name = "accounts"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from allauth.mfa.signals import authenticator_added
        from django.contrib.auth.signals import user_logged_in

        from accounts import moments, powers, receivers, waiting

        moments.keep_days()
        waiting.register("accounts.second_factor", waiting.count_missing_factor)
        post_migrate.connect(receivers.make_groups, sender=self, dispatch_uid="accounts.make_groups")
        pre_save.connect(
            receivers.forget_where_from, sender="usersessions.UserSession", dispatch_uid="accounts.forget_where_from"
        )
        post_save.connect(
            powers.note_own_new_factor, sender="mfa.Authenticator", dispatch_uid="accounts.note_own_new_factor"
        )
        user_logged_in.connect(powers.judge_who_signs_in, dispatch_uid="accounts.judge_who_signs_in")
        authenticator_added.connect(receivers.end_other_sessions, dispatch_uid="accounts.end_other_sessions")
