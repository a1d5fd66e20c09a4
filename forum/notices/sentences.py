"""What a notice says, in the reader's language, and where it leads."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext, ngettext

from forum.addresses import topic_address
from forum.models import Notice
from safety.words import apart

Kind = Notice.Kind
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


def address_of_notice(notice: Notice) -> str:
    """The post that it is about, else its topic; empty when both are gone. Of one's profile, where it is written."""
    if notice.kind == Kind.CLEARED:
        return reverse("forum_member:profile_update")
    if notice.topic is None:
        return ""
    address = topic_address(notice.topic)
    return f"{address}?post={notice.post_id}#{notice.post_id}" if notice.post_id else address
