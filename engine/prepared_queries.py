"""Questions that nearly every page asks of the database, put into SQL once.

Building a query of a dozen conditions costs Django up to twenty times what the database needs to answer it. Here it is
built for one set of numbers; from then on only these are exchanged. The rows are those of any QuerySet.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import wraps
from typing import Any, ParamSpec
from weakref import WeakKeyDictionary

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import QuerySet

P = ParamSpec("P")
_FIRST = 2_147_000_000  # stand for what is asked while a query is built: they fit every column of numbers
_FIRST_MOMENT = datetime(2900, 1, 1, tzinfo=UTC)
_LARGEST, _LONGEST = 2**31 - 1, 100
_MOST_SHAPES = 200  # a list of another length is another query
_ALONE = -1
_CONVERTERS = "_converters_of_prepared_queries"  # where a connection keeps them

Shape = tuple[tuple[str, int, type[Any]], ...]


def prepared(build: Callable[P, QuerySet[Any]]) -> Callable[P, list[Any]]:
    """Make of a function that builds a QuerySet one that answers with its rows.

    It is called with names, for each an int, a str, a datetime or a list of ints or of strs. They must be nothing but
    values in the query, or words of it (`contains`, `startswith`): what is built once is asked again with others.
    Unusual ones (an empty list, what fits no column) are asked as ever.
    """
    known: dict[Shape, _Question] = {}

    @wraps(build)
    def ask(*args: P.args, **kwargs: P.kwargs) -> list[Any]:
        shape, values = _take_apart(kwargs)
        if args or not _is_usual(shape, values):
            return list(build(*args, **kwargs))
        question = known.get(shape)
        if question is None:
            if len(known) >= _MOST_SHAPES:
                known.clear()
            question = known[shape] = _Question(build, shape)
        return question.ask(values)

    return ask


def _take_apart(asked: dict[str, Any]) -> tuple[Shape, list[Any]]:
    """What is asked without its names, and how: each name with the length of its list, or _ALONE, and the kind."""
    shape, values = [], []
    for name in sorted(asked):
        given = asked[name]
        if isinstance(given, list):
            shape.append((name, len(given), type(given[0]) if given else int))
            values += given
        else:
            shape.append((name, _ALONE, type(given)))
            values.append(given)
    return tuple(shape), values


def _is_usual(shape: Shape, values: list[Any]) -> bool:
    """Whether the same SQL serves for it: for an empty list Django writes another, and asks nothing beyond a column."""
    return all(length for _name, length, _kind in shape) and all(map(_is_usual_value, values))


def _is_usual_value(one: Any) -> bool:
    if type(one) is int:
        return 0 <= one <= _LARGEST
    return len(one) <= _LONGEST if type(one) is str else type(one) is datetime and one.tzinfo is not None


def _mark(kind: type[Any], place: int) -> Any:
    """What stands for a value while a query is built."""
    if kind is datetime:
        return _FIRST_MOMENT + timedelta(days=place)
    return f"%{_FIRST + place}" if kind is str else _FIRST + place  # what is escaped in another way shows by its %


def _as_sent(value: Any, connection: BaseDatabaseWrapper) -> Any:
    """A value as Django hands it to this database."""
    return connection.ops.adapt_datetimefield_value(value) if type(value) is datetime else value


@dataclass(frozen=True)
class _Place:
    """Which value a parameter is, or has in it, between signs of LIKE."""

    number: int
    around: tuple[str, str] | None = None

    def fill(self, said: Any, value: Any, connection: BaseDatabaseWrapper) -> Any:
        """This value in the place of what stood for it in the query (`said`)."""
        if self.around is not None:
            before, after = self.around
            return f"{before}{connection.ops.prep_for_like_query(value)}{after}"
        if type(value) is datetime:
            return _as_sent(value, connection)
        return type(said)(value)  # PostgreSQL's numbers have types of their own


class _Question:
    """One query of one shape."""

    def __init__(self, build: Callable[..., QuerySet[Any]], shape: Shape) -> None:
        example: dict[str, Any] = {}
        marks: list[Any] = []  # for each value what stands for it while the query is built
        for name, length, kind in shape:
            own = [_mark(kind, len(marks) + number) for number in range(abs(length))]
            example[name] = own[0] if length == _ALONE else own
            marks += own
        does_more = TypeError(f"{build.__qualname__} does more with its values than to compare with them.")
        try:
            self._rows = build(**example)
        except ValueError as error:  # it makes a number of a word
            raise does_more from error
        self._alias = self._rows.db
        self._compiler = self._rows.query.get_compiler(self._alias)
        self._sql, self._params = self._compiler.as_sql()
        connection = connections[self._alias]
        places: dict[Any, _Place] = {}  # what stands for a value, or for a part of what is looked for → which value
        for number, mark in enumerate(marks):
            places[_as_sent(mark, connection)] = _Place(number)
            looked_for = connection.ops.prep_for_like_query(mark)
            places |= {f"{before}{looked_for}%": _Place(number, (before, "%")) for before in ("", "%")}
        # For each of its parameters the place of what is asked, or None for what the query says by itself.
        self._places = [places.get(said) if isinstance(said, int | str | datetime) else None for said in self._params]
        if set(range(len(marks))) - {place.number for place in filter(None, self._places)}:
            raise does_more

    def ask(self, values: Sequence[Any]) -> list[Any]:
        """The rows for these values."""
        connection = connections[self._alias]  # this thread's
        params = tuple(
            said if place is None else place.fill(said, values[place.number], connection)
            for said, place in zip(self._params, self._places, strict=True)
        )
        compiler = _twin(self._compiler, connection=connection, as_sql=lambda *_args, **_kwargs: (self._sql, params))
        compiler.get_converters = lambda columns: self._converters_of(compiler, columns)
        query = _twin(self._rows.query, get_compiler=lambda *_args, **_kwargs: compiler)
        return list(_twin(self._rows, _query=query))

    def _converters_of(self, compiler: Any, columns: Any) -> dict[int, Any]:
        """What makes values of what a connection answers: by columns, which never differ here, and by database.

        Finding them takes as long as the query. The connection keeps them: they hold it, and here would for ever.
        """
        of_connection = vars(compiler.connection)
        kept: WeakKeyDictionary[_Question, dict[int, Any]] | None = of_connection.get(_CONVERTERS)
        if kept is None:
            kept = of_connection[_CONVERTERS] = WeakKeyDictionary()
        known = kept.get(self)
        if known is None:
            known = kept[self] = type(compiler).get_converters(compiler, columns)
        return known


def _twin(original: Any, **changes: Any) -> Any:
    """A shallow copy with attributes of its own. `copy` would run a QuerySet."""
    made = object.__new__(type(original))
    made.__dict__.update(original.__dict__, **changes)
    return made
