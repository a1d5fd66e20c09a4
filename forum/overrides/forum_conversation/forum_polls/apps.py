from machina.apps.forum_conversation.forum_polls import apps as stock


class ForumPollsConfig(stock.ForumPollsAppConfig):
    name = "forum.overrides.forum_conversation.forum_polls"
