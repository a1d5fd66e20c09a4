"""The index that the forum's search reads, in each database's own way; the database itself keeps it true.

PostgreSQL: a generated column of lexemes, once as French stems them and once in plain letters, so that "surveillees"
finds « surveillées » and « caméras » finds « caméra ». SQLite: an FTS5 table over the plain letters, kept by triggers.
Made after every migration and not by one: SQLite drops the triggers of a table that a later migration makes anew.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from django.db import connections
from django.db.models import BooleanField
from django.db.models.expressions import RawSQL

from safety.letters import plain_letters

MOST_WORDS, MOST_FINDS = 8, 1000
_WORD = re.compile(r"[^\W_]+")

_POSTGRES = """
    ALTER TABLE forum_conversation_post ADD COLUMN IF NOT EXISTS search_vector tsvector GENERATED ALWAYS AS (
        setweight(to_tsvector('french'::regconfig, subject::text), 'A')
        || to_tsvector('french'::regconfig, left(content, 100000))
        || to_tsvector('french'::regconfig, regexp_replace(left(search_text, 100000), '[^[:alnum:]]+', ' ', 'g'))
    ) STORED;
    CREATE INDEX IF NOT EXISTS posts_by_words ON forum_conversation_post USING gin (search_vector);
"""
_SQLITE = (
    """CREATE VIRTUAL TABLE IF NOT EXISTS board_words USING fts5(
        search_text, content='forum_conversation_post', content_rowid='id', tokenize="unicode61 remove_diacritics 2",
        prefix='3 5')""",
    """CREATE TRIGGER board_words_added AFTER INSERT ON forum_conversation_post BEGIN
        INSERT INTO board_words(rowid, search_text) VALUES (new.id, new.search_text); END""",
    """CREATE TRIGGER board_words_gone AFTER DELETE ON forum_conversation_post BEGIN
        INSERT INTO board_words(board_words, rowid, search_text) VALUES ('delete', old.id, old.search_text); END""",
    """CREATE TRIGGER board_words_changed AFTER UPDATE OF search_text ON forum_conversation_post BEGIN
        INSERT INTO board_words(board_words, rowid, search_text) VALUES ('delete', old.id, old.search_text);
        INSERT INTO board_words(rowid, search_text) VALUES (new.id, new.search_text); END""",
    "INSERT INTO board_words(board_words) VALUES ('rebuild')",
)

# CROSS JOIN keeps SQLite to this order: from the words, the latest first, to the posts.
_NEWEST = """forum_conversation_post.id IN (
    SELECT word.rowid FROM board_words AS word
    CROSS JOIN forum_conversation_post AS post ON post.id = word.rowid
    CROSS JOIN forum_conversation_topic AS topic ON topic.id = post.topic_id
    WHERE word.board_words MATCH %s AND post.approved AND topic.approved AND topic.forum_id IN ({forums})
    ORDER BY word.rowid DESC LIMIT {most})"""


def make_index(*, using: str = "default") -> bool:
    """Make what is missing of the index and fill it; whether anything was missing."""
    connection = connections[using]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT 1 FROM pg_class WHERE relname = 'posts_by_words'")
            if cursor.fetchone():
                return False
            cursor.execute(_POSTGRES)
            return True
        cursor.execute("SELECT COUNT(*) FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'board_words_%%'")
        if cursor.fetchone()[0] == len(_SQLITE) - 2:
            return False
        for trigger in ("added", "gone", "changed"):
            cursor.execute(f"DROP TRIGGER IF EXISTS board_words_{trigger}")
        for statement in _SQLITE:
            cursor.execute(statement)
        return True


def words_of(text: str) -> list[str]:
    """The words of a question as they were typed; signs between them mean nothing."""
    return _WORD.findall(text.replace("\x00", " "))[:MOST_WORDS]


def stem(plain_word: str) -> str:
    """What a word in plain letters shares with its plural."""
    return plain_word[:-1] if len(plain_word) > 4 and plain_word.endswith(("s", "x")) else plain_word


def forms_of(words: list[str], *, using: str = "default") -> list[str]:
    """What the index of this database is asked for these words: values of the condition below."""
    if connections[using].vendor == "postgresql":
        return [form for word in words for form in (word, plain_letters(word))]
    return [" ".join(f'"{stem(plain_letters(word))}"{"*" if len(word) > 3 else ""}' for word in words)]


def holds(
    words: list[str], *, newest_in: Iterable[int] | None = None, most: int = MOST_FINDS, using: str = "default"
) -> RawSQL:
    """Condition on posts: every one of these words stands in it, whatever its accents, capitals and endings.

    SQLite sorts all that was found before it shows the first of it. With `newest_in`, forums that may be read, it stops
    at the thousand posts of these forums that were written last: enough for fifty pages, and quick for common words.
    """
    return holds_forms(forms_of(words, using=using), newest_in=newest_in, most=most, using=using)


def holds_forms(
    forms: list[str], *, newest_in: Iterable[int] | None = None, most: int = MOST_FINDS, using: str = "default"
) -> RawSQL:
    """The same condition of words that are ready to be asked."""
    if connections[using].vendor == "postgresql":
        either = "(plainto_tsquery('french', %s) || plainto_tsquery('french', %s))"
        query = " && ".join([either] * (len(forms) // 2))
        return RawSQL(f"forum_conversation_post.search_vector @@ ({query})", forms, BooleanField())  # noqa: S611
    if newest := sorted(newest_in or ()):
        places = ", ".join(["%s"] * len(newest))
        return RawSQL(_NEWEST.format(forums=places, most=most), [*forms, *newest], BooleanField())  # noqa: S611
    found = "forum_conversation_post.id IN (SELECT rowid FROM board_words WHERE board_words MATCH %s)"
    return RawSQL(found, forms, BooleanField())  # noqa: S611
