"""The jobs run when due, once, and one that fails stops no other."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command, get_commands
from django.utils import timezone

from campaign.models import ArticleIndexPage, ArticlePage
from config import clock
from engine.locks import alone

PARIS = ZoneInfo("Europe/Paris")
NOON = datetime(2026, 3, 10, 12, 30, tzinfo=PARIS)


@pytest.fixture
def jobs(settings, db):
    """Jobs that do nothing, one of which fails."""
    settings.OFTEN = ["check --tag urls"]
    settings.HOURLY = ["check --tag models"]
    settings.NIGHTLY = ["no_such_command", "clearsessions"]
    settings.HOURLY_MAIL = []


def tick(now: datetime) -> list[str]:
    return clock.tick(now, clock.JOBS)


def test_tick_runs_each_job_once_a_period(jobs):
    assert tick(NOON) == ["often", "hourly", "nightly"]
    assert tick(NOON + timedelta(seconds=119)) == []
    assert tick(NOON + timedelta(minutes=2)) == ["often"]
    assert tick(NOON + timedelta(minutes=40)) == ["often", "hourly"]
    assert tick(NOON + timedelta(days=1)) == ["often", "hourly", "nightly"]
    assert clock.tick(NOON + timedelta(days=1), clock.MAIL) == ["hourly_mail"]


def test_nightly_waits_for_its_hour(jobs):
    tick(NOON - timedelta(days=1))
    assert tick(NOON.replace(hour=3)) == ["often", "hourly"]
    assert tick(NOON.replace(hour=4, minute=0)) == ["often", "hourly", "nightly"]


@pytest.mark.parametrize("ahead", [timedelta(hours=1), timedelta(days=1), timedelta(days=4000)])
def test_a_clock_that_was_ahead_and_is_set_back_stops_nothing(jobs, ahead):
    tick(NOON + ahead)
    assert tick(NOON)[:2] == ["often", "hourly"]
    tick(NOON + timedelta(days=1))
    assert tick(NOON + timedelta(days=1, minutes=2)) == ["often"]
    assert tick(NOON + timedelta(days=2)) == ["often", "hourly", "nightly"]


def test_a_clock_that_is_set_back_by_seconds_repeats_nothing(jobs):
    hour = NOON.replace(minute=0)
    tick(hour)
    assert tick(hour - timedelta(seconds=3)) == []


def test_the_hour_that_comes_twice_in_autumn_is_two(jobs):
    first = datetime(2026, 10, 25, 2, 58, tzinfo=PARIS)
    tick(first)
    assert tick(first.replace(minute=0, fold=1)) == ["often", "hourly"]


def test_what_an_older_version_left_of_its_clock_is_nothing_to_it(jobs, settings, tmp_path):
    settings.DATA_DIR = tmp_path
    (tmp_path / "clock.json").write_text("")
    assert tick(NOON) == ["often", "hourly", "nightly"]


def test_a_second_machine_neither_interferes_nor_repeats(jobs):
    with alone("clock often") as mine:
        assert mine
        assert tick(NOON) == []
    assert tick(NOON)
    assert tick(NOON) == []


def test_a_job_by_hand_leaves_one_that_runs_alone(jobs, capsys):
    with alone("job hourly"):
        call_command("hourly")
        assert "Another process is running them." in capsys.readouterr().out
    call_command("hourly")
    assert "1 commands run." in capsys.readouterr().out


def test_run_all_goes_on_after_a_failure(db):
    assert clock.run_all(["no_such_command", "check --tag models"]) == ["no_such_command"]


def test_nightly_names_what_failed(jobs):
    with pytest.raises(CommandError, match="1 of 2 commands failed: no_such_command"):
        call_command("nightly")


def test_every_scheduled_command_exists():
    known = get_commands()
    assert [
        line
        for line in settings.OFTEN + settings.HOURLY + settings.HOURLY_MAIL + settings.NIGHTLY
        if line.split()[0] not in known
    ] == []


def test_frequent_jobs_publish_and_withdraw_pages_whose_hour_has_come(db):
    index = ArticleIndexPage.objects.get(locale__language_code="fr")
    now = timezone.now()
    due = index.add_child(instance=ArticlePage(title="Due", slug="due", locale=index.locale, live=False))
    early = index.add_child(instance=ArticlePage(title="À venir", slug="a-venir", locale=index.locale, live=False))
    for page, minutes in ((due, -1), (early, 1)):
        page.go_live_at = now + timedelta(minutes=minutes)
        page.save_revision(approved_go_live_at=page.go_live_at)
    over = index.add_child(instance=ArticlePage(title="Passé", slug="passe", locale=index.locale))
    ArticlePage.objects.filter(pk=over.pk).update(expire_at=now - timedelta(minutes=1))
    call_command("often")
    assert set(ArticlePage.objects.live()) == {due}
