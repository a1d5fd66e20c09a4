"""Doors to topics about something.

Organisers open the one about their event, who documents a project the one about it; whoever asks first opens the one
where people near a commune find each other.
"""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from engine.throttle import allow
from events.models import Event
from forum.about.queries import is_out_of_sight, space_for_event, space_for_project, topic_about
from forum.about.services import open_topic
from forum.access import find_topic, refuse
from forum.moderation.queries import suspension_of
from forum.queries import handler_for
from forum.spaces import services as spaces
from forum.templatetags.board_tags import topic_url
from places.queries import commune_of_code
from surveillance.models import Project

NEAR_A_DAY = 5


@login_required
@require_POST
def open_event_topic(request: HttpRequest, slug: str) -> HttpResponse:
    """Open the topic, or lead to the one there is. What is not on the agenda is not talked about in public."""
    event = get_object_or_404(Event.objects.listed() & Event.objects.changeable_by(request.user), slug=slug)
    space = space_for_event(event, request.user)
    if space is None:
        raise Http404
    # The one there is may have been moved since to where this person may not read.
    topic = find_topic(request, open_topic(event, author=request.user, forum=space.public_forum).pk)
    messages.success(request, _("The topic is open. Its link stands on the page of the event."))
    return redirect(topic_url(topic))


@login_required
@require_POST
def open_project_topic(request: HttpRequest, slug: str) -> HttpResponse:
    """Open the topic, or lead to the one there is. What is not public is not talked about in public."""
    project = get_object_or_404(Project.objects.published() & Project.objects.changeable_by(request.user), slug=slug)
    space = space_for_project(project, request.user)
    if space is None:
        raise Http404
    topic = find_topic(request, open_topic(project, author=request.user, forum=space.public_forum).pk)
    messages.success(request, _("The topic is open. Its link stands on the page of the project."))
    return redirect(topic_url(topic))


@never_cache
def near(request: HttpRequest, insee: str) -> HttpResponse:
    """Lead to the topic of a commune; while there is none, offer to open it."""
    commune = commune_of_code(insee)
    if commune is None:
        raise Http404
    handler = handler_for(request)
    topic = topic_about(commune, request.user, handler)
    if topic is not None:
        return redirect(topic_url(topic))
    if is_out_of_sight(commune, request.user, handler):
        raise Http404
    status = 200
    if request.method == "POST":
        if not request.user.is_authenticated:
            return refuse(request)
        forum = spaces.make_forum_nearby()
        if suspension := suspension_of(request.user, forum):
            return render(request, "forum/suspended.html", {"suspension": suspension, "forum": forum}, status=403)
        if not handler_for().may(request.user, "can_start_new_topics", forum):
            raise Http404
        if allow(action="near-topic", who=str(request.user.pk), limit=NEAR_A_DAY, seconds=24 * 3600):
            topic = open_topic(commune, author=request.user, forum=forum)
            messages.success(request, _("The topic is open. Say what you would like to do: people nearby find it."))
            return redirect(topic_url(topic))
        messages.error(request, _("You opened several topics of this kind today. Come back tomorrow for more."))
        status = 429
    return render(request, "forum/near.html", {"commune": commune}, status=status)
