"""An organiser opens the topic about an event."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from events.models import Event
from forum.access import find_topic
from forum.services import event_topics
from forum.templatetags.board_tags import topic_url


@login_required
@require_POST
def open_topic(request: HttpRequest, slug: str) -> HttpResponse:
    """Open the topic, or lead to the one there is. What is not on the agenda is not talked about in public."""
    event = get_object_or_404(Event.objects.listed() & Event.objects.changeable_by(request.user), slug=slug)
    space = event_topics.space_for(event, request.user)
    if space is None:
        raise Http404
    # The one there is may have been moved since to where this person may not read.
    topic = find_topic(request, event_topics.open_topic(event, author=request.user, space=space).pk)
    messages.success(request, _("The topic is open. Its link stands on the page of the event."))
    return redirect(topic_url(topic))
