"""A question put into SQL once answers as the QuerySet that it was made of."""

import gc
import threading
import weakref
from datetime import UTC, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.contrib.auth.models import Group
from django.db import connection, connections
from django.db.models import Exists, OuterRef, Value

from engine import prepared_queries as room
from engine.prepared_queries import prepared
from places.models import Commune


class Builder:
    """Builds a question, and counts how often it had to."""

    def __init__(self, build) -> None:
        self.build, self.times = build, 0
        self.__name__ = self.__qualname__ = "builder"

    def __call__(self, **asked):
        self.times += 1
        return self.build(**asked)


@pytest.fixture
def groups(db):
    return [Group.objects.create(name=f"groupe {number}") for number in range(4)]


def test_built_once_and_asked_with_other_numbers(groups):
    build = Builder(lambda pk: Group.objects.filter(pk=pk))
    ask = prepared(build)
    assert [ask(pk=group.pk) for group in groups] == [[group] for group in groups]
    assert ask(pk=0) == [] and build.times == 1


def test_each_answer_is_rows_of_its_own(groups):
    ask = prepared(lambda pk: Group.objects.filter(pk=pk))
    (first,) = ask(pk=groups[0].pk)
    first.name = "changé"
    assert ask(pk=groups[0].pk)[0].name == "groupe 0"


def test_what_was_written_since_is_there(groups):
    ask = prepared(lambda pk: Group.objects.filter(pk=pk).values_list("name", flat=True))
    assert ask(pk=groups[0].pk) == ["groupe 0"]
    Group.objects.filter(pk=groups[0].pk).update(name="autre")
    assert ask(pk=groups[0].pk) == ["autre"]


def test_list_of_any_length_is_compared_whole(groups):
    build = Builder(lambda among: Group.objects.filter(pk__in=among).order_by("pk"))
    ask = prepared(build)
    numbers = [group.pk for group in groups]
    for length in (1, 3, 4, 3, 1):
        assert ask(among=numbers[:length]) == groups[:length]
        assert ask(among=numbers[-length:]) == groups[-length:]
    assert build.times == 3  # one for each length
    assert ask(among=[]) == []


def test_one_number_in_several_places_beside_others(groups, member):
    member.groups.set(groups[:2])

    def build(user, group, others):
        mine = Group.objects.filter(user=user).exclude(pk=group).annotate(said=Value(7)).values_list("pk", "said")
        through = type(member).groups.through.objects.filter(user=user, group=OuterRef("pk"))
        rest = Group.objects.filter(~Exists(through), pk__in=others).annotate(said=Value(8)).values_list("pk", "said")
        return mine.union(rest, all=True)

    ask = prepared(build)
    for group in groups:
        asked = {"user": member.pk, "group": group.pk, "others": [one.pk for one in groups]}
        assert sorted(ask(**asked)) == sorted(build(**asked))


def test_rows_come_with_what_they_were_joined_with(commune, organiser):
    rows = prepared(lambda pk: type(organiser).objects.filter(pk=pk).prefetch_related("groups"))(pk=organiser.pk)
    assert rows == [organiser] and "groups" in rows[0]._prefetched_objects_cache
    assert prepared(lambda pk: Commune.objects.filter(pk=pk).values("name"))(pk=commune.pk) == [{"name": commune.name}]


def test_word_beside_a_number(groups):
    build = Builder(lambda pk, name: Group.objects.filter(pk=pk, name=name))
    ask = prepared(build)
    for word in ("groupe 0", "groupe 1", "", "x" * 1000, "2147000000"):
        assert ask(pk=groups[0].pk, name=word) == list(Group.objects.filter(pk=groups[0].pk, name=word))
    assert build.times == 2  # and the long one as ever


@pytest.mark.parametrize("number", [-1, 2**31, 2**70, None, True, 1.0])
def test_what_is_no_ordinary_number_is_asked_as_ever(number, groups):
    def build(pk):
        return Group.objects.filter(pk=pk)

    assert prepared(build)(pk=number) == list(build(pk=number))


def test_what_computes_with_its_numbers_is_refused(groups):
    with pytest.raises(TypeError, match="does more with its values"):
        prepared(lambda pk: Group.objects.filter(pk=pk + 10_000))(pk=1)
    with pytest.raises(TypeError, match="does more with its values"):
        prepared(lambda limit: Group.objects.all()[:limit])(limit=1)
    with pytest.raises(TypeError, match="does more with its values"):
        prepared(lambda pk: Group.objects.filter(pk=pk))(pk="1")
    if connection.vendor == "sqlite":  # where it is a LIKE without its own signs escaped
        with pytest.raises(TypeError, match="does more with its values"):
            prepared(lambda name: Group.objects.filter(name__iexact=name))(name="groupe 0")


def test_lengths_without_end_do_not_fill_the_memory(groups, monkeypatch):
    monkeypatch.setattr(room, "_MOST_SHAPES", 2)
    build = Builder(lambda among: Group.objects.filter(pk__in=among))
    ask = prepared(build)
    for length in (1, 2, 3, 1):
        ask(among=list(range(length)))
    assert build.times == 4


@pytest.mark.django_db(transaction=True)
def test_each_thread_asks_by_its_own_connection(member):
    ask = prepared(lambda pk: type(member).objects.filter(pk=pk).values_list("pk", flat=True))
    assert ask(pk=member.pk) == [member.pk]
    told = []

    def elsewhere() -> None:
        with connection.execute_wrapper(lambda run, *asked: told.append(threading.get_ident()) or run(*asked)):
            ask(pk=member.pk)
        connections.close_all()

    thread = threading.Thread(target=elsewhere)
    thread.start()
    thread.join()
    assert told == [thread.ident]


def test_words_are_looked_for_as_they_are_typed(groups):
    names = ["une caméra", "100 % caméra", "caméra_1", "la rue\\caméra", "rien"]
    Group.objects.bulk_create(Group(name=name) for name in names)

    def holding(words):
        rows = Group.objects.order_by("name")
        for word in words:
            rows = rows.filter(name__contains=word)
        return rows

    build = Builder(holding)
    ask = prepared(build)
    asked = [["caméra"], ["%"], ["_"], ["\\"], ["'"], ["caméra", "100"], ["100", "caméra"], ["caméra", "x" * 101]]
    for words in asked:
        assert ask(words=words) == list(holding(words)), words
    assert ask(words=["%"]) == [Group.objects.get(name="100 % caméra")]
    assert build.times == 3  # for one word, for two, and for what is too long to be usual
    beginning = prepared(lambda name: Group.objects.filter(name__startswith=name).order_by("name"))
    assert [group.name for group in beginning(name="100 %")] == ["100 % caméra"] and beginning(name="0 %") == []


def test_moments_are_compared_as_moments(member):
    member.refresh_from_db()  # the day is kept, not the hour
    people = type(member).objects
    build = Builder(lambda since, names: people.filter(date_joined__gt=since, username__in=names))
    ask = prepared(build)
    for apart in (-1, 0, 1):
        since = member.date_joined + timedelta(seconds=apart)
        for zone in (UTC, ZoneInfo("Pacific/Noumea")):
            assert ask(since=since.astimezone(zone), names=["membre"]) == ([member] if apart < 0 else []), apart
    assert build.times == 1
    assert ask(since=member.date_joined - timedelta(days=1), names=["membre", "personne"]) == [member]


def test_what_becomes_part_of_something_else_is_refused():
    with pytest.raises(TypeError):
        prepared(lambda name: Group.objects.filter(name__endswith=name))(name="x")


def test_what_makes_values_of_columns_is_looked_for_once_a_connection(member, monkeypatch):
    @prepared
    def seen(*, pk):
        return type(member).objects.filter(pk=pk)

    [first] = seen(pk=member.pk)
    looked = []
    find = type(connection.ops).get_db_converters
    monkeypatch.setattr(type(connection.ops), "get_db_converters", lambda *args: looked.append(args) or find(*args))
    [again] = seen(pk=member.pk)
    assert not looked
    assert (again.pk, again.public_name, again.is_active) == (first.pk, first.public_name, True)


@pytest.mark.django_db(transaction=True)
def test_connection_of_a_thread_that_ended_is_forgotten(member):
    """Threads of requests come and go: what a question kept of each would grow as long as the process lives."""

    @prepared
    def seen(*, pk):
        return type(member).objects.filter(pk=pk)  # with moments, which SQLite's connection makes of text

    assert seen(pk=member.pk) == [member]
    used = []

    def elsewhere() -> None:
        seen(pk=member.pk)
        used.append(weakref.ref(connections["default"]))
        connections.close_all()

    for _ in range(2):
        thread = threading.Thread(target=elsewhere)
        thread.start()
        thread.join()
    gc.collect()
    assert [one() for one in used] == [None, None]
