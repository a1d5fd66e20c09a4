"""The careful ways to reach a forum, a topic or a post. What one may not read is not found."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.views import redirect_to_login
from django.db.models import Exists, OuterRef, Q, QuerySet, Value
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse

from engine.part_cache import cached_rows
from engine.prepared_queries import prepared
from forum.machina import Forum, Post, Topic, TopicPoll
from forum.models import Attachment, Decision, Draft, Following, HiddenPost, TopicAbout, TopicTag
from forum.notices.queries import note_places, unread_of
from forum.overrides.forum_permission.handler import is_hidden
from forum.people.queries import badges_of, with_badges
from forum.queries import handler_for

_DRAFT, _NOTICE = "draft", "notice"


def may(request: HttpRequest, codename: str, forum: Any) -> bool:
    """Whether the visitor has one of machina's permissions in this forum."""
    return bool(handler_for(request).may(request.user, codename, forum))


def find_forum(request: HttpRequest, pk: int) -> Any:
    """A forum or category that the visitor may read, with `my_level`: how much they follow it."""
    forum = _find(request, ("forum", pk), lambda: _forums(pk=pk))
    if not may(request, "can_read_forum", forum):
        raise Http404
    forum.my_level = None
    if request.user.is_authenticated:
        forum.my_level = next(iter(_levels_of_forum(user=request.user.pk, forum=forum.pk)), None)
    return forum


def find_topic(request: HttpRequest, pk: int, *, forum_pk: int | None = None) -> Any:
    """A topic that the visitor may read; a waiting one is there for those who may approve it.

    With `forum_pk` the topic must lie in that forum: rights in one forum open nothing in another. What the visitor
    follows, mutes or has begun to write is in `my_level`, `is_muted_around` and `has_draft`.
    """
    topic = _find(request, ("topic", pk), lambda: _topics_with_facts(pk=pk))
    if forum_pk is not None and topic.forum_id != forum_pk:
        raise Http404
    if not may(request, "can_read_forum", topic.forum):
        raise Http404
    if not topic.approved and not may(request, "can_approve_posts", topic.forum):
        raise Http404
    marks = _my_marks(request, topic)
    topic.my_level = next((said for on_topic, said in marks if on_topic and said != _DRAFT), None)
    topic.is_muted_around = (False, Following.Level.MUTE) in marks
    topic.has_draft = (True, _DRAFT) in marks
    return topic


def _find(request: HttpRequest, name: tuple[str, int], rows: Callable[[], list[Any]]) -> Any:
    """The only one of these rows. Who reads may be given a copy of what was read before; who writes reads anew."""
    found = cached_rows(name, rows) if request.method == "GET" else rows()
    if not found:
        raise Http404
    return found[0]


@prepared
def _forums(*, pk: int) -> QuerySet[Any]:
    return Forum.objects.select_related("parent").filter(pk=pk)


@prepared
def _levels_of_forum(*, user: int, forum: int) -> QuerySet[Any]:
    return Following.objects.filter(forum=forum, user=user).values_list("level", flat=True)


@prepared
def _topics_with_facts(*, pk: int) -> QuerySet[Any]:
    """A topic with its place and what else there is to fetch for its page: alike for every reader."""
    return (
        Topic.objects.select_related("forum", "forum__parent", "poster")
        .filter(pk=pk)
        .annotate(
            has_event=Exists(TopicAbout.objects.filter(topic=OuterRef("pk"), event__isnull=False)),
            has_project=Exists(TopicAbout.objects.filter(topic=OuterRef("pk"), project__isnull=False)),
            has_tags=Exists(TopicTag.objects.filter(topic=OuterRef("pk"))),
            has_decision=Exists(Decision.objects.filter(topic=OuterRef("pk"))),
            has_poll=Exists(TopicPoll.objects.filter(topic=OuterRef("pk"))),
        )
    )


@prepared
def _marks(*, user: int, topic: int, around: list[int]) -> QuerySet[Any]:
    levels = Following.objects.filter(Q(topic=topic) | Q(forum__in=around), user=user)
    drafts = Draft.objects.filter(topic=topic, user=user).order_by().annotate(level=Value(_DRAFT))
    notices = unread_of(user).annotate(level=Value(_NOTICE)).values_list("topic_id", "level", "topic__forum_id")
    return levels.values_list("topic_id", "level", "forum_id").union(
        drafts.values_list("topic_id", "level", "forum_id"), notices, all=True
    )


def _my_marks(request: HttpRequest, topic: Any) -> list[tuple[bool, str]]:
    """What the visitor follows or mutes of a topic (True) and of the forums around it; whether they began to answer.

    The same question finds their unread notices, which the page settles and its head counts.
    """
    if not request.user.is_authenticated:
        return []
    around = handler_for(request).lineage(request.user, topic.forum_id)
    found = _marks(user=request.user.pk, topic=topic.pk, around=around)
    note_places(request.user, [(place, forum) for place, said, forum in found if said == _NOTICE])
    return [(on_topic is not None, said) for on_topic, said, _forum in found if said != _NOTICE]


def give_rights(request: HttpRequest, topic: Any, posts: list[Any]) -> None:
    """Give each post of a topic what this reader may do with it, as the handler would say of each alone."""
    mine = request.user.pk if request.user.is_authenticated else None
    edit, delete = (may(request, right, topic.forum) for right in ("can_edit_posts", "can_delete_posts"))
    moderate = may(request, "can_approve_posts", topic.forum)
    edit_own = may(request, "can_edit_own_posts", topic.forum) and not topic.is_locked
    delete_own = may(request, "can_delete_own_posts", topic.forum)
    quote = mine is not None and topic.approved and handler_for(request).can_add_post(topic, request.user)
    for post in posts:
        own = mine is not None and post.poster_id == mine
        hidden = is_hidden(post)
        own_words = own and not hidden  # what is hidden is the moderators'
        post.may_edit = (edit or (own_words and edit_own)) and not hidden
        post.may_delete = delete or (own_words and delete_own)
        post.may_flag, post.may_moderate, post.may_quote = mine is not None and not own, moderate, quote
        post.badges = badges_of(post)
        post.has_history = bool(post.updates_count and (own_words or moderate))


def find_post(request: HttpRequest, pk: int, *, topic: Any) -> Any:
    """A post of this topic; a waiting one is there for those who may approve it."""
    post = get_object_or_404(Post.objects.select_related("poster"), pk=pk, topic=topic)
    post.topic = topic
    if not post.approved and not may(request, "can_approve_posts", topic.forum):
        raise Http404
    return post


def may_open_poll(request: HttpRequest, topic: Any) -> bool:
    """Whether the visitor may ask in a poll here: its author, or a moderator, while one can answer."""
    if not topic.approved or topic.is_locked or not handler_for(request).can_create_polls(topic.forum, request.user):
        return False
    return topic.poster_id == request.user.pk or may(request, "can_lock_topics", topic.forum)


def find_any_post(request: HttpRequest, pk: int) -> Any:
    """A post that the visitor may read, with its topic, by its number alone."""
    topic_pk = Post.objects.filter(pk=pk).values_list("topic", flat=True).first()
    if topic_pk is None:
        raise Http404
    return find_post(request, pk, topic=find_topic(request, topic_pk))


def find_waiting_post(request: HttpRequest, pk: int) -> Any:
    """A post that waits for approval, for those who may approve it."""
    post = get_object_or_404(Post.objects.select_related("poster", "topic", "topic__forum"), pk=pk, approved=False)
    if not may(request, "can_approve_posts", post.topic.forum):
        raise Http404
    return post


def find_attachment(request: HttpRequest, key: Any) -> Attachment:
    """A file that the visitor may have: of a post that they may read, or of the message that they are writing.

    What is not published, or hidden, is there for those who moderate; what waits for them, for its author too.
    """
    with_place = Attachment.objects.select_related("post__topic__forum__parent")
    attachment = get_object_or_404(with_place, key=key)
    user, post = request.user, attachment.post
    if post is None:
        if attachment.pending_of_id != user.pk:
            raise Http404
        return attachment
    forum = post.topic.forum
    if not may(request, "can_read_forum", forum):
        raise Http404
    if not may(request, "can_approve_posts", forum):
        own = user.is_authenticated and post.poster_id == user.pk
        published = post.approved and post.topic.approved
        if not (published or own) or HiddenPost.objects.filter(post=post).exists():
            raise Http404
    return attachment


def refuse(request: HttpRequest) -> HttpResponse:
    """Guests are asked to sign in and come back; for the others there is nothing here."""
    if request.user.is_authenticated:
        raise Http404
    return redirect_to_login(request.get_full_path(), reverse("account_login"))


def find_person(name: str, *, badges: bool = False) -> Any:
    """Who writes under this public name, to the letter; 404 for nobody. Numbers of accounts lead nowhere."""
    everybody = get_user_model().objects.filter(is_active=True).select_related("public_profile")
    if badges:
        everybody = with_badges(everybody, person="pk")
    found = None if "\x00" in name else everybody.filter(public_name=name).first()
    if found is None:
        raise Http404
    return found
