"""Moments of people: to the day at once, to the day by night, or kept for a reason that is written here."""

from datetime import UTC, datetime, timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.apps import apps
from django.conf import settings as site
from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import make_password
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.db import connection, models
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.moments import day_after, day_of, leave_days
from engine.versions import changes_pages, site_version
from forum.models import Draft, Notice
from forum.spaces import services as spaces
from tests.conftest import PASSWORD, make_user, signed_in_client

WORDS_OF_ALL = "everybody who may read it reads it beside the words"
COMING = "lies ahead, and is told to those it concerns"
PAGES = "belongs to a page, which is the campaign's and not a person's"
KEPT = {
    "board.Decision": {"opened_at": WORDS_OF_ALL, "closes_at": COMING},
    "board.Notice": {"at": "when something was said, by somebody else"},
    "board.Suspension": {"until": COMING},
    "campaign.Collective": {"approved_at": "when a collective, which is no person, was listed"},
    "campaign.Statement": {"updated_at": WORDS_OF_ALL},
    "events.Event": {
        "starts_at": COMING, "ends_at": COMING, "published_at": WORDS_OF_ALL, "cancelled_at": WORDS_OF_ALL,
        "updated_at": WORDS_OF_ALL,
    },
    "forum_conversation.Post": {"created": WORDS_OF_ALL, "updated": WORDS_OF_ALL},
    "forum_conversation.Topic": {"created": WORDS_OF_ALL, "updated": WORDS_OF_ALL, "last_post_on": WORDS_OF_ALL},
    "forum_tracking.TopicReadTrack": {"mark_time": "becomes the moment of a message by night (settle_read_marks)"},
    "forum_tracking.ForumReadTrack": {"mark_time": "becomes the moment of a message by night (settle_read_marks)"},
    "surveillance.Project": {"published_at": WORDS_OF_ALL, "updated_at": WORDS_OF_ALL},
    "wagtailcore.Revision": {"created_at": "puts versions of a page in order", "approved_go_live_at": COMING},
    "wagtailcore.APIToken": {"created": "not served", "revoked_at": "not served", "last_used_at": "not served"},
    "wagtailcore.Comment": dict.fromkeys(("created_at", "updated_at", "resolved_at"), WORDS_OF_ALL),
    "wagtailcore.CommentReply": dict.fromkeys(("created_at", "updated_at"), WORDS_OF_ALL),
    "wagtailcore.TaskState": {"started_at": "workflows are off", "finished_at": "workflows are off"},
    "wagtailcore.WorkflowState": {"created_at": "workflows are off"},
    "wagtaildocs.Document": {"created_at": "ours are campaign.CampaignDocument"},
    "wagtailimages.Image": {"created_at": "ours are campaign.CampaignImage"},
}  # fmt: skip


def moments():
    """Every moment that stands in a row beside a person, or in a row of theirs: model and field."""
    user = get_user_model()
    for model in apps.get_models(include_auto_created=True):
        names = [field.name for field in model._meta.concrete_fields if isinstance(field, models.DateTimeField)]
        theirs = any(field.related_model is user for field in model._meta.concrete_fields if field.is_relation)
        if names and (theirs or model in (user, Session)):
            for name in names:
                yield model, name


def test_every_moment_of_a_person_is_kept_to_the_day_or_named_with_its_reason():
    from wagtail.models import Page

    known = {
        (label, name)
        for named in (site.DAYS, site.DAYS_AFTER, site.DAYS_BY_NIGHT)
        for label in named
        for name in named[label]
    }
    reasons = {(label, name) for label, names in KEPT.items() for name in names}
    found = {(model._meta.label, name) for model, name in moments() if not issubclass(model, Page)}
    assert sorted(found - known - reasons) == []
    assert sorted((known | reasons) - found) == []
    assert known & reasons == set()


def stored(table, column):
    """What a copy of the database shows."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM {table} WHERE {column} IS NOT NULL")
        return [
            value if isinstance(value, datetime) else datetime.fromisoformat(value) for (value,) in cursor.fetchall()
        ]


def are_days(values):
    return bool(values) and all((one.hour, one.minute, one.second, one.microsecond) == (0, 0, 0, 0) for one in values)


@pytest.mark.django_db
def test_signing_in_leaves_days_alone_in_the_database():
    client = Client()
    data = {"public_name": "Martre", "password1": PASSWORD}
    assert client.post(reverse("account_signup"), data).status_code == 302
    client.get("/forum/")
    for table, column in (
        ("accounts_user", "date_joined"), ("accounts_user", "last_login"), ("django_session", "expire_date"),
        ("usersessions_usersession", "created_at"), ("usersessions_usersession", "last_seen_at"),
    ):  # fmt: skip
        assert are_days(stored(table, column)), (table, column)
    assert Session.objects.get().expire_date > timezone.now() + timedelta(days=13)
    assert client.get(reverse("account_profile")).status_code == 200


@pytest.mark.django_db
def test_updates_and_many_rows_at_once_leave_days_too(member):
    Notice.objects.bulk_create([Notice(recipient=member, kind="reply", read_at=timezone.now()) for _ in range(2)])
    Notice.objects.create(recipient=member, kind="topic")
    Notice.objects.filter(read_at=None).update(read_at=timezone.now())
    assert len(stored("board_notice", "read_at")) == 3
    assert are_days(stored("board_notice", "read_at"))


def test_day_is_the_sites():
    assert day_of(datetime(2026, 11, 29, 23, 30, tzinfo=UTC)) == datetime(
        2026, 11, 30, tzinfo=UTC
    )  # half past midnight
    assert day_of(datetime(2026, 11, 29, 12, 0, 5, 7, tzinfo=UTC)) == datetime(2026, 11, 29, tzinfo=UTC)
    half_past_midnight = datetime(2026, 11, 29, 23, 30, tzinfo=UTC)
    soon = timezone.now() + timedelta(hours=3)
    assert day_after(soon) == soon and day_after(half_past_midnight.replace(year=2016)).hour == 23
    assert day_after(half_past_midnight.replace(year=2126)) == datetime(2126, 11, 30, tzinfo=UTC)


@pytest.mark.django_db
def test_night_leaves_days_of_what_was_before_today(collective, member):
    space = spaces.make_spaces(collective=collective)
    draft = Draft.objects.create(user=member, forum=space.public_forum, content="x")
    fresh = Draft.objects.get(pk=draft.pk).saved_at
    call_command("leave_days")
    assert Draft.objects.get().saved_at == fresh
    assert leave_days(now=timezone.now() + timedelta(days=1)) >= 1
    kept = Draft.objects.get().saved_at
    assert kept == datetime(fresh.year, fresh.month, fresh.day, tzinfo=UTC)
    assert leave_days(now=timezone.now() + timedelta(days=1)) == 0


@pytest.mark.django_db
def test_night_leaves_the_day_on_which_a_session_was_given_the_password(member):
    client = signed_in_client(member)
    given = client.session["account_authentication_methods"][0]["at"]
    leave_days()
    assert client.session["account_authentication_methods"][0]["at"] == given
    leave_days(now=timezone.now() + timedelta(days=1))
    assert client.session["account_authentication_methods"][0]["at"] == given - given % 86_400
    assert client.get(reverse("account_profile")).status_code == 200


@pytest.mark.django_db(transaction=True)
def test_log_in_makes_no_kept_page_old(settings):
    settings.PASSWORD_HASHERS = [*settings.PASSWORD_HASHERS, "django.contrib.auth.hashers.ScryptPasswordHasher"]
    user = make_user("loutre")
    earlier = user.password = make_password(PASSWORD, hasher="scrypt")  # a log-in makes it the present kind's
    user.save()
    before = site_version()
    answer = Client().post(reverse("account_login"), {"login": "loutre", "password": PASSWORD})
    assert answer.status_code == 302 and UserSession.objects.filter(user=user).exists()
    user.refresh_from_db()
    assert user.last_login is not None and user.password != earlier
    assert site_version() == before
    user.public_name = "Fouine"
    user.save(update_fields=["public_name"])
    assert site_version() != before


@pytest.mark.parametrize(
    ("sql", "changes"),
    [
        ('UPDATE "accounts_user" SET "last_login" = %s WHERE "accounts_user"."id" = %s', False),
        ('UPDATE "accounts_user" SET "password" = %s, "last_login" = NULL WHERE "accounts_user"."id" = %s', False),
        ('UPDATE "accounts_user" SET "last_login" = %s, "public_name" = %s WHERE "accounts_user"."id" = %s', True),
        ('UPDATE "accounts_user" SET "is_active" = %s WHERE "accounts_user"."id" = %s', True),
        ('UPDATE "accounts_user" SET "last_login" = (SELECT 1) WHERE "accounts_user"."id" = %s', True),
        ('UPDATE "board_space" SET "last_login" = %s WHERE "board_space"."id" = %s', True),
        ('DELETE FROM "accounts_user" WHERE "accounts_user"."id" = %s', True),
    ],
)
def test_statement_of_a_log_in_changes_no_page_and_no_other_is_taken_for_it(sql, changes):
    assert changes_pages(sql) is changes
