from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from icalendar import Timezone

from events.vtimezone import transitions, vtimezone


def test_clocks_of_paris_change_twice_a_year_at_one_in_the_morning_utc():
    found = [moment for moment in transitions(ZoneInfo("Europe/Paris")) if moment.year == 2026]
    assert found == [datetime(2026, 3, 29, 1, tzinfo=UTC), datetime(2026, 10, 25, 1, tzinfo=UTC)]


@pytest.mark.parametrize("name", ["Europe/Paris", "America/Miquelon", "Europe/Dublin", "Australia/Lord_Howe"])
def test_zone_with_one_rule_is_one_part_for_summer_and_one_for_winter(name):
    parts = vtimezone(name, 2026).subcomponents
    assert sorted(part.name for part in parts) == ["DAYLIGHT", "STANDARD"]
    assert all("RRULE" in part and "RDATE" not in part for part in parts)
    summer = next(part for part in parts if part.name == "DAYLIGHT")
    assert summer["TZOFFSETTO"].td > summer["TZOFFSETFROM"].td


@pytest.mark.parametrize("name", ["Indian/Reunion", "Pacific/Noumea", "America/Sao_Paulo", "Europe/Istanbul", "UTC"])
def test_zone_without_changes_is_one_standard_time(name):
    (part,) = vtimezone(name, 2026).subcomponents
    assert part.name == "STANDARD"
    assert "RRULE" not in part
    assert part["TZOFFSETTO"].td == datetime(2026, 6, 1, tzinfo=ZoneInfo(name)).utcoffset()


@pytest.mark.parametrize("name", ["Africa/Casablanca", "Asia/Amman", "America/Santiago", "Africa/Cairo", "Asia/Gaza"])
@pytest.mark.parametrize("since", [2019, 2026])
def test_zone_whose_rule_changes_is_written_as_its_clocks_went(name, since):
    zone, text = ZoneInfo(name), vtimezone(name, since).to_ical().decode()
    assert "RDATE" not in text
    read = Timezone.from_ical(text).to_tz(lookup_tzid=False)
    for day in range(0, 365 * (2034 - since), 11):
        noon = datetime(since, 1, 1, 12) + timedelta(days=day)
        assert noon.replace(tzinfo=read).utcoffset() == noon.replace(tzinfo=zone).utcoffset(), noon
