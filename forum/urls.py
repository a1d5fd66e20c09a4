"""/forum/: machina's addresses and names, answered by our views. Its attachments and avatars have none."""

from django.urls import include, path
from django.views.generic import TemplateView

from forum.about import views as about
from forum.deciding.views import decisions as deciding
from forum.deciding.views import polls
from forum.machina import Topic
from forum.models import Following
from forum.moderation.views import flags, removing
from forum.moderation.views import topics as moderation
from forum.notices.views import following, notices
from forum.people.views import letters
from forum.people.views import profiles as people
from forum.reading.views import feeds, live, reading, unread
from forum.searching import views as searching
from forum.tags import views as tags
from forum.writing.views import attachments, drafts, history, mentions, writing

Level = Following.Level

forum = [
    path("", reading.index, name="index"),
    path("forum/<str:slug>-<int:pk>/", reading.forum_detail, name="forum"),
]

in_topic = "topic/<str:topic_slug>-<int:topic_pk>/"
conversation = [
    path("topic/<str:slug>-<int:pk>/", reading.topic_detail, name="topic"),
    path("topic/create/", writing.topic_create, name="topic_create"),
    path("topic/<str:slug>-<int:pk>/update/", writing.topic_update, name="topic_update"),
    path(f"{in_topic}post/create/", writing.post_create, name="post_create"),
    path(f"{in_topic}<int:pk>/post/update/", writing.post_update, name="post_update"),
    path(f"{in_topic}<int:pk>/post/delete/", writing.post_delete, name="post_delete"),
]

in_forum = "forum/<str:forum_slug>-<int:forum_pk>/"
in_feeds = [
    path("topics/", feeds.LatestTopics(), name="latest_topics"),
    path(f"{in_forum}topics/", feeds.LatestTopics(), name="forum_latest_topics"),
    path("topics/<int:pk>/", feeds.LatestPosts(), name="topic_posts"),
    path("tags/<str:tag>/", feeds.LatestTagged(), name="tag_latest_topics"),
]

member = [
    path("profile/edit/", people.change_profile, name="profile_update"),
    path("profile/<path:name>/", people.profile, name="profile"),
    path("subscriptions/", following.followed, name="user_subscriptions"),
    path("topic/<int:pk>/subscribe/", following.set_topic, {"level": Level.FOLLOW}, name="topic_subscribe"),
    path("topic/<int:pk>/unsubscribe/", following.set_topic, {"level": ""}, name="topic_unsubscribe"),
    path("topic/<int:pk>/mute/", following.set_topic, {"level": Level.MUTE}, name="topic_mute"),
]

one = "topic/<str:slug>-<int:pk>/"
kind = moderation.change_kind
moderate = [
    path(f"{one}lock/", moderation.lock, {"locked": True}, name="topic_lock"),
    path(f"{one}unlock/", moderation.lock, {"locked": False}, name="topic_unlock"),
    path(f"{one}delete/", moderation.delete, name="topic_delete"),
    path(f"{one}move/", moderation.move, name="topic_move"),
    path(f"{one}change/topic/", kind, {"kind": Topic.TOPIC_POST}, name="topic_update_to_post"),
    path(f"{one}change/sticky/", kind, {"kind": Topic.TOPIC_STICKY}, name="topic_update_to_sticky"),
    path(f"{one}change/announce/", kind, {"kind": Topic.TOPIC_ANNOUNCE}, name="topic_update_to_announce"),
    path("queue/", moderation.queue, name="queue"),
    path("queue/<int:pk>/", moderation.waiting_post, name="queued_post"),
    path("queue/<int:pk>/approve/", moderation.decide, {"approve": True}, name="approve_queued_post"),
    path("queue/<int:pk>/disapprove/", moderation.decide, {"approve": False}, name="disapprove_queued_post"),
]  # fmt: skip

tracking = [
    path("mark/forums/", writing.mark_read, name="mark_all_forums_read"),
    path("mark/forums/<int:pk>/", writing.mark_read, name="mark_subforums_read"),
    path("unread-topics/", reading.unread, name="unread_topics"),
]

ours = [
    path("attachments/<uuid:key>/", attachments.send, name="attachment"),
    path("attachments/<uuid:key>/small/", attachments.send, {"small": True}, name="small_attachment"),
    path("topics/new/", writing.choose_forum, name="choose_forum"),
    path("topics/<int:topic_pk>/people/", mentions.names, name="people_of_topic"),
    path("forums/<int:forum_pk>/people/", mentions.names, name="people_of_forum"),
    path("drafts/", drafts.draft_list, name="drafts"),
    path("drafts/<int:pk>/discard/", drafts.discard, name="discard_draft"),
    path("notices/", notices.notice_list, name="notices"),
    path("notices/read/", notices.read_all, name="read_notices"),
    path("notices/<int:pk>/", notices.go_to, name="notice"),
    path("notices/<int:pk>/read/", notices.read_one, name="read_notice"),
    path("notices/mails/", notices.mail_choices, name="mail_choices"),
    path("notices/mails/stop/<str:token>/", notices.stop_mails, name="stop_mails"),
    path(f"{in_forum}tags/", tags.tag_list, name="forum_tags"),
    path("keyboard/", TemplateView.as_view(template_name="forum/keyboard.html"), name="keyboard"),
    path("tags/", tags.tag_list, name="tags"),
    path("tags/<str:slug>/", tags.tag_detail, name="tag"),
    path("forums/<int:pk>/follow/", following.set_forum, name="follow_forum"),
    path("communes/<str:insee>/", about.near, name="near"),
    path("posts/<int:pk>/flag/", flags.flag_post, name="flag_post"),
    path("posts/<int:pk>/moderate/", flags.moderate_post, name="moderate_post"),
    path("topics/<int:pk>/unread/", unread.first_unread, name="first_unread"),
    path("posts/<int:pk>/history/", history.post_history, name="post_history"),
    path("posts/<int:pk>/history/<int:version_pk>/erase/", history.erase_version, name="erase_version"),
    path("topics/<int:pk>/since/", live.posts_since, name="posts_since"),
    path("topics/<int:pk>/head/", live.topic_head, name="topic_head"),
    path("topics/<int:pk>/seen/", live.topic_seen, name="topic_seen"),
    path("people/<path:name>/moderate/", people.moderate_profile, name="moderate_profile"),
    path("people/<path:name>/remove/", removing.remove_all, name="remove_all"),
    path("people/<path:name>/suspend/", removing.suspend, name="suspend_person"),
    path("people/<path:name>/suspend/<int:suspension_pk>/end/", removing.end_suspension, name="end_suspension"),
    path("people/<path:name>/letter/", letters.write_letter, name="write_letter"),
    path("letters/stop/<str:token>/", letters.stop_letters, name="stop_letters"),
    path("topics/<int:pk>/split/", flags.split, name="split_topic"),
    path("topics/<int:pk>/merge/", flags.merge, name="merge_topics"),
    path("moderation/log/", flags.log, name="moderation_log"),
    path("moderation/log/<int:pk>/undo/", flags.undo, name="undo_act"),
    path("decisions/topic/<int:topic_pk>/", deciding.open_decision, name="open_decision"),
    path("decisions/<int:pk>/voice/", deciding.give_voice, name="give_voice"),
    path("decisions/<int:pk>/withdraw/", deciding.withdraw, name="withdraw_decision"),
    path("polls/topic/<int:topic_pk>/", polls.open_poll, name="open_poll"),
    path("polls/topic/<int:topic_pk>/vote/", polls.vote, name="vote"),
    path("polls/topic/<int:topic_pk>/close/", polls.close, name="close_poll"),
    path("polls/topic/<int:topic_pk>/delete/", polls.delete, name="delete_poll"),
    path("events/<slug:slug>/topic/", about.open_event_topic, name="open_event_topic"),
    path("projects/<slug:slug>/topic/", about.open_project_topic, name="open_project_topic"),
]

urlpatterns = [
    path("", include((forum, "forum"))),
    path(in_forum, include((conversation, "forum_conversation"))),
    path("feeds/", include((in_feeds, "forum_feeds"))),
    path("member/", include((member, "forum_member"))),
    path("moderation/", include((moderate, "forum_moderation"))),
    path("search/", include(([path("", searching.search, name="search")], "forum_search"))),
    path("tracking/", include((tracking, "forum_tracking"))),
    path("", include((ours, "board"))),
]
