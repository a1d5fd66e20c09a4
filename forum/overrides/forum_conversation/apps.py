from machina.apps.forum_conversation import apps as stock


class ForumConversationConfig(stock.ForumConversationAppConfig):
    name = "forum.overrides.forum_conversation"

    def ready(self) -> None:
        """machina counts views here, with a write at each reading: we do not."""
