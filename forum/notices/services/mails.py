"""Notices by mail: to whom, when, with which headers. The words lie in templates/forum/emails/.

Mails lie on the servers of others. One about a space that not everybody reads therefore carries no word of what was
said, no subject, no name of the place and no number of its topic: that there is something new, and where to look. Nor
does one about the reader's own words, or in which their name stands: it would say who writes under that name.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse
from django.utils.translation import override

from accounts.mails import address_of, send_mail
from forum.machina import Post
from forum.models import HiddenPost, Notice
from forum.notices.queries import WEEKLY, Mailbox, digest_moments, gives_away, mailboxes, readers_among, stop_token
from forum.queries import private_forum_ids, readable_forum_ids

Kind = Notice.Kind
_ABOUT_A_LINE = ("recipient", "topic", "topic__forum", "post", "post__poster")


# -- Leaving -----------------------------------------------------------------------------------------------------------


# -- Sending -----------------------------------------------------------------------------------------------------------
def _headers(user: Any, *, topic: Any = None, post: Any = None) -> dict[str, str]:
    """RFC 8058 (leaving with one tap), RFC 2919 (the list's name), and threads by topic where it is public.

    Of what is private even equal numbers would tell two mailboxes' server that their owners read the same topic.
    """
    host = urlsplit(settings.SITE_URL).hostname
    with override(user.language):
        stop = address_of(reverse("board:stop_mails", args=[stop_token(user.pk)]))
    headers = {
        "List-Unsubscribe": f"<{stop}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "List-Id": f"<forum.{host}>",
        "Auto-Submitted": "auto-generated",
        "Message-ID": f"<{secrets.token_hex(16)}@{host}>",
    }
    if topic is not None:
        thread = f"<topic-{topic.pk}@{host}>"
        opens = post is not None and post.pk == topic.first_post_id
        if post is not None:
            headers["Message-ID"] = thread if opens else f"<post-{post.pk}@{host}>"
        if not opens:
            headers |= {"In-Reply-To": thread, "References": thread}
    return headers


def mail_at_once(recipients: Iterable[int], *, kind: str, topic: Any = None, post_id: int | None = None) -> int:
    """Mail those who want to know at once, have not read it meanwhile, and may still read it; how many went out."""
    post = Post.objects.filter(pk=post_id, topic=topic, approved=True).select_related("poster").first()
    gone = post is None or HiddenPost.objects.filter(post=post).exists()
    if post_id is not None and gone and kind != Kind.HIDDEN:
        return 0
    lines = Notice.objects.unread().filter(recipient__in=list(recipients), kind=kind, topic=topic)
    if topic is None:
        lines = lines.filter(mailed=False)
    boxes = mailboxes(lines.values_list("recipient", flat=True), topic.forum if topic else None)
    allowed = set(boxes) if topic is None else readers_among(boxes, topic.forum)
    private = topic is not None and topic.forum_id in private_forum_ids()
    sent = 0
    for line in lines.select_related(*_ABOUT_A_LINE):
        box = boxes.get(line.recipient_id)
        if box is None or line.recipient_id not in allowed or not box.wants_at_once(kind):
            continue
        line.post, line.number = post or line.post, 1  # the mail is about this post, whatever else is unread
        quiet = private or gives_away(line)
        headers = _headers(box.user) if quiet else _headers(box.user, topic=topic, post=post)
        sent += _send_one(line, box, quiet=quiet, headers=headers)
    return sent


def _send_one(line: Notice, box: Mailbox, *, quiet: bool, headers: dict[str, str]) -> bool:
    context = {"notice": line, "with_words": line.kind in (Kind.REPLY, Kind.TOPIC, Kind.QUOTE, Kind.MENTION)}
    template = "forum/emails/notice_quiet.txt" if quiet else "forum/emails/notice.txt"
    sent = send_mail(template, to=box.address, language=box.user.language, context=context, headers=headers)
    if sent:
        Notice.objects.filter(pk=line.pk).update(mailed=True)
    return sent


# -- Digests -----------------------------------------------------------------------------------------------------------


def send_digest(user: Any, *, now: datetime | None = None) -> bool:
    """One mail with what is due, if anything is; what was in one is in none after it. Says whether one went out."""
    daily, weekly = digest_moments(now)
    waiting = Notice.objects.unread().about(readable_forum_ids(user)).filter(recipient=user, mailed=False)
    lines = list(waiting.filter(at__lte=daily).select_related(*_ABOUT_A_LINE))
    boxes: dict[int | None, Mailbox | None] = {}
    due = []
    for line in sorted(lines, key=lambda line: (line.at, line.pk)):
        place = line.topic.forum_id if line.topic else None
        if place not in boxes:
            boxes[place] = mailboxes([user.pk], line.topic.forum if line.topic else None).get(user.pk)
        box = boxes[place]
        if box is not None and line.at <= (weekly if box.rhythm in WEEKLY else daily):
            due.append(line)
    # Marked first, and only what nobody else marked meanwhile: two workers send one mail.
    mine = [line for line in due if Notice.objects.filter(pk=line.pk, mailed=False, at=line.at).update(mailed=True)]
    box = next((box for box in boxes.values() if box), None)
    if not mine or box is None:
        return False
    private = private_forum_ids()
    open_to_all = [line for line in mine if line.topic is None or line.topic.forum_id not in private]
    told = [line for line in open_to_all if not gives_away(line)]
    context = {"lines": told, "quiet": len(mine) - len(told)}
    sent = send_mail(
        "forum/emails/digest.txt", to=box.address, language=user.language, context=context, headers=_headers(user)
    )
    if not sent:  # the mail server does not answer: the next hour tries again
        Notice.objects.filter(pk__in=[line.pk for line in mine]).update(mailed=False)
    return sent
