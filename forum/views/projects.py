"""Somebody who documents a project opens the topic about it."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from forum.access import find_topic
from forum.services import project_topics
from forum.templatetags.board_tags import topic_url
from surveillance.models import Project


@login_required
@require_POST
def open_topic(request: HttpRequest, slug: str) -> HttpResponse:
    """Open the topic, or lead to the one there is. What is not public is not talked about in public."""
    project = get_object_or_404(Project.objects.published() & Project.objects.changeable_by(request.user), slug=slug)
    space = project_topics.space_for(project, request.user)
    if space is None:
        raise Http404
    # The one there is may have been moved since to where this person may not read.
    topic = find_topic(request, project_topics.open_topic(project, author=request.user, space=space).pk)
    messages.success(request, _("The topic is open. Its link stands on the page of the project."))
    return redirect(topic_url(topic))
