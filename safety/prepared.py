"""Questions that nearly every page asks of the database, put into SQL once.

Building a query of a dozen conditions costs Django up to twenty times what the database needs to answer it. Here it is
built for one set of numbers; from then on only these are exchanged. The rows are those of any QuerySet.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any, ParamSpec

from django.db import connections
from django.db.models import QuerySet

P = ParamSpec("P")
_FIRST = 2_147_000_000  # stand for what is asked while a query is built: they fit every column of numbers
_LARGEST, _LONGEST = 2**31 - 1, 100
_MOST_SHAPES = 200  # a list of another length is another query
_ALONE = -1

Shape = tuple[tuple[str, int, type[Any]], ...]


def prepared(build: Callable[P, QuerySet[Any]]) -> Callable[P, list[Any]]:
    """Make of a function that builds a QuerySet one that answers with its rows.

    It is called with names, for each an int, a str or a list of ints. They must be nothing but values in the query:
    what is built once is asked again with others. Unusual ones (an empty list, what fits no column) are asked as ever.
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
            shape.append((name, len(given), int))
            values += given
        else:
            shape.append((name, _ALONE, type(given)))
            values.append(given)
    return tuple(shape), values


def _is_usual(shape: Shape, values: list[Any]) -> bool:
    """Whether the same SQL serves for it: for an empty list Django writes another, and asks nothing beyond a column."""
    return all(length for _name, length, _kind in shape) and all(
        0 <= one <= _LARGEST if type(one) is int else type(one) is str and len(one) <= _LONGEST for one in values
    )


class _Question:
    """One query of one shape."""

    def __init__(self, build: Callable[..., QuerySet[Any]], shape: Shape) -> None:
        example: dict[str, Any] = {}
        places: dict[Any, int] = {}  # what stands for a value while the query is built → which value
        for name, length, kind in shape:
            begin = len(places)
            marks = [kind(_FIRST + place) for place in range(begin, begin + abs(length))]
            example[name] = marks[0] if length == _ALONE else marks
            places |= {mark: begin + number for number, mark in enumerate(marks)}
        self._rows = build(**example)
        self._alias = self._rows.db
        self._compiler = self._rows.query.get_compiler(self._alias)
        self._sql, self._params = self._compiler.as_sql()
        # For each of its parameters the place of what is asked, or None for what the query says by itself.
        self._places = [places.get(said) if isinstance(said, int | str) else None for said in self._params]
        if set(places.values()) - set(self._places):
            raise TypeError(f"{build.__qualname__} does more with its values than to compare with them.")

    def ask(self, values: Sequence[int | str]) -> list[Any]:
        """The rows for these values."""
        params = tuple(
            said if place is None else type(said)(values[place])  # PostgreSQL's numbers have types of their own
            for said, place in zip(self._params, self._places, strict=True)
        )
        connection = connections[self._alias]  # this thread's
        compiler = _twin(self._compiler, connection=connection, as_sql=lambda *_args, **_kwargs: (self._sql, params))
        query = _twin(self._rows.query, get_compiler=lambda *_args, **_kwargs: compiler)
        return list(_twin(self._rows, _query=query))


def _twin(original: Any, **changes: Any) -> Any:
    """A shallow copy with attributes of its own. `copy` would run a QuerySet."""
    made = object.__new__(type(original))
    made.__dict__.update(original.__dict__, **changes)
    return made
