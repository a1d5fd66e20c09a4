"""What was read is kept while the state of the site stays the same, and not a request longer."""

import pytest
from django.db import transaction

from places.models import Commune
from safety import remembering
from safety.remembering import remembered, remembered_rows


class Reader:
    """Reads, and counts how often it had to."""

    def __init__(self) -> None:
        self.times = 0

    def __call__(self):
        self.times += 1
        return Commune.objects.order_by("pk")


@pytest.mark.django_db(transaction=True)
def test_read_once_until_something_is_written(commune):
    read = Reader()
    assert remembered("communes", read) is remembered("communes", read) and read.times == 1
    remembered("others", read)
    assert read.times == 2
    Commune.objects.filter(pk=commune.pk).update(population=1)
    remembered("communes", read)
    assert read.times == 3


@pytest.mark.django_db(transaction=True)
def test_nothing_is_remembered_inside_a_transaction(commune):
    read = Reader()
    with transaction.atomic():
        remembered("communes", read)
        Commune.objects.filter(pk=commune.pk).update(population=7)
        remembered("communes", read)
    assert read.times == 2
    assert remembered_rows("communes", read)[0].population == 7


@pytest.mark.django_db(transaction=True)
def test_what_was_written_while_reading_is_not_hidden(commune):
    def slow():
        found = Commune.objects.get(pk=commune.pk).population
        Commune.objects.filter(pk=commune.pk).update(population=found + 1)
        remembered("something else", lambda: None)  # another request, which has seen the new state
        return found

    first = remembered("population", slow)
    assert remembered("population", lambda: Commune.objects.get(pk=commune.pk).population) == first + 1


@pytest.mark.django_db(transaction=True)
def test_rows_are_copies_so_that_one_page_marks_nothing_on_another(commune):
    read = Reader()
    mine = remembered_rows("communes", read)
    mine[0].name, mine[0].unread = "Changée", True
    other = remembered_rows("communes", read)[0]
    assert other.name == commune.name and not hasattr(other, "unread") and read.times == 1


@pytest.mark.django_db(transaction=True)
def test_least_asked_for_is_given_up_first(monkeypatch):
    monkeypatch.setattr(remembering, "MOST", 2)
    read = Reader()
    for name in ("a", "b", "a", "c", "a"):
        remembered(name, read)
    assert read.times == 3
    remembered("b", read)
    assert read.times == 4


@pytest.mark.django_db(transaction=True)
def test_what_is_long_takes_the_place_of_several(monkeypatch):
    monkeypatch.setattr(remembering, "MOST", 4)
    read = Reader()
    for name in ("a", "b"):
        remembered(name, read)
    remembered("long", read, weight=3)
    remembered("b", read)
    assert read.times == 3
    remembered("a", read)
    assert read.times == 4
