"""What guests are shown from memory, and what is never kept (safety/page_cache.py, safety/freshness.py)."""

# Pages that guests are shown are kept in each process's memory until something that a page shows is written.
GUEST_PAGES_BYTES = 32 * 1024 * 1024
GUEST_PAGES_SECONDS = 60  # a date that has passed leaves the agenda without anybody writing anything
GUEST_PAGES_QUERY = {"page", "post", "before", "after"}  # what people's own words lead to is never kept
GUEST_PAGES_NEVER = (
    r"/(en/)?(leak|desk|accounts|a-traiter|cms|admin|footnotes|search|media|documents|static|healthz|ws"
    r"|forum/(drafts|notices|search|attachments|moderation|tracking|member/(subscriptions|topic)))(/|$)"
)
# What is written into these shows on no guest's page.
UNSEEN_TABLES = {
    "account_emailaddress",
    "account_emailconfirmation",
    "board_draft",
    "board_earlierversion",
    "board_following",
    "board_mailchoice",
    "board_mention",
    "board_mailbox",
    "board_notice",
    "board_refusedsender",
    "django_admin_log",
    "django_session",
    "django_tasks_database_dbtaskresult",
    "forum_member_forumprofile",
    "forum_tracking_forumreadtrack",
    "forum_tracking_topicreadtrack",
    "mfa_authenticator",
    "usersessions_usersession",
}
