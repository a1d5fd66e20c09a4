"""What is written makes guests' pages old, whoever writes; what no guest sees does not."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.apps import apps
from django.contrib.sessions.models import Session
from django.core.cache import caches
from django.db import connection, connections, transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from engine import versions
from engine.sql_tables import tables_written
from engine.versions import (
    Dependencies,
    changes_pages,
    current_state,
    invalidate,
    one_state,
    only_adding,
    settled_state,
    site_version,
)
from places.models import Commune
from tests.conftest import make_user


@pytest.mark.parametrize(
    ("sql", "answer"),
    [
        ('INSERT INTO "events_event" ("x") VALUES (%s)', True),
        ("  \n UPDATE forum_conversation_post SET position = NULL", True),
        ('DELETE FROM "board_space" WHERE 1', True),
        ('INSERT OR IGNORE INTO "accounts_user_groups" VALUES (1)', True),
        ("TRUNCATE everything", True),
        ("WITH a AS (SELECT 1) UPDATE b SET c = 1", True),
        ("ALTER TABLE a ADD COLUMN b", True),
        ('UPDATE "django_session" SET x = 1', False),
        ('DELETE FROM "forum_tracking_topicreadtrack" WHERE x', False),
        ("SELECT * FROM events_event", False),
        ('SAVEPOINT "s1"', False),
        ("(SELECT a FROM b) UNION ALL (SELECT c FROM d)", False),
        ("(WITH a AS (DELETE FROM b) SELECT 1)", True),
    ],
)
def test_statement_counts_unless_it_is_known_to_show_on_no_page(sql, answer):
    assert changes_pages(sql) is answer


@pytest.mark.django_db(transaction=True)
def test_writing_makes_pages_old_once_it_is_kept(commune):
    before = site_version()
    assert site_version() == before
    with transaction.atomic():
        Commune.objects.update(population=1)
        assert site_version() == before  # others cannot see it yet
    kept = site_version()
    assert kept != before
    Commune.objects.filter(pk=commune.pk).delete()
    assert site_version() != kept


@pytest.mark.django_db(transaction=True)
def test_undone_writing_changes_nothing_and_hides_no_other(commune):
    before = site_version()
    with transaction.atomic():
        with pytest.raises(RuntimeError), transaction.atomic():
            Commune.objects.update(population=2)
            raise RuntimeError
    assert site_version() == before
    with transaction.atomic():
        with pytest.raises(RuntimeError), transaction.atomic():
            Commune.objects.update(population=2)
            raise RuntimeError
        Commune.objects.update(population=3)
    assert site_version() != before


@pytest.mark.django_db(transaction=True)
def test_raw_statements_count_and_sessions_do_not():
    before = site_version()
    Session.objects.create(session_key="a" * 32, session_data="", expire_date=timezone.now())
    Session.objects.all().delete()
    assert site_version() == before
    with connection.cursor() as cursor:
        cursor.execute("UPDATE places_commune SET population = 4")
    assert site_version() != before


def test_every_table_that_shows_nowhere_is_one(settings):
    known = {model._meta.db_table for model in apps.get_models(include_auto_created=True)}
    assert settings.UNSEEN_TABLES <= known


# Said here a second time: a table that shows somewhere and is named there leaves pages as they were, and one
# that is written to all day and no longer named there makes every page old all day.
WRITTEN_ALL_DAY = """
    board_draft board_following board_mention board_notice config_job django_session
    django_tasks_database_dbtaskresult events_calendartext forum_member_forumprofile forum_tracking_forumreadtrack
    forum_tracking_topicreadtrack mfa_authenticator usersessions_usersession
"""
HELD = ["campaign_sitesettings", "django_content_type", "wagtailcore_locale", "wagtailcore_site"]


def test_tables_that_are_written_all_day_are_these(settings):
    assert settings.UNSEEN_TABLES == set(WRITTEN_ALL_DAY.split())


@pytest.mark.parametrize("table", WRITTEN_ALL_DAY.split())
def test_what_is_written_all_day_makes_nothing_old_and_what_reads_it_is_not_kept(table):
    assert tables_written(f'UPDATE "{table}" SET "x" = 1') == frozenset()
    dependencies = Dependencies()
    dependencies.note(frozenset({"places_commune"}), current_state())
    assert dependencies.is_sound
    dependencies.note(frozenset({"places_commune", table}), current_state())
    assert not dependencies.is_sound


def test_rows_that_live_on_in_memory_are_these(settings):
    assert sorted(settings.HELD_TABLES) == HELD


@pytest.mark.parametrize("table", HELD)
def test_everything_hangs_on_rows_that_live_on_in_memory(table):
    dependencies = Dependencies()
    dependencies.note(frozenset({"places_commune"}), current_state())
    invalidate(["events_event"])
    assert dependencies.holds(current_state())
    invalidate([table])
    assert not dependencies.holds(current_state())


@pytest.mark.django_db(transaction=True)
def test_work_that_waits_shows_nowhere():
    before = site_version()
    DBTaskResult.objects.create(args_kwargs={"args": [], "kwargs": {}}, task_path="", backend_name="default")
    assert DBTaskResult.objects.update(task_path="x") == 1
    assert site_version() == before


@pytest.mark.django_db(transaction=True)
def test_what_happens_in_the_drop_leaves_no_trace_here():
    before = site_version()
    with connections["leaks"].cursor() as cursor:
        cursor.execute("DELETE FROM leaks_conversation")
    assert site_version() == before
    assert versions._look not in connections["leaks"].execute_wrappers


def test_store_that_does_not_answer_makes_every_page_old(settings, tmp_path):
    (tmp_path / "no_folder").write_text("")
    backend = "engine.file_versions.FileLengths"
    settings.CACHES = {**settings.CACHES, "versions": {"BACKEND": backend, "LOCATION": tmp_path / "no_folder"}}
    assert site_version() != site_version()


def test_change_that_the_store_was_not_told_of_is_told_as_soon_as_it_answers(monkeypatch):
    before, places = site_version(), current_state().version("places_commune")
    with monkeypatch.context() as broken:
        broken.setattr(type(caches["versions"]), "another", lambda *args: fail())
        with pytest.raises(OSError, match="away"):
            invalidate(["events_event"])
        invalidate(["places_commune"])  # it is owed already
        assert site_version() != site_version(), "while it is owed no state is believed"
    assert site_version() != before and site_version() == site_version()
    dependencies = Dependencies()
    dependencies.begin(current_state())
    invalidate(["places_commune"])
    assert current_state().version("places_commune") != places
    assert dependencies.holds(current_state()), "nothing is owed any longer"


@pytest.mark.parametrize("store_fails", [False, True])
def test_change_while_another_thread_tells_of_an_earlier_one_is_not_forgotten(monkeypatch, store_fails):
    store = type(caches["versions"])
    tell = store.another
    dependencies = Dependencies()
    dependencies.begin(current_state())

    def tell_slowly(self, *said):
        tell(self, *said)
        with monkeypatch.context() as other, ThreadPoolExecutor() as threads:
            other.setattr(store, "another", (lambda *args: fail()) if store_fails else tell)
            assert isinstance(threads.submit(invalidate, ["places_commune"]).exception(), OSError) is store_fails

    monkeypatch.setattr(store, "another", tell_slowly)
    invalidate(["events_event"])
    monkeypatch.setattr(store, "another", tell)
    assert site_version() == site_version()
    assert dependencies.holds(current_state()) is not store_fails, "what was owed makes all old, nothing else does"


def fail():
    raise OSError("away")


def test_state_is_asked_for_once_while_a_request_is_answered(monkeypatch):
    asked = []
    monkeypatch.setattr(versions, "current_state", lambda: asked.append(None) or current_state())
    with one_state():
        met = settled_state()
        assert settled_state() == met and len(asked) == 1
        with ThreadPoolExecutor() as others:  # another process or request writes: this one has begun before
            others.submit(invalidate).result()
        assert settled_state() == met
    assert settled_state() == current_state() != met
    with one_state():
        assert settled_state().name == site_version()


@pytest.mark.django_db(transaction=True)
def test_request_meets_what_it_wrote_itself(commune):
    with one_state():
        before = settled_state()
        Commune.objects.update(population=8)
        assert settled_state() == current_state() != before


def test_a_write_is_kept_although_the_store_is_away(db, django_capture_on_commit_callbacks, monkeypatch):
    def away(*args, **more):
        raise ConnectionError("away")

    monkeypatch.setattr(versions, "invalidate", away)
    with django_capture_on_commit_callbacks(execute=True):  # as a commit does, it must raise nothing
        make_user("Martre")


@pytest.mark.django_db(transaction=True)
def test_all_that_one_transaction_wrote_is_told(commune):
    """And what takes something away is no mere addition because a message came before it."""
    dependencies = Dependencies()
    dependencies.note(frozenset({"board_space"}), current_state())
    with transaction.atomic():
        with only_adding():
            Commune.objects.update(population=6)
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM board_space")
    assert not dependencies.holds(current_state()) and not dependencies.only_grew(current_state())


def test_what_may_be_read_from_any_table_is_old_after_any_change():
    dependencies = Dependencies()
    dependencies.note(None, current_state())
    assert dependencies.holds(current_state())
    invalidate(["places_commune"])
    assert not dependencies.holds(current_state())
