"""What feed readers are given: Atom (RFC 4287), thirty entries, as far as whoever asks may read.

No address holds a secret that would open a private forum: its feed is there for a member's own browser alone.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.feedgenerator import get_tag_uri
from django.utils.translation import gettext as _

from campaign.views.feed import FullTextAtom
from forum.access import find_forum, find_topic
from forum.queries import handler_for, visible_topics
from forum.reading.queries import where_is
from forum.tags.queries import name_of_tag
from forum.templatetags.board_tags import forum_url, post_url, topic_url

ENTRIES = 30


def _name_of(item: Any) -> str:
    """Who wrote it: Atom wants a name in each entry, of those who left as well."""
    name = item.poster.get_full_name() if item.poster else getattr(item, "username", "")
    return str(name or _("somebody who left"))


def _lasting_id(kind: str, item: Any) -> str:
    """An id (RFC 4151) that stays when the topic moves, so that nobody is shown the same words twice."""
    return str(get_tag_uri(f"{settings.SITE_URL}/forum/{kind}/{item.pk}", item.created))


class _Words(Feed):  # type: ignore[type-arg]
    """What topics and posts have in common as entries: `post_of` says whose words stand in them."""

    feed_type = FullTextAtom

    def post_of(self, item: Any) -> Any:
        """The post that an entry shows."""
        return item

    def item_description(self, item: Any) -> None:
        """Nothing beside the whole text."""

    def item_author_name(self, item: Any) -> str:
        """Who said it."""
        return _name_of(self.post_of(item))

    def item_pubdate(self, item: Any) -> Any:
        """When it was said."""
        return item.created

    def item_updateddate(self, item: Any) -> Any:
        """When it was changed."""
        return self.post_of(item).updated

    def item_extra_kwargs(self, item: Any) -> dict[str, str]:
        """The words as safe HTML; their source is never printed."""
        return {"content": str(self.post_of(item).content.rendered)}


class LatestTopics(_Words):
    """The topics opened last, each with its first post: in all readable forums, or in one with those inside it."""

    def get_object(self, request: HttpRequest, forum_pk: int | None = None, **kwargs: Any) -> Any:
        """The forum, if one is meant, and its topics that this reader may see."""
        topics = visible_topics(request.user, handler_for(request))
        if forum_pk is None:
            return None, topics
        forum = find_forum(request, forum_pk)
        return forum, topics.filter(forum__in=forum.get_descendants(include_self=True))

    def title(self, asked: Any) -> str:
        """The forum's name."""
        forum, _topics = asked
        if forum is None:
            return _("Forum: latest topics")
        return f"{forum.name} · {forum.parent.name}" if forum.parent else str(forum.name)

    def link(self, asked: Any) -> str:
        """The page that shows the same."""
        return forum_url(asked[0]) if asked[0] else reverse("forum:index")

    def items(self, asked: Any) -> Any:
        """A bounded number of topics, with what an entry shows."""
        topics = asked[1].select_related("first_post", "first_post__poster").defer("first_post__search_text")
        return topics.exclude(first_post=None).prefetch_related("tags").order_by("-created")[:ENTRIES]

    def post_of(self, item: Any) -> Any:
        """The first one."""
        return item.first_post

    def item_title(self, item: Any) -> str:
        """The subject."""
        return str(item.subject)

    def item_link(self, item: Any) -> str:
        """The topic's page."""
        return topic_url(item)

    def item_guid(self, item: Any) -> str:
        """The same wherever the topic goes."""
        return _lasting_id("topics", item)

    def item_categories(self, item: Any) -> list[str]:
        """Its tags."""
        return [tag.name for tag in item.tags.all()]


class LatestTagged(LatestTopics):
    """The topics with a tag that were opened last."""

    def get_object(self, request: HttpRequest, tag: str) -> Any:  # type: ignore[override]
        """The tag as it is written and addressed, and its topics that this reader may see."""
        handler = handler_for(request)
        name = name_of_tag(tag, request.user, handler)
        if name is None:
            raise Http404
        return (name, tag), visible_topics(request.user, handler).filter(tags__slug=tag)

    def title(self, asked: Any) -> str:
        """The tag."""
        return _("Topics tagged “%(name)s”") % {"name": asked[0][0]}

    def link(self, asked: Any) -> str:
        """The page of the tag."""
        return reverse("board:tag", args=[asked[0][1]])


class LatestPosts(_Words):
    """What was said last in a topic."""

    def __call__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The feed; who subscribed to a topic that became part of another is led to that one's."""
        try:
            return super().__call__(request, *args, **kwargs)
        except Http404:
            now = where_is(request.user, former_topic=kwargs["pk"], handler=handler_for(request))
            if now is None:
                raise
            return redirect("forum_feeds:topic_posts", pk=now.pk, permanent=True)

    def get_object(self, request: HttpRequest, pk: int) -> Any:
        """The topic, for who may read it."""
        return find_topic(request, pk)

    def title(self, topic: Any) -> str:
        """The subject."""
        return str(topic.subject)

    def link(self, topic: Any) -> str:
        """The topic's page."""
        return topic_url(topic)

    def feed_guid(self, topic: Any) -> str:
        """The same wherever the topic goes."""
        return _lasting_id("topics", topic)

    def items(self, topic: Any) -> list[Any]:
        """A bounded number of posts, the latest first."""
        posts = topic.posts.filter(position__isnull=False).select_related("poster").defer("search_text")
        latest = list(posts.order_by("-position")[:ENTRIES])
        for post in latest:
            post.topic = topic
        return latest

    def item_title(self, item: Any) -> str:
        """The topic, and who speaks: a post has no title of its own."""
        return f"{item.topic.subject} · {_name_of(item)}"

    def item_link(self, item: Any) -> str:
        """The post in its topic."""
        return post_url(item)

    def item_guid(self, item: Any) -> str:
        """The same when its topic is moved, split or merged."""
        return _lasting_id("posts", item)
