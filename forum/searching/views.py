"""Searching the forum: by words, author, forum, tag and date, each find with the passage that answers."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from forum.machina import Forum
from forum.paging import Window, read_window
from forum.queries import handler_for, readable_forum_ids
from forum.searching.forms import SearchForm
from forum.searching.passages import passage_of
from forum.searching.queries import search_posts

FINDS_A_PAGE = 20


def search(request: HttpRequest) -> HttpResponse:
    """The newest posts that hold every word, as far as this reader may see them."""
    handler = handler_for(request)
    readable = readable_forum_ids(request.user, handler)
    forums = Forum.objects.filter(pk__in=readable, type=Forum.FORUM_POST).select_related("parent")
    form = SearchForm(request.GET or None, forums=forums)
    window, question = Window([]), ""
    if form.is_valid():
        asked = form.cleaned_data
        question = asked["q"]
        posts = search_posts(
            request.user,
            text=question,
            author=asked["author"],
            forum=asked["forum"],
            since=asked["since"],
            until=asked["until"],
            tag=asked["tag"],
            handler=handler,
        )
        window = read_window(posts, request.GET, moment="created", size=FINDS_A_PAGE)
        for post in window.rows:
            post.passage = passage_of(post.content.rendered, question)
    context = {
        "form": form,
        "finds": window.rows,
        "window": window,
        "asked": bool(form.is_bound and form.has_changed()),
    }
    return render(request, "forum_search/search.html", context, status=422 if form.errors else 200)
