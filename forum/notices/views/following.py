"""Following and muting topics and forums; the topics one follows."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from forum.access import find_forum, find_topic
from forum.models import Following
from forum.notices.forms import ForumFollowingForm
from forum.notices.services.following import set_level
from forum.queries import handler_for, visible_topics
from forum.reading.views.reading import topic_page
from forum.templatetags.board_tags import forum_url, topic_url

Level = Following.Level


@login_required
@require_POST
def set_topic(request: HttpRequest, pk: int, level: str) -> HttpResponse:
    """Follow a topic, mute it, or do neither any more."""
    topic = find_topic(request, pk)
    before = topic.my_level
    set_level(user=request.user, topic=topic, level=level)
    if level and topic.is_muted_around:
        messages.warning(request, _("You muted this forum: you are told nothing of its topics until you change that."))
    elif level == Level.FOLLOW:
        messages.success(request, _("You follow this topic: you are told of its replies."))
    elif level == Level.MUTE:
        messages.success(request, _("This topic is muted: you are told nothing of it, and it is never unread."))
    elif before == Level.MUTE:
        messages.success(request, _("This topic is no longer muted."))
    else:
        messages.success(request, _("You no longer follow this topic."))
    return redirect(topic_url(topic))


@login_required
@require_POST
def set_forum(request: HttpRequest, pk: int) -> HttpResponse:
    """Follow a forum with all inside it, mute it, or do neither any more."""
    forum = find_forum(request, pk)
    form = ForumFollowingForm(request.POST)
    if form.is_valid():
        set_level(user=request.user, forum=forum, level=form.cleaned_data["level"])
        messages.success(request, _("Noted. You can change this at any time."))
    else:
        messages.error(request, _("Choose one of the four answers."))
    return redirect(forum_url(forum))


@login_required
def followed(request: HttpRequest) -> HttpResponse:
    """The topics one follows."""
    mine = Following.objects.filter(user=request.user, level=Level.FOLLOW, topic=OuterRef("pk"))
    topics = visible_topics(request.user, handler_for(request)).filter(Exists(mine))
    return topic_page(request, topics, "forum_member/subscription_topic_list.html")
