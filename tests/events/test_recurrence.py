"""The pure half of recurrence: no row is needed."""

from __future__ import annotations

import calendar
import time
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events import recurrence
from events.exceptions import BrokenRule
from events.recurrence import Rhythm, at_zone, check_first, local_starts, next_starts, parse_rule

PARIS = ZoneInfo("Europe/Paris")
FAR = datetime(2100, 1, 1)


def days(rule: str, first: datetime, number: int, **end) -> list[date]:
    starts = local_starts(Rhythm(rule, **end), first, before=FAR)
    return [start.date() for start, _ in zip(starts, range(number), strict=False)]


def test_second_thursday_is_the_same_wall_time_on_both_sides_of_the_clock_change():
    starts = list(
        local_starts(Rhythm("FREQ=MONTHLY;BYDAY=2TH"), datetime(2026, 3, 12, 19), before=datetime(2026, 12, 1))
    )
    moments = [at_zone(start, PARIS) for start in starts]
    assert {start.hour for start in starts} == {19}
    assert [moment.hour for moment in moments] == [18, 17, 17, 17, 17, 17, 17, 17, 18]


def test_skipped_hour_of_spring_is_reckoned_with_the_offset_before():
    assert at_zone(datetime(2026, 3, 29, 2, 30), PARIS) == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)


def test_repeated_hour_of_autumn_is_its_first_passage():
    assert at_zone(datetime(2026, 10, 25, 2, 30), PARIS) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


def test_weekly_sunday_at_half_past_two_goes_through_the_skipped_hour_without_drifting():
    starts = local_starts(Rhythm("FREQ=WEEKLY;BYDAY=SU"), datetime(2026, 3, 22, 2, 30), before=datetime(2026, 4, 6))
    shown = [at_zone(start, PARIS).astimezone(PARIS).strftime("%d %H:%M") for start in starts]
    assert shown == ["22 02:30", "29 03:30", "05 02:30"]


def test_fifth_friday_leaves_out_the_months_without_one():
    assert days("FREQ=MONTHLY;BYDAY=5FR", datetime(2026, 1, 30, 18), 4) == [
        date(2026, 1, 30),
        date(2026, 5, 29),
        date(2026, 7, 31),
        date(2026, 10, 30),
    ]


def test_thirty_first_leaves_out_the_short_months():
    assert days("FREQ=MONTHLY;BYMONTHDAY=31", datetime(2026, 1, 31, 18), 4) == [
        date(2026, 1, 31),
        date(2026, 3, 31),
        date(2026, 5, 31),
        date(2026, 7, 31),
    ]


def test_end_includes_its_last_day():
    assert days("FREQ=WEEKLY;BYDAY=TH", datetime(2026, 1, 1, 19), 9, until=date(2026, 1, 15)) == [
        date(2026, 1, 1),
        date(2026, 1, 8),
        date(2026, 1, 15),
    ]


def test_count_stops_the_series():
    assert len(days("FREQ=WEEKLY;BYDAY=TH", datetime(2026, 1, 1, 19), 50, count=7)) == 7


def test_no_rule_is_one_date():
    assert days("", datetime(2026, 1, 1, 19), 5) == [date(2026, 1, 1)]


def test_next_starts_begin_at_the_given_moment():
    found = next_starts(
        Rhythm("FREQ=MONTHLY;BYDAY=2TH"), datetime(2020, 1, 9, 19), after=datetime(2026, 11, 12, 19), limit=2
    )
    assert found == [datetime(2026, 11, 12, 19), datetime(2026, 12, 10, 19)]


@given(
    st.dates(date(2024, 1, 1), date(2030, 12, 31)),
    st.sampled_from([preset for preset, _ in recurrence.PRESETS if preset not in ("", "rule")]),
)
def test_preset_gives_a_rule_whose_first_date_is_the_one_given(first, preset):
    try:
        rule = recurrence.rule_of_preset(preset, first)
    except BrokenRule:
        assert recurrence.rank_in_month(first) == 5 or not recurrence.is_last_in_month(first)
        return
    start = datetime(first.year, first.month, first.day, 19)
    check_first(Rhythm(rule), start)
    assert parse_rule(rule).rule == rule
    found = days(rule, start, 24)
    assert all(day.weekday() == first.weekday() for day in found)
    if preset in ("same-week", "last-week"):
        for before, after in zip(found, found[1:], strict=False):
            assert (after.year * 12 + after.month) - (before.year * 12 + before.month) == 1
            assert after - before in (timedelta(days=28), timedelta(days=35))
    if preset == "last-week":
        assert all(day.day > calendar.monthrange(day.year, day.month)[1] - 7 for day in found)


def test_preset_of_rule_finds_the_sentence_again():
    first = date(2026, 12, 10)
    for preset, _label in recurrence.PRESETS:
        if preset not in ("rule", "last-week"):
            assert recurrence.preset_of_rule(recurrence.rule_of_preset(preset, first), first) == preset
    assert recurrence.preset_of_rule("FREQ=YEARLY", first) == "rule"


@pytest.mark.parametrize(
    ("preset", "first"),
    [
        ("last-week", date(2026, 12, 10)),
        ("same-week", date(2026, 1, 30)),
        ("twice", date(2026, 1, 30)),
        ("x", date.max),
    ],
)
def test_preset_that_contradicts_the_first_date_is_refused(preset, first):
    with pytest.raises(BrokenRule):
        recurrence.rule_of_preset(preset, first)


def test_pasted_rule_is_read_and_its_end_taken_apart():
    assert parse_rule(" rrule:FREQ=MONTHLY;INTERVAL=1;BYDAY=2TH;UNTIL=20261231T220000Z ") == Rhythm(
        "FREQ=MONTHLY;BYDAY=2TH", until=date(2026, 12, 31)
    )
    assert parse_rule("FREQ=WEEKLY;COUNT=10") == Rhythm("FREQ=WEEKLY", count=10)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "every thursday",
        "FREQ=SECONDLY",
        "FREQ=HOURLY",
        "BYDAY=2TH",
        "FREQ=DAILY;BYHOUR=1,2,3",
        "FREQ=WEEKLY;BYDAY=2TH",
        "FREQ=DAILY;BYMONTHDAY=31",
        "FREQ=MONTHLY;INTERVAL=0",
        "FREQ=MONTHLY;FREQ=WEEKLY",
        "FREQ=MONTHLY;BYMONTHDAY=32",
        "FREQ=WEEKLY;COUNT=2;UNTIL=20260101",
        "FREQ=WEEKLY;UNTIL=20260231",
        "FREQ=MONTHLY;BYSETPOS=1",
        "FREQ=DAILY;BYDAY=MO;BYSETPOS=2",
        "FREQ=WEEKLY;BYDAY=MO;BYSETPOS=9",
        "FREQ=MONTHLY;BYDAY=2TH\nDTSTART:20200101",
    ],
)
def test_rule_we_cannot_keep_is_refused(text):
    with pytest.raises(BrokenRule):
        parse_rule(text)


@pytest.mark.parametrize("rule", ["FREQ=MONTHLY;BYMONTH=2;BYMONTHDAY=30", "FREQ=MONTHLY;BYDAY=MO;BYSETPOS=9"])
def test_rule_without_any_date_is_refused_soon(rule):
    began = time.process_time()
    with pytest.raises(BrokenRule):
        check_first(Rhythm(rule), datetime(2026, 2, 28, 19))
    assert time.process_time() - began < 5


def test_daily_rule_is_told_years_later():
    starts = list(local_starts(Rhythm("FREQ=DAILY"), datetime(2016, 1, 1, 19), before=datetime(2026, 1, 1)))
    assert (len(starts), starts[-1]) == (3653, datetime(2025, 12, 31, 19))


def test_first_date_outside_the_rule_is_refused_and_the_right_one_named():
    with pytest.raises(BrokenRule, match="2026-12-10"):
        check_first(Rhythm("FREQ=MONTHLY;BYDAY=2TH"), datetime(2026, 12, 9, 19))
