from django.apps import AppConfig
from django.contrib.auth import get_user_model
from django.db.models.signals import post_delete, post_migrate, post_save, pre_delete, pre_save


class ForumConfig(AppConfig):
    name = "forum"
    label = "board"  # machina owns the label "forum"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from accounts import reserved, waiting
        from accounts.signals import account_erased
        from campaign import groups, reports
        from campaign.signals import collective_approved
        from forum import receivers, signals
        from forum.models import Attachment, Flag, Mention
        from forum.moderation.queries import count_waiting
        from forum.spaces.queries import groups_of
        from forum.spaces.reports import last_topics

        signals.post_appeared.connect(receivers.queue_post, dispatch_uid="board.queue_post")
        signals.decision_moved.connect(receivers.queue_decision, dispatch_uid="board.queue_decision")
        signals.people_told.connect(receivers.queue_mails, dispatch_uid="board.queue_mails")
        post_save.connect(receivers.queue_mention, sender=Mention, dispatch_uid="board.queue_mention")
        waiting.register("forum", count_waiting)
        reserved.also_reserve(lambda: ["edit"])  # its page has the address at which people change theirs
        account_erased.connect(receivers.leave_words, dispatch_uid="board.leave_words")
        collective_approved.connect(receivers.open_spaces, dispatch_uid="board.open_spaces")
        post_migrate.connect(receivers.start_forums, sender=self, dispatch_uid="board.start_forums")
        groups.register(groups_of)
        reports.register_talk(last_topics)
        post_delete.connect(receivers.erase_files, sender=Attachment, dispatch_uid="board.erase_files")
        pre_save.connect(receivers.note_former_name, sender=get_user_model(), dispatch_uid="board.note_former_name")
        post_save.connect(receivers.follow_name, sender=get_user_model(), dispatch_uid="board.follow_name")
        pre_delete.connect(receivers.keep_name, sender=get_user_model(), dispatch_uid="board.keep_name")
        post, topic = "forum_conversation.Post", "forum_conversation.Topic"
        post_save.connect(receivers.complete_words, sender=post, dispatch_uid="board.complete_words")
        post_save.connect(receivers.tell_of_post, sender=post, dispatch_uid="board.tell_of_post")
        post_delete.connect(receivers.tell_of_deletion, sender=post, dispatch_uid="board.tell_of_deletion")
        post_save.connect(receivers.tell_of_flag, sender=Flag, dispatch_uid="board.tell_of_flag")
        post_delete.connect(receivers.tell_of_flag, sender=Flag, dispatch_uid="board.tell_of_gone_flag")
        post_delete.connect(receivers.tell_of_deleted_topic, sender=topic, dispatch_uid="board.tell_of_deleted_topic")
        self.count_nobodys_posts()

    def count_nobodys_posts(self) -> None:
        """machina writes how many posts everybody has, with each of them. No page shows that, so nothing counts it."""
        from forum.machina import Post, profile_counters

        pre_save.disconnect(profile_counters.increase_posts_count, sender=Post)
        pre_save.disconnect(profile_counters.decrease_posts_count_after_post_unaproval, sender=Post)
        post_delete.disconnect(profile_counters.decrease_posts_count_after_post_deletion, sender=Post)
