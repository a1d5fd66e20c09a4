"""Dates of which only the year or month is known."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from surveillance.validators import read_partial_date, sorting_day


@pytest.mark.parametrize(
    ("typed", "day", "precision"),
    [
        ("2022", date(2022, 1, 1), "year"),
        ("2022-04", date(2022, 4, 1), "month"),
        ("04/2022", date(2022, 4, 1), "month"),
        (" Avril  2022 ", date(2022, 4, 1), "month"),
        ("août 2022", date(2022, 8, 1), "month"),
        ("december 2022", date(2022, 12, 1), "month"),
        ("2022-04-22", date(2022, 4, 22), "day"),
        ("22/04/2022", date(2022, 4, 22), "day"),
        ("22.4.2022", date(2022, 4, 22), "day"),
        ("1er mai 2022", date(2022, 5, 1), "day"),
    ],
)
def test_partial_date_is_read_as_people_write_it(typed, day, precision):
    read = read_partial_date(typed)
    assert (read.day, read.precision) == (day, precision)
    assert read_partial_date(str(read)) == read


@pytest.mark.parametrize(
    "typed", ["", "hier", "13/2022", "31/02/2022", "brumaire 2022", "22", "1789", "9999", "2022-00", "²022"]
)
def test_partial_date_that_means_nothing_is_refused_with_a_sentence(typed):
    with pytest.raises(ValidationError) as refusal:
        read_partial_date(typed)
    assert refusal.value.messages[0].endswith(".")


def test_year_sorts_after_its_months_unless_it_begins_a_story():
    year = date(2019, 1, 1)
    assert sorting_day(year, "year", begins=False) == date(2019, 12, 31)
    assert sorting_day(year, "year", begins=True) == year
    assert sorting_day(date(2020, 2, 1), "month", begins=False) == date(2020, 2, 29)
