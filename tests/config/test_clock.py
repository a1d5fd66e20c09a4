"""The jobs run when due, once, and one that fails stops no other."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command, get_commands

from config import clock

PARIS = ZoneInfo("Europe/Paris")
NOON = datetime(2026, 3, 10, 12, 30, tzinfo=PARIS)


@pytest.fixture
def memory(settings, tmp_path):
    """A data folder of its own, and jobs that leave a trace in the database of sessions' place: none."""
    settings.DATA_DIR = tmp_path
    settings.HOURLY = ["check --tag models"]
    settings.NIGHTLY = ["no_such_command", "clearsessions"]
    return Path(tmp_path) / "clock.json"


def test_tick_runs_each_job_once_a_period(memory, db, caplog):
    assert clock.tick(NOON) == ["hourly", "nightly"]
    assert clock.tick(NOON + timedelta(minutes=20)) == []
    assert clock.tick(NOON + timedelta(minutes=40)) == ["hourly"]
    assert clock.tick(NOON + timedelta(days=1)) == ["hourly", "nightly"]
    assert json.loads(memory.read_text()) == {"hourly": "2026-03-11T12", "nightly": "2026-03-11"}


def test_nightly_waits_for_its_hour(memory, db):
    memory.write_text(json.dumps({"nightly": "2026-03-09", "hourly": "2026-03-10T03"}))
    assert clock.tick(NOON.replace(hour=3)) == []
    assert clock.tick(NOON.replace(hour=4)) == ["hourly", "nightly"]


def test_tick_leaves_the_clock_to_the_worker_that_holds_it(memory, db):
    with clock.only_clock(memory.parent) as alone:
        assert alone
        assert clock.tick(NOON) == []


def test_run_all_goes_on_after_a_failure(db):
    assert clock.run_all(["no_such_command", "check --tag models"]) == ["no_such_command"]


def test_nightly_names_what_failed(memory, db):
    with pytest.raises(CommandError, match="1 of 2 commands failed: no_such_command"):
        call_command("nightly")


def test_every_scheduled_command_exists():
    known = get_commands()
    assert [line for line in settings.HOURLY + settings.NIGHTLY if line.split()[0] not in known] == []
