from machina.apps.forum_permission import apps as stock


class ForumPermissionConfig(stock.ForumPermissionAppConfig):
    name = "forum.overrides.forum_permission"

    def ready(self) -> None:
        """machina writes its permissions after any migration of any database; forum/receivers.py does it for ours."""
