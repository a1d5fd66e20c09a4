"""The door between a commune's page and the topic where people nearby find each other."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from engine.throttle import allow
from forum.access import refuse
from forum.queries import handler_for
from forum.services import moderating, near_topics, spaces
from forum.templatetags.board_tags import topic_url
from places.queries import commune_of_code

OPENED_A_DAY = 5


@never_cache
def near(request: HttpRequest, insee: str) -> HttpResponse:
    """Lead to the topic of a commune; while there is none, offer to open it."""
    commune = commune_of_code(insee)
    if commune is None:
        raise Http404
    handler = handler_for(request)
    topic = near_topics.topic_near(commune, request.user, handler)
    if topic is not None:
        return redirect(topic_url(topic))
    if near_topics.is_out_of_sight(commune, request.user, handler):
        raise Http404
    status = 200
    if request.method == "POST":
        if not request.user.is_authenticated:
            return refuse(request)
        forum = spaces.make_forum_nearby()
        if suspension := moderating.suspension_of(request.user, forum):
            return render(request, "forum/suspended.html", {"suspension": suspension, "forum": forum}, status=403)
        if not handler_for().may(request.user, "can_start_new_topics", forum):
            raise Http404
        if allow(action="near-topic", who=str(request.user.pk), limit=OPENED_A_DAY, seconds=24 * 3600):
            topic = near_topics.open_topic(commune, author=request.user, forum=forum)
            messages.success(request, _("The topic is open. Say what you would like to do: people nearby find it."))
            return redirect(topic_url(topic))
        messages.error(request, _("You opened several topics of this kind today. Come back tomorrow for more."))
        status = 429
    return render(request, "forum/near.html", {"commune": commune}, status=status)
