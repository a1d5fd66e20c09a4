from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from events.vtimezone import transitions, vtimezone


def test_clocks_of_paris_change_twice_a_year_at_one_in_the_morning_utc():
    found = [moment for moment in transitions(ZoneInfo("Europe/Paris")) if moment.year == 2026]
    assert found == [datetime(2026, 3, 29, 1, tzinfo=UTC), datetime(2026, 10, 25, 1, tzinfo=UTC)]


@pytest.mark.parametrize("name", ["Europe/Paris", "Indian/Reunion", "America/Miquelon"])
def test_written_zone_is_the_zone_also_around_the_changes(name):
    text = vtimezone(name).to_ical().decode()
    assert f"TZID:{name}" in text
    zone = ZoneInfo(name)
    onsets = {}
    for part in vtimezone(name).subcomponents:
        moments = [part["DTSTART"].dt]
        if "RDATE" in part:
            moments += [stamp.dt for stamp in part["RDATE"].dts]
        for onset in moments:
            onsets[onset - part["TZOFFSETFROM"].td] = part["TZOFFSETTO"].td
    for moment, offset in onsets.items():
        assert moment.replace(tzinfo=UTC).astimezone(zone).utcoffset() == offset
        before = moment.replace(tzinfo=UTC) - timedelta(minutes=1)
        if moment.year > 2015 or moment.month > 1:
            assert before.astimezone(zone).utcoffset() != offset
