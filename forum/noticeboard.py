"""What a person was told in the site, as pages need it: the line's sentence, where it leads, how many are unread."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext, ngettext

from engine.prepared_queries import prepared
from forum.addresses import topic_address
from forum.models import Notice
from forum.queries import handler_for
from safety.words import apart

Kind = Notice.Kind
MOST_COUNTED = 100  # more are "99+"


def notices_of(user: Any, handler: Any = None) -> Any:
    """A person's notices about what they may read now: what they may no longer read has vanished."""
    readable = (handler or handler_for()).readable_forum_ids(user)
    rows = Notice.objects.filter(recipient=user).about(readable)
    return rows.select_related("topic", "topic__forum", "post", "post__poster").defer(
        "post__content", "post___content_rendered", "post__search_text"
    )


@prepared
def _unread_places(*, user: int) -> Any:
    return unread_of(user).values_list("topic", "topic__forum")[:MOST_COUNTED]


def unread_places(user: Any) -> list[tuple[int | None, int | None]]:
    """Topic and forum of each unread notice. One question a request: the topic's page and its head both ask."""
    known: list[tuple[int | None, int | None]] | None = getattr(user, "_unread_places", None)
    if known is None:
        known = _unread_places(user=user.pk)
        user._unread_places = known
    return known


def unread_of(user: Any) -> Any:
    """The notices of a person, or of who has this number: for who asks for more in the same question."""
    return Notice.objects.unread().filter(recipient=user).exclude(topic__approved=False).order_by()


def note_places(user: Any, places: list[tuple[int | None, int | None]]) -> None:
    """What was asked elsewhere, or is known since something was settled."""
    user._unread_places = places


def count_unread(user: Any, handler: Any = None) -> int:
    """How many unread notices are about what this person may read; permissions are looked at only if there are any."""
    places = unread_places(user)
    if not places:
        return 0
    readable = (handler or handler_for()).readable_forum_ids(user)
    return sum(topic is None or forum in readable for topic, forum in places)


def sentence_of(notice: Notice) -> str:
    """What happened, in the reader's language."""
    number = notice.number
    poster = notice.post.poster if notice.post else None
    said = {
        "name": apart(poster.get_full_name()) if poster else gettext("Somebody"),
        "number": number,
        "subject": apart(notice.topic.subject if notice.topic else notice.words),
        "forum": apart(notice.topic.forum.name) if notice.topic else "",
        "reason": apart(notice.words),
    }
    if number > 1 and notice.kind == Kind.REPLY:
        return ngettext("%(number)d answer in “%(subject)s”", "%(number)d answers in “%(subject)s”", number) % said
    if notice.kind == Kind.DECLINED and not notice.words:
        return gettext("Your message was not published")
    return str(_SENTENCES[notice.kind]()) % said


_SENTENCES = {
    Kind.REPLY: lambda: gettext("%(name)s answers in “%(subject)s”"),
    Kind.TOPIC: lambda: gettext("New topic in “%(forum)s”: “%(subject)s”"),
    Kind.MENTION: lambda: gettext("%(name)s names you in “%(subject)s”"),
    Kind.QUOTE: lambda: gettext("%(name)s quotes you in “%(subject)s”"),
    Kind.OPENED: lambda: gettext("A question is put in “%(subject)s”"),
    Kind.SOON: lambda: gettext("A question in “%(subject)s” closes within a day, and you have not answered"),
    Kind.CLOSED: lambda: gettext("A question is closed in “%(subject)s”"),
    Kind.APPROVED: lambda: gettext("Your message in “%(subject)s” is published"),
    Kind.DECLINED: lambda: gettext("Your message in “%(subject)s” was not published"),
    Kind.HIDDEN: lambda: gettext("Your message in “%(subject)s” was hidden: %(reason)s"),
    Kind.CLEARED: lambda: gettext("The words of your profile were taken away by the moderators: %(reason)s"),
    Kind.REMOVED: lambda: gettext("What you wrote was removed by the moderators: %(reason)s"),
    Kind.MOVED: lambda: gettext("Your topic “%(subject)s” is in “%(forum)s” now"),
}


def address_of_notice(notice: Notice) -> str:
    """The post that it is about, else its topic; empty when both are gone. Of one's profile, where it is written."""
    if notice.kind == Kind.CLEARED:
        return reverse("forum_member:profile_update")
    if notice.topic is None:
        return ""
    address = topic_address(notice.topic)
    return f"{address}?post={notice.post_id}#{notice.post_id}" if notice.post_id else address
