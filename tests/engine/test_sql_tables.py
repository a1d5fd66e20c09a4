"""What a statement reads and writes; what is not understood reads, or writes, everything."""

import re

import pytest
from django.apps import apps
from django.db import connection

from engine.sql_tables import NOTHING, known_tables, moving, tables_read, tables_written

EVERYTHING = None


@pytest.mark.parametrize(
    ("sql", "tables"),
    [
        ('SELECT "a"."b" FROM "places_commune" "a" WHERE "a"."b" = %s', {"places_commune"}),
        ("SELECT 1", set()),
        (
            'SELECT * FROM "events_event" INNER JOIN "places_commune" T2 ON (1) LEFT OUTER JOIN "auth_group" ON (1)',
            {"events_event", "places_commune", "auth_group"},
        ),
        (
            'SELECT EXISTS(SELECT 1 FROM "auth_group" U0), (SELECT U0."x" FROM "board_space" U0) FROM "events_event"',
            {"auth_group", "board_space", "events_event"},
        ),
        (
            'SELECT * FROM (SELECT "x" FROM "auth_group" UNION ALL SELECT "y" FROM "board_space") subquery',
            {"auth_group", "board_space"},
        ),
        ('SELECT * FROM "auth_group", "board_space"', {"auth_group", "board_space"}),
        ("SELECT * FROM board_space WHERE x", {"board_space"}),
        ('SELECT "forum_forum"."id", "forum_forum"."name" FROM "forum_forum"', {"forum_forum"}),
        ('SELECT COUNT(*) AS "__count" FROM "forum_forum" WHERE "forum_forum"."parent_id" = %s', {"forum_forum"}),
        ('SELECT 1 FROM "forum_forum" U0 ORDER BY U0."last_post_on"', {"forum_forum", "forum_forum+"}),
        ("SELECT LAST_POST_ON FROM forum_forum", {"forum_forum", "forum_forum+"}),
        ('SELECT COUNT(*), f.* FROM "forum_forum" f', {"forum_forum", "forum_forum+"}),
        ("SELECT rowid FROM board_words WHERE board_words MATCH %s", EVERYTHING),
        ('SELECT * FROM "auth_group" JOIN somewhere.else ON 1', EVERYTHING),
        ('WITH RECURSIVE "up" AS (SELECT 1 FROM "auth_group") SELECT * FROM "up"', EVERYTHING),
        ("SELECT * FROM generate_series(1, 3)", EVERYTHING),
    ],
)
def test_tables_that_a_statement_reads(sql, tables):
    assert tables_read(sql) == tables


@pytest.mark.parametrize(
    ("sql", "tables"),
    [
        ('INSERT INTO "events_event" ("x") VALUES (%s)', {"events_event"}),
        ('INSERT OR IGNORE INTO "accounts_user_groups" VALUES (1)', {"accounts_user_groups"}),
        ('UPDATE ONLY "auth_group" SET x = 1', {"auth_group"}),
        ("  \n DELETE FROM board_space WHERE 1", {"board_space"}),
        ('UPDATE "django_session" SET x = 1', NOTHING),
        ('UPDATE "accounts_user" SET "last_login" = %s WHERE "accounts_user"."id" = %s', NOTHING),
        ('UPDATE "accounts_user" SET "last_login" = %s, "x" = %s WHERE "accounts_user"."id" = %s', {"accounts_user"}),
        ('UPDATE "accounts_user" SET "last_login" = "name" WHERE "accounts_user"."id" = %s', {"accounts_user"}),
        (
            'UPDATE "forum_forum" SET "direct_posts_count" = ("forum_forum"."direct_posts_count" + %s), '
            '"last_post_id" = %s WHERE "forum_forum"."id" = %s',
            {"forum_forum+"},
        ),
        ('UPDATE "forum_forum" SET "updated" = %s, "name" = %s WHERE "forum_forum"."id" = %s', {"forum_forum"}),
        ('UPDATE "forum_forum" SET "updated" = "name" WHERE "forum_forum"."id" = %s', {"forum_forum"}),
        ('INSERT INTO "forum_forum" ("updated") VALUES (%s)', {"forum_forum"}),
        ("SELECT * FROM events_event FOR UPDATE", NOTHING),
        ("UPDATE something_else SET x = 1", EVERYTHING),
        ("TRUNCATE events_event CASCADE", EVERYTHING),
        ("ALTER TABLE events_event ADD COLUMN b", EVERYTHING),
        ("WITH a AS (SELECT 1) UPDATE events_event SET c = 1", EVERYTHING),
    ],
)
def test_tables_that_a_statement_writes(sql, tables):
    assert tables_written(sql) == tables


def test_columns_that_move_are_there_and_a_table_of_theirs_is_named_like_no_other(settings):
    models = {model._meta.db_table: model for model in apps.get_models()}
    for table, columns in settings.MOVING_COLUMNS.items():
        assert columns <= {field.column for field in models[table]._meta.concrete_fields}
        assert moving(table) not in known_tables()


def test_database_by_itself_writes_to_no_table_of_ours(db):
    """A row that goes with another one, or a trigger, changes a table that no statement names."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT conname FROM pg_constraint WHERE confdeltype IN ('c', 'n', 'd')")
            assert cursor.fetchall() == []
            cursor.execute("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal")
            assert cursor.fetchall() == []
            return
        for table in sorted(known_tables()):
            cursor.execute(f'PRAGMA foreign_key_list("{table}")')
            assert {row[6] for row in cursor.fetchall()} <= {"NO ACTION"}, table
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        for name, sql in cursor.fetchall():
            written = re.findall(r"(?:INTO|UPDATE|FROM)\s+(\w+)", sql.partition("BEGIN")[2])
            assert written and not known_tables().intersection(written), name
