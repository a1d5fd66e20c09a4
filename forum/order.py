"""Where each post stands in its topic: approved posts are numbered 1, 2, 3 … by their date, waiting ones have none.

A page of a topic is then a range of numbers, as quick at its end as at its beginning; nobody counts to find a post.
Plain SQL, the same on both engines: one statement puts a whole forum right, and models may call it.
"""

from __future__ import annotations

from typing import Any

from django.db import connections, router, transaction

# No two posts of a topic may have the same number at any moment: the new ones pass through the negative numbers.
_FORGET = "UPDATE forum_conversation_post SET position = NULL WHERE NOT approved AND position IS NOT NULL"
_RANK = """
    UPDATE forum_conversation_post SET position = -ranked.place
    FROM (
        SELECT id, ROW_NUMBER() OVER (PARTITION BY topic_id ORDER BY created, id) AS place
        FROM forum_conversation_post WHERE approved {only}
    ) AS ranked
    WHERE ranked.id = forum_conversation_post.id
    AND (forum_conversation_post.position IS NULL OR forum_conversation_post.position <> ranked.place)
"""
_SETTLE = "UPDATE forum_conversation_post SET position = -position WHERE position < 0"
_ONLY = " AND topic_id = %s"
# As Django writes them: engine/sql_tables.py knows by it that nothing else moves. It would build them for each reply.
_OF_TOPIC = (
    'UPDATE "forum_conversation_topic" SET "posts_count" = %s, "updated" = %s, "last_post_id" = %s, '
    '"last_post_on" = %s WHERE "forum_conversation_topic"."id" = %s'
)
_OF_FORUM = (
    'UPDATE "forum_forum" SET "direct_posts_count" = ("forum_forum"."direct_posts_count" + %s), "updated" = %s, '
    '"last_post_id" = %s, "last_post_on" = %s WHERE "forum_forum"."id" = %s'
)


def put_in_order(topic_id: int | None = None) -> int:
    """Number the posts of one topic afresh, or of all; how many approved posts stood elsewhere."""
    only, values = ("", []) if topic_id is None else (_ONLY, [topic_id])
    with transaction.atomic(), connections["default"].cursor() as cursor:
        cursor.execute(_FORGET + only, values)
        cursor.execute(_RANK.format(only=only), values)
        moved = max(cursor.rowcount, 0)
        if moved:
            cursor.execute(_SETTLE + only, values)
    return moved


def next_position(topic: Any) -> int:
    """The number after the last one. Holds the topic until the transaction ends: whoever answers as well waits."""
    connection = connections[router.db_for_write(type(topic), instance=topic)]
    with connection.cursor() as cursor:
        if connection.features.has_select_for_update:  # SQLite holds everything
            cursor.execute("SELECT id FROM forum_conversation_topic WHERE id = %s FOR UPDATE", [topic.pk])
        cursor.execute("SELECT MAX(position) FROM forum_conversation_post WHERE topic_id = %s", [topic.pk])
        (last,) = cursor.fetchone()
    return (last or 0) + 1


def count_reply(post: Any, *, in_forum: bool) -> None:
    """Let the counters of a topic, and of its forum, tell of a post that was just added behind the others."""
    connection = connections[router.db_for_write(type(post), instance=post)]
    updated, created = map(connection.ops.adapt_datetimefield_value, (post.updated, post.created))
    with connection.cursor() as cursor:
        cursor.execute(_OF_TOPIC, [post.position, updated, post.pk, created, post.topic_id])
        if in_forum:
            cursor.execute(_OF_FORUM, [1, updated, post.pk, created, post.topic.forum_id])
