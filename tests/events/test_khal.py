"""Our calendar in a calendar program of others: khal reads the feed and lists the very dates of our pages."""

from __future__ import annotations

import os
import shutil
import subprocess
from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from events import services

KHAL = shutil.which("khal")


@pytest.fixture
def khal(tmp_path):
    """`khal("list", …)`: what the program says, with a calendar of its own and nobody's settings."""
    if KHAL is None:
        pytest.fail("khal is missing: apt-get install khal")
    settings = tmp_path / "khal.conf"
    settings.write_text(
        f"[calendars]\n[[agenda]]\npath = {tmp_path / 'calendar'}\ntype = calendar\n"
        f"[sqlite]\npath = {tmp_path / 'khal.db'}\n"
        "[locale]\nlocal_timezone = Europe/Paris\ndefault_timezone = Europe/Paris\n"
        "timeformat = %H:%M\ndateformat = %Y-%m-%d\nlongdateformat = %Y-%m-%d\n"
        "datetimeformat = %Y-%m-%d %H:%M\nlongdatetimeformat = %Y-%m-%d %H:%M\n"
    )
    (tmp_path / "calendar").mkdir()
    environment = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "LC_ALL": "C.UTF-8", "LANG": "C.UTF-8"}

    def run(*words: str) -> str:
        done = subprocess.run(
            [KHAL, "-c", str(settings), *words],
            env=environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    return run


def test_khal_lists_the_dates_of_our_pages(khal, source, make_event, monthly, tmp_path):
    left_out, moved = monthly.occurrences.coming()[1:3]
    services.skip_date(left_out)
    services.move_date(moved, local_start=moved.local_start + timedelta(days=2, hours=1), reason="Férié")
    services.skip_month(monthly, month=8)
    tomorrow = timezone.now() + timedelta(days=1)
    make_event(title="Permanence", starts_at=tomorrow, recurrence="FREQ=WEEKLY;INTERVAL=2", count=9)
    whole = tomorrow.replace(hour=0, minute=0, second=0, microsecond=0)
    make_event(title="Conseil", starts_at=whole, precision="day")
    feed = tmp_path / "agenda.ics"
    feed.write_bytes(source.get("/agenda/agenda.ics").content)

    khal("import", "-a", "agenda", "--batch", str(feed))
    today = timezone.localdate()
    said = khal(
        *("list", "--notstarted", "--format", "{start-date}|{start-time}|{title}", "--day-format", ""),
        *(today.isoformat(), "400d"),
    )
    theirs = {tuple(line.split("|")) for line in said.splitlines() if line.count("|") == 2}
    from events.models import Occurrence

    end = datetime.combine(today + timedelta(days=399), datetime.min.time(), tzinfo=timezone.get_current_timezone())
    ours = {
        (f"{row.local_start:%Y-%m-%d}", f"{row.local_start:%H:%M}" if row.knows_hour else "", row.event.title)
        for row in Occurrence.objects.listed().filter(starts_at__lt=end).with_events()
    }
    assert len(ours) > 20
    assert {date for date in theirs if date[0] < end.date().isoformat()} == ours
