"""Wagtail's app for accounts, with our forms. Apart from apps.py, where Django expects exactly one configuration."""

from wagtail.users.apps import WagtailUsersAppConfig


class CmsUsersConfig(WagtailUsersAppConfig):
    """Wagtail's screens for accounts, with our forms."""

    user_viewset = "accounts.cms_users.UserViewSet"

    def ready(self) -> None:
        super().ready()
        from wagtail.admin.views.account import AvatarSettingsPanel, NameEmailSettingsPanel

        from accounts.forms import CmsOwnNameForm

        # Wagtail offers no setting for these two panels of /cms/account/: real names, and an unclean picture.
        NameEmailSettingsPanel.form_class = CmsOwnNameForm
        AvatarSettingsPanel.is_active = lambda panel: False
