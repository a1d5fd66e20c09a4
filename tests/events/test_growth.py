"""What the agenda's pages and calendars read does not grow with the dates that series have before them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from events.models import CalendarText, Occurrence

counts_steps = pytest.mark.skipif(connection.vendor != "sqlite", reason="SQLite alone counts its own steps.")
STEP = 20  # instructions of SQLite's machine


def steps(work) -> int:
    """How much SQLite does meanwhile: the same on every machine, however busy."""
    counted = []
    connection.ensure_connection()
    connection.connection.set_progress_handler(lambda: counted.append(1) and None, STEP)
    try:
        work()
    finally:
        connection.connection.set_progress_handler(None, 0)
    return len(counted)


@pytest.fixture
def series(make_event, collective):
    """Twelve weekly series with as many dates as are asked for, from tomorrow on."""
    events = [
        make_event(title=f"Série {index}", hosts=[collective], kind=("meeting", "talk")[index % 2])
        for index in range(12)
    ]

    def lengthen(number: int) -> None:
        Occurrence.objects.all().delete()
        rows = []
        for event in events:
            for week in range(number):
                start = event.starts_at + timedelta(days=7 * week)
                over = start + timedelta(hours=3)
                rows.append(Occurrence(event=event, date=start.date(), starts_at=start, over_at=over))
        Occurrence.objects.bulk_create(rows)
        type(events[0]).objects.update(recurrence="FREQ=WEEKLY", count=number)

    return lengthen


PAGES = [
    "/agenda/",
    "/agenda/?genre=talk",
    "/agenda/?quand=semaine",
    "/agenda/?vue=carte",
    "/agenda/?vue=carte&genre=talk",
    "/agenda/feed/",
    "/agenda/agenda.ics",
    "/agenda/agenda.ics?genre=talk",
    "/agenda/agenda.ics?lieu=Marseille",
    "/agenda/agenda.ics?du=2020-01-01",
    "/agenda/serie-1.ics",
    "/collectifs/marseille-a-decouvert/agenda.ics",
]


@counts_steps
@pytest.mark.parametrize("path", PAGES)
def test_pages_read_no_more_where_series_are_ten_times_as_long(source, series, path):
    counted = {}
    for number in (15, 150):
        series(number)
        source.get(path)  # settings and what calendars keep
        counted[number] = steps(lambda: source.get(path))
    assert counted[150] < 1.5 * counted[15], counted


@pytest.mark.parametrize("path", [path for path in PAGES if ".ics" in path])
def test_calendar_that_did_not_change_is_not_made(source, series, path):
    series(20)
    known = source.get(path)["ETag"]
    CalendarText.objects.all().delete()
    assert source.get(path, headers={"if-none-match": known}).status_code == 304
    assert not CalendarText.objects.exists()


def test_change_of_one_event_writes_one_text(source, series):
    from events import services

    series(20)
    whole = source.get("/agenda/agenda.ics").content
    CalendarText.objects.update(text="KEPT\r\n")
    services.cancel_date(Occurrence.objects.coming()[0], reason="Salle fermée")
    again = source.get("/agenda/agenda.ics").content
    assert (again.count(b"KEPT"), again.count(b"STATUS:CANCELLED")) == (11, 1)
    assert whole.count(b"BEGIN:VEVENT") == 12


def test_next_start_is_that_of_the_date_that_is_over_first(make_event):
    from events.queries import Filters, next_starts

    event = make_event(title="Série", recurrence="FREQ=DAILY", count=5)
    first, second, *_rest = event.occurrences.coming()
    assert next_starts(Filters()).get().soonest == first.starts_at
    event.occurrences.filter(pk=first.pk).update(status="skipped")
    assert next_starts(Filters()).get().soonest == second.starts_at
    Occurrence.objects.update(over_at=timezone.now() - timedelta(hours=1))
    assert next_starts(Filters()).get().soonest is None


@counts_steps
def test_digest_reads_one_date_of_each_series(series):
    from events.reports import announced_since

    counted = {}
    for number in (15, 150):
        series(number)
        found = [news.words() for news in announced_since(timezone.now() - timedelta(days=1))]
        counted[number] = steps(lambda: list(announced_since(timezone.now() - timedelta(days=1))))
    assert len(found) == 12
    assert counted[150] < 1.2 * counted[15], counted


@pytest.mark.parametrize("number", [1, 6])
def test_night_asks_one_question_of_series_that_have_their_dates(make_event, number, django_assert_num_queries):
    from events import services

    for index in range(number):
        make_event(title=f"Série {index}", recurrence="FREQ=WEEKLY")
    services.extend_occurrences()
    with django_assert_num_queries(1):
        assert services.extend_occurrences() == 0
    assert services.extend_occurrences(now=timezone.now() + timedelta(days=28)) >= 3 * number


@pytest.mark.django_db(transaction=True)  # inside a transaction nothing is cached
@pytest.mark.parametrize("number", [1, 60])
def test_page_of_an_event_costs_the_same_queries_for_one_and_many(
    source, make_event, collective, number, django_assert_max_num_queries
):
    make_event(title="Série", hosts=[collective], recurrence="FREQ=WEEKLY", count=number)
    source.cookies["a"] = "b"  # it is computed for whoever has a cookie
    source.get("/agenda/serie/")
    with django_assert_max_num_queries(0):
        source.get("/agenda/serie/")


@pytest.mark.django_db(transaction=True)  # inside a transaction nothing is cached
@pytest.mark.parametrize("number", [1, 12])
def test_month_costs_the_same_queries_for_one_and_many(
    source, make_event, collective, number, django_assert_max_num_queries
):
    for index in range(number):
        make_event(title=f"R {index}", hosts=[collective], recurrence="FREQ=DAILY", count=5)
    source.cookies["a"] = "b"  # it is computed for whoever has a cookie
    source.get("/agenda/?vue=mois")
    with django_assert_max_num_queries(4):
        source.get("/agenda/?vue=mois")
