"""What guests are shown from memory, and what is never kept (engine/page_cache.py, engine/versions.py)."""

from config.settings.languages import LANGUAGE_PREFIX

# Pages that guests are shown are kept in each process's memory until a table that they were read from is written to.
GUEST_PAGES_BYTES = 32 * 1024 * 1024
GUEST_PAGES_SECONDS = 60  # a date that has passed leaves the agenda without anybody writing anything
GUEST_PAGES_QUERY = {"page", "post", "before", "after"}  # what people's own words lead to is never kept
GUEST_PAGES_NEVER = (
    LANGUAGE_PREFIX + r"(leak|desk|accounts|a-traiter|cms|admin|footnotes|search|media|documents|static|healthz|ws"
    r"|collectifs/invitation|forum/(drafts|notices|search|attachments|moderation|tracking|member/(subscriptions|topic)))(/|$)"
)
GUEST_PAGES_BEHIND = 1  # seconds that a guest's page may be behind while the forum gets messages; a member's never is
# Rows of these are kept by Wagtail, by Django or by us for longer than a page: everything depends on them.
HELD_TABLES = ("campaign_sitesettings", "django_content_type", "wagtailcore_locale", "wagtailcore_site")
# A log-in makes no page old: these columns show nowhere.
UNSEEN_COLUMNS = {"accounts_user": {"last_login", "password"}}
# A reply sets these of its topic and its forum; rights, names and places of forums do not depend on them.
_LAST = {"last_post_id", "last_post_on", "updated"}
MOVING_COLUMNS = {"forum_forum": {"direct_posts_count", *_LAST}, "forum_conversation_topic": {"posts_count", *_LAST}}
# Written to all day long, and read for each person anew: no version of theirs moves, and what reads them is not kept.
UNSEEN_TABLES = {
    "board_draft",
    "board_following",
    "board_mention",
    "board_notice",
    "config_job",
    "django_session",
    "django_tasks_database_dbtaskresult",
    "events_calendartext",  # what is made of other tables, written while somebody reads
    "forum_member_forumprofile",
    "forum_tracking_forumreadtrack",
    "forum_tracking_topicreadtrack",
    "mfa_authenticator",
    "usersessions_usersession",
}
