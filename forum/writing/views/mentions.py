"""Names to go on with behind an @, as somebody types it."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from engine.throttle import allow
from forum.access import find_forum, find_topic
from forum.writing.queries.mentions import names_to_offer
from safety.markdown import LONGEST_NAME

ASKED_A_MINUTE = 120  # one asks with every letter


@never_cache
@require_safe
@login_required
def names(request: HttpRequest, topic_pk: int | None = None, forum_pk: int | None = None) -> HttpResponse:
    """Whom one may mention in a topic, or in a new one of a forum."""
    topic = find_topic(request, topic_pk) if topic_pk is not None else None
    forum = topic.forum if topic is not None else find_forum(request, forum_pk or 0)
    begun = request.GET.get("q", "")[:LONGEST_NAME]
    if not allow(action="forum-people", who=str(request.user.pk), limit=ASKED_A_MINUTE, seconds=60):
        return JsonResponse({"names": []}, status=429)
    return JsonResponse({"names": names_to_offer(forum=forum, topic=topic, asker=request.user, begun=begun)})
