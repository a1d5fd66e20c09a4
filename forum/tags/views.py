"""The topics with a tag, and the tags in use: as far as the visitor may read; what else there is does not exist."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from forum.access import find_forum
from forum.queries import handler_for, moving_topics
from forum.reading.views.reading import topic_page
from forum.tags.queries import count_tags, name_of_tag, visible_tags

TAGS_SHOWN = 200


def tag_list(request: HttpRequest, forum_slug: str = "", forum_pk: int | None = None) -> HttpResponse:
    """The tags in use on the whole forum or in one, the most used first."""
    tags = visible_tags(request.user, handler_for(request))
    forum = None if forum_pk is None else find_forum(request, forum_pk)
    if forum is not None:
        tags = tags.filter(topic__forum=forum)
    return render(request, "forum/tag_list.html", {"forum": forum, "tags": count_tags(tags, limit=TAGS_SHOWN)})


def tag_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """The topics with a tag, those moving last first. A tag on private topics alone is as unknown as any other."""
    handler = handler_for(request)
    name = name_of_tag(slug, request.user, handler)
    if name is None:
        raise Http404
    topics = moving_topics(request.user, handler).filter(tags__slug=slug)
    return topic_page(request, topics, "forum/tag_detail.html", name=name, slug=slug)
