"""Sets of permissions, in machina's words, and who gets which where."""

READ = frozenset({"can_see_forum", "can_read_forum"})
WRITE = frozenset(
    {
        "can_start_new_topics", "can_reply_to_topics", "can_edit_own_posts", "can_delete_own_posts",
        "can_post_without_approval", "can_create_polls", "can_vote_in_polls",
    }
)  # fmt: skip
MODERATE = frozenset(
    {
        "can_lock_topics", "can_move_topics", "can_edit_posts", "can_delete_posts", "can_approve_posts",
        "can_reply_to_locked_topics", "can_post_announcements", "can_post_stickies",
    }
)  # fmt: skip
