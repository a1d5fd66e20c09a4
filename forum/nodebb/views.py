"""Addresses of the NodeBB forum that moved in: they lead to the same words here, for those who may read them."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_safe

from forum.access import find_forum, find_topic
from forum.machina import Post
from forum.models import ImportedItem
from forum.templatetags.board_tags import forum_url, post_url, topic_url

Kind = ImportedItem.Kind


@require_safe
def category(request: HttpRequest, number: int, slug: str = "") -> HttpResponse:
    """`/category/<cid>/<slug>`"""
    item = get_object_or_404(ImportedItem, kind=Kind.CATEGORY, number=number)
    return redirect(forum_url(find_forum(request, item.target)), permanent=True)


@require_safe
def topic(request: HttpRequest, number: int, slug: str = "", index: int = 0) -> HttpResponse:
    """`/topic/<tid>/<slug>/<index>`: NodeBB's number of a post in its topic, deleted ones counted."""
    item = get_object_or_404(ImportedItem, kind=Kind.TOPIC, number=number)
    here = find_topic(request, item.target)
    if index > 1:
        # A deleted post has no counterpart: the one before it is where reading goes on.
        near = ImportedItem.objects.filter(kind=Kind.POST, topic=number, index__lte=index).order_by("-index").first()
        if near is not None and (found := _post(near.target, here)):
            return redirect(post_url(found), permanent=True)
    return redirect(topic_url(here), permanent=True)


@require_safe
def post(request: HttpRequest, number: int) -> HttpResponse:
    """`/post/<pid>`"""
    item = get_object_or_404(ImportedItem, kind=Kind.POST, number=number)
    row = Post.objects.filter(pk=item.target).values_list("topic", flat=True).first()
    if row is None:
        raise Http404
    here = find_topic(request, row)
    found = _post(item.target, here)
    if found is None:
        raise Http404
    return redirect(post_url(found), permanent=True)


def _post(pk: int, topic: Any) -> Any:
    found = Post.objects.filter(pk=pk, topic=topic, approved=True).first()
    if found is not None:
        found.topic = topic
    return found
