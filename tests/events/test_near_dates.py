"""What the agenda says of days: which are near, where they lead, and what is told of dates beside the next one."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from events import services
from tests.events.conftest import page_of


@pytest.mark.parametrize(("days", "near"), [(0, True), (6, True), (7, False)])
def test_date_is_near_until_the_seventh_day(source, make_event, days, near):
    midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    make_event(title="Là", starts_at=midnight + timedelta(days=days), precision="day")
    page = page_of(source, "/agenda/")
    assert ("date-block--soon" in page) is near
    assert ('id="later"' in page) is not near


@pytest.mark.parametrize(("days", "says"), [(20, False), (300, False), (400, True)])
def test_date_says_its_year_where_it_is_far(source, make_event, days, says):
    start = timezone.localtime() + timedelta(days=days)
    make_event(title="Loin", starts_at=start)
    block = re.search(r'date-block__month">([^<]+)<', page_of(source, "/agenda/"))[1]
    assert block.endswith(f" {start.year}") is says


def test_small_calendar_leads_to_days_that_come_and_to_no_other(source, make_event):
    """A day that is over would lead to a list of what comes: to nothing."""
    now = timezone.now()
    make_event(title="Tout à l’heure", starts_at=now - timedelta(hours=9), ends_at=now - timedelta(hours=8))
    make_event(title="Hier", starts_at=now - timedelta(days=1))
    make_event(title="Demain", starts_at=now + timedelta(days=1))
    page = page_of(source, "/agenda/")
    days = set(re.findall(r"du=([\d-]+)&amp;au=", page))
    assert days == {timezone.localdate(now + timedelta(days=1)).isoformat()}
    for day in days:
        assert "Demain" in page_of(source, f"/agenda/?du={day}&au={day}")


def test_month_without_day_is_not_near(source, make_event):
    first = timezone.localtime().replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    event = make_event(title="Un jour de ce mois", starts_at=first, precision="month")
    assert not event.occurrences.get().is_soon
    assert "date-block--soon" not in page_of(source, "/agenda/")


def test_cancelled_series_is_no_regular_meeting(source, monthly):
    assert 'id="regular"' in page_of(source, "/agenda/")
    services.cancel_event(monthly, reason="Le lieu ferme")
    assert 'id="regular"' not in page_of(source, "/agenda/")


def test_further_dates_of_what_is_not_listed_lead_nowhere(source, client_of, organiser, make_event, pending):
    start = timezone.now() + timedelta(days=1)
    unlisted = make_event(title="À part", hosts=[pending], starts_at=start, recurrence="FREQ=DAILY", count=20)
    page = page_of(source, unlisted.get_absolute_url())
    assert re.search(r'<span class="chip">\s*<span aria-hidden="true">\+ ', page)
    assert "?serie=" not in page


def test_moved_date_says_so_and_its_hour_beside_the_others(source, monthly):
    row = monthly.occurrences.coming()[1]
    services.move_date(row, local_start=row.local_start.replace(hour=15, tzinfo=None), reason="")
    page = page_of(source, monthly.get_absolute_url())
    assert re.search(r'class="where" dir="auto">[^<]*\s·\sdéplacée,\s+15', page)
