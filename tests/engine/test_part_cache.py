"""What was read is kept while the state of the site stays the same, and not a request longer."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.contrib.auth.models import Group
from django.contrib.sessions.models import Session
from django.db import IntegrityError, connection, connections, transaction

from campaign.models import Collective
from engine import part_cache, versions
from engine.part_cache import cached, cached_rows, rows_unless_none
from engine.versions import Dependencies, depend_on, tracking
from places.models import Commune


class Reader:
    """Reads, and counts how often it had to."""

    def __init__(self) -> None:
        self.times = 0

    def __call__(self):
        self.times += 1
        return list(Commune.objects.order_by("pk"))


@pytest.mark.django_db(transaction=True)
def test_read_once_until_something_is_written(commune):
    read = Reader()
    assert cached("communes", read) is cached("communes", read) and read.times == 1
    cached("others", read)
    assert read.times == 2
    Commune.objects.filter(pk=commune.pk).update(population=1)
    cached("communes", read)
    assert read.times == 3


@pytest.mark.django_db(transaction=True)
def test_nothing_is_remembered_inside_a_transaction(commune):
    read = Reader()
    with transaction.atomic():
        cached("communes", read)
        Commune.objects.filter(pk=commune.pk).update(population=7)
        cached("communes", read)
    assert read.times == 2
    assert cached_rows("communes", read)[0].population == 7


@pytest.mark.django_db(transaction=True)
def test_what_was_written_while_reading_is_not_hidden(commune):
    def slow():
        found = Commune.objects.get(pk=commune.pk).population
        Commune.objects.filter(pk=commune.pk).update(population=found + 1)
        cached("something else", lambda: None)  # another request, which has seen the new state
        return found

    first = cached("population", slow)
    assert cached("population", lambda: Commune.objects.get(pk=commune.pk).population) == first + 1


@pytest.mark.django_db(transaction=True)
def test_rows_are_copies_so_that_one_page_marks_nothing_on_another(commune):
    read = Reader()
    mine = cached_rows("communes", read)
    mine[0].name, mine[0].unread = "Changée", True
    other = cached_rows("communes", read)[0]
    assert other.name == commune.name and not hasattr(other, "unread") and read.times == 1


@pytest.mark.django_db(transaction=True)
def test_rows_are_read_anew_and_nothing_is_asked_while_there_are_none(commune):
    read = Reader()
    for times in (1, 2):
        assert rows_unless_none("communes", read) == [commune] and read.times == times
    Commune.objects.all().delete()
    assert rows_unless_none("communes", read) == rows_unless_none("communes", read) == [] and read.times == 3
    commune.save(force_insert=True)
    assert rows_unless_none("communes", read) == [commune] and read.times == 4


@pytest.mark.django_db(transaction=True)
def test_least_asked_for_is_given_up_first(monkeypatch):
    monkeypatch.setattr(part_cache, "MOST", 2)
    read = Reader()
    for name in ("a", "b", "a", "c", "a"):
        cached(name, read)
    assert read.times == 3
    cached("b", read)
    assert read.times == 4


@pytest.mark.django_db(transaction=True)
def test_what_is_long_takes_the_place_of_several(monkeypatch):
    monkeypatch.setattr(part_cache, "MOST", 4)
    read = Reader()
    for name in ("a", "b"):
        cached(name, read)
    cached("long", read, weight=3)
    cached("b", read)
    assert read.times == 3
    cached("a", read)
    assert read.times == 4


@pytest.mark.django_db(transaction=True)
def test_what_was_written_elsewhere_is_no_reason_to_read_again(commune):
    read = Reader()
    cached_rows("communes", read)
    Collective.objects.update(name="Autrement")
    cached_rows("communes", read)
    assert read.times == 1
    Commune.objects.update(population=3)
    assert cached_rows("communes", read)[0].population == 3 and read.times == 2


@pytest.mark.django_db(transaction=True)
def test_what_is_made_of_remembered_things_is_old_with_them(commune):
    def rows():
        return cached("inner", lambda: list(Commune.objects.all()))

    def largest():
        return max(row.population for row in rows())

    rows()
    cached("outer", largest)
    Commune.objects.update(population=9_999_999)
    assert cached("outer", largest) == 9_999_999


@pytest.mark.django_db(transaction=True)
def test_what_a_transaction_may_undo_is_remembered_by_nobody(commune):
    dependencies = Dependencies()
    with transaction.atomic():
        Commune.objects.update(population=7)
        with tracking(dependencies):
            rows = list(Commune.objects.all())
        transaction.set_rollback(True)

    def made_of_them():
        depend_on(dependencies)
        return rows[0].population

    assert cached("made", made_of_them) == 7
    assert cached("made", lambda: Commune.objects.get(pk=commune.pk).population) != 7


@pytest.mark.django_db(transaction=True)
def test_tables_that_nobody_watches_are_remembered_by_nobody(db):
    read = Reader()
    for _twice in range(2):
        cached_rows("sessions", lambda: read() + list(Session.objects.all()))
    assert read.times == 2


@pytest.mark.django_db(transaction=True)
def test_many_who_ask_at_once_read_once(commune):
    read, together = Reader(), threading.Barrier(4)
    cached("others", Reader())  # so that the table has a version

    def slowly():
        time.sleep(0.2)
        return read()

    def ask():
        together.wait()
        try:
            return len(cached("communes", slowly))
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as threads:
        assert [one.result() for one in [threads.submit(ask) for _ in range(4)]] == [1] * 4
    assert read.times == 1


@pytest.mark.django_db(transaction=True)
def test_nothing_is_remembered_for_long_though_nobody_writes(commune, monkeypatch):
    monkeypatch.setattr(part_cache, "SECONDS", -1)
    read = Reader()
    for _twice in range(2):
        cached_rows("communes", read)
    assert read.times == 2


@pytest.mark.django_db(transaction=True)
def test_who_fails_lets_the_others_read(commune):
    with pytest.raises(ZeroDivisionError):
        cached("failing", lambda: 1 // 0)
    assert cached("failing", lambda: 1) == 1 and not part_cache._in_flight


# -- When it is told ---------------------------------------------------------------------------------------------------
def names():
    """Remembered, and read by whoever asks."""
    return cached("names", lambda: set(Group.objects.values_list("name", flat=True)))


def elsewhere(call):
    """What another thread is answered, with a connection of its own."""

    def ask():
        try:
            return call()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as threads:
        return threads.submit(ask).result()


@pytest.mark.django_db(transaction=True)
def test_who_is_sent_to_look_after_a_transaction_finds_what_it_wrote():
    names()
    found = []
    with transaction.atomic():
        transaction.on_commit(lambda: found.append(elsewhere(names)))
        Group.objects.create(name="imprimeurs")
    assert "imprimeurs" in found[0]


@pytest.mark.django_db(transaction=True)
def test_failure_after_a_transaction_hides_nothing_that_it_wrote():
    names()
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        transaction.on_commit(lambda: 1 // 0)
        Group.objects.create(name="imprimeurs")
    assert "imprimeurs" in names()


@pytest.mark.django_db(transaction=True)
def test_statement_that_fails_in_the_middle_is_told_of():
    names()
    with pytest.raises(IntegrityError), connection.cursor() as cursor:
        cursor.executemany("INSERT INTO auth_group (name) VALUES (%s)", [("imprimeurs",), ("imprimeurs",)])
    assert names() == set(Group.objects.values_list("name", flat=True))


@pytest.mark.django_db(transaction=True)
def test_who_looks_while_a_row_is_being_kept_does_not_hide_it(monkeypatch):
    """SQLite keeps a row whose number it is asked for once that number was read: others may look before."""
    names()
    invalidate = versions.invalidate

    def invalidate_and_look(*args, **kwargs):
        invalidate(*args, **kwargs)
        elsewhere(names)

    monkeypatch.setattr(versions, "invalidate", invalidate_and_look)
    Group.objects.create(name="imprimeurs")
    monkeypatch.setattr(versions, "invalidate", invalidate)
    assert "imprimeurs" in names()
