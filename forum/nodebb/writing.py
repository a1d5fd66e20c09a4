"""The verbs of a move: bring in what was read, once; give imported words to the person who wrote them."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth.models import AnonymousUser, Group
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.names import CAMPAIGN_MODERATORS
from forum.machina import Forum, Post, Topic
from forum.models import ImportedItem, TopicTag
from forum.nodebb.records import Category, Export
from forum.nodebb.records import Post as Record
from forum.spaces.rules import MODERATE, READ, WRITE
from forum.spaces.services import EVERYBODY_SIGNED_IN, allow
from forum.tags.services import set_tags
from forum.writing.services.upkeep import recount

Kind = ImportedItem.Kind
UPLOADS = re.compile(r"(?<=\]\()(?=/(?:assets/)?uploads/)")
ROOT = 0  # the number under which the category that holds everything imported is kept


@dataclass
class Report:
    """What was done, in numbers."""

    made: dict[str, int] = field(default_factory=lambda: dict.fromkeys(("categories", "topics", "posts"), 0))
    known: int = 0
    changed: int = 0
    kept: int = 0
    closed: list[str] = field(default_factory=list)
    left: dict[str, int] = field(default_factory=dict)


class Known:
    """What earlier runs brought in, by kind and number."""

    def __init__(self) -> None:
        self.items = {(item.kind, item.number): item for item in ImportedItem.objects.all()}

    def get(self, kind: str, number: int) -> ImportedItem | None:
        return self.items.get((kind, number))

    def add(self, kind: str, number: int, target: int, **more: Any) -> None:
        self.items[kind, number] = ImportedItem.objects.create(kind=kind, number=number, target=target, **more)


@transaction.atomic
def bring_in(export: Export, *, site: str = "") -> Report:
    """Write categories, topics and posts that are not here yet; run again, it brings what is new and what changed.

    A post that was edited here since stays as it is. `site` is the old forum's address, `https://…`: links to files
    that remain there begin with it. Nobody is notified, and no account is made: posts bear the names they had.
    """
    report, known = Report(left=dict(export.left)), Known()
    root = _root(known)
    for category in sorted(export.categories.values(), key=lambda row: (row.order, row.number)):
        _bring_category(category, export, root, known, report)
    topics = _bring_topics(export, known, report, site)
    if topics:
        recount()
    return report


def _root(known: Known) -> Any:
    """The category above all that is imported: open, so that what is open within can be read."""
    item = known.get(Kind.CATEGORY, ROOT)
    if item is not None and (found := Forum.objects.filter(pk=item.target).first()):
        return found
    with override("fr"):
        root = Forum.objects.create(name=_("From the former forum"), type=Forum.FORUM_CAT)
    for who in (AnonymousUser(), EVERYBODY_SIGNED_IN):
        allow(who, READ, forum=root)
    ImportedItem.objects.filter(kind=Kind.CATEGORY, number=ROOT).delete()
    known.add(Kind.CATEGORY, ROOT, root.pk)
    return root


def _bring_category(category: Category, export: Export, root: Any, known: Known, report: Report) -> Any:
    """A category, after the one it lies in. Those that guests could not read open for moderators alone."""
    item = known.get(Kind.CATEGORY, category.number)
    if item is not None:
        return Forum.objects.filter(pk=item.target).first()
    above = export.categories.get(category.parent)
    known.items[Kind.CATEGORY, category.number] = ImportedItem(target=0)  # a ring of parents ends here
    parent = _bring_category(above, export, root, known, report) if above else root
    del known.items[Kind.CATEGORY, category.number]
    forum = Forum.objects.create(
        name=category.name[:100] or "?", description=category.description, parent=parent or root, type=Forum.FORUM_POST
    )
    if category.open:
        for who in (AnonymousUser(), EVERYBODY_SIGNED_IN):
            allow(who, READ, forum=forum)
        allow(EVERYBODY_SIGNED_IN, WRITE, forum=forum)
    else:
        moderators = Group.objects.get_or_create(name=CAMPAIGN_MODERATORS)[0]
        allow(moderators, READ | MODERATE, forum=forum)
        report.closed.append(category.name)
    known.add(Kind.CATEGORY, category.number, forum.pk)
    report.made["categories"] += 1
    return forum


def _bring_topics(export: Export, known: Known, report: Report, site: str) -> int:
    by_topic: dict[int, list[Record]] = {}
    for post in export.posts.values():
        by_topic.setdefault(post.topic, []).append(post)
    written = 0
    for number, records in sorted(by_topic.items()):
        records.sort(key=lambda record: (record.at, record.number))
        topic = _topic_for(number, records, export, known, report)
        if topic is None:
            report.left["posts without a topic"] = report.left.get("posts without a topic", 0) + len(records)
            continue
        for record in records:
            written += _bring_post(record, topic, known, report, site)
    empty = len(export.topics.keys() - by_topic.keys())
    if empty:
        report.left["topics without a post"] = empty
    return written


def _topic_for(number: int, records: list[Record], export: Export, known: Known, report: Report) -> Any:
    item = known.get(Kind.TOPIC, number)
    if item is not None:
        return Topic.objects.select_related("forum").filter(pk=item.target).first()
    row = export.topics.get(number)
    place = known.get(Kind.CATEGORY, row.category) if row else None
    if row is None or place is None:
        return None
    topic = Topic.objects.create(
        forum_id=place.target,
        poster=None,
        subject=row.title[:255] or "?",
        type=Topic.TOPIC_STICKY if row.pinned else Topic.TOPIC_POST,
        status=Topic.TOPIC_LOCKED if row.locked else Topic.TOPIC_UNLOCKED,
        approved=True,
    )
    Topic.objects.filter(pk=topic.pk).update(created=records[0].at, updated=records[-1].at)
    set_tags(topic=topic, names=[tag[: TopicTag.LONGEST] for tag in row.tags])
    known.add(Kind.TOPIC, number, topic.pk)
    report.made["topics"] += 1
    return topic


def _bring_post(record: Record, topic: Any, known: Known, report: Report, site: str) -> bool:
    text = UPLOADS.sub(site, record.text) if site else record.text
    digest = hashlib.sha256(text.encode()).hexdigest()
    item = known.get(Kind.POST, record.number)
    if item is not None:
        return _follow(item, text, digest, report)
    post = Post.objects.create(
        topic=topic,
        poster=None,
        username=record.name[:155] or None,
        subject=topic.subject[: Post._meta.get_field("subject").max_length],
        content=text,
        approved=True,
    )
    Post.objects.filter(pk=post.pk).update(created=record.at, updated=record.at)
    known.add(Kind.POST, record.number, post.pk, topic=record.topic, index=record.index, digest=digest)
    report.made["posts"] += 1
    return True


def _follow(item: ImportedItem, text: str, digest: str, report: Report) -> bool:
    """A post that is here: take over what changed there, unless it was edited here or has gone."""
    report.known += 1
    if item.digest == digest:
        return False
    post = Post.objects.filter(pk=item.target).first()
    if post is None or hashlib.sha256(post.content.raw.encode()).hexdigest() != item.digest:
        report.kept += 1
        return False
    created, updated = post.created, post.updated
    post.content = text
    post.save()
    Post.objects.filter(pk=post.pk).update(created=created, updated=updated)
    ImportedItem.objects.filter(pk=item.pk).update(digest=digest)
    report.changed += 1
    return True


@transaction.atomic
def claim(*, name: str, user: Any) -> int:
    """Give the imported posts under this name to an account; how many there were."""
    imported = ImportedItem.objects.filter(kind=Kind.POST).values("target")
    posts = Post.objects.filter(pk__in=imported, poster=None, username=name)
    opened = list(Topic.objects.filter(poster=None, first_post__in=posts).values_list("pk", flat=True))
    Topic.objects.filter(pk__in=opened).update(poster=user)
    return posts.update(poster=user, username=None)
