"""What is ticked in a list is read once, in the order of the page, and no more of it than one request decides."""

from django.http import QueryDict

from intake.forms import ticked


def test_one_request_decides_two_hundred_rows_at_most_each_once():
    data = QueryDict(mutable=True)
    data.setlist("row", ["7", "7", "x", "²", "-1", "9" * 10, *map(str, range(300))])
    assert ticked(data) == [7, *(number for number in range(200) if number != 7)]


def test_every_row_of_the_page_is_meant_by_one_tick():
    data = QueryDict("every=1&listed=3&listed=4&row=4")
    assert ticked(data) == [3, 4]
