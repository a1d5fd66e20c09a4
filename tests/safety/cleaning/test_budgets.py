"""The time of a cleaning grows with the bytes, by the kind; what is small and dear is refused by name, soon."""

from __future__ import annotations

import io
import time

import pytest

from safety.cleaning import Raw, Refused, clean, usual_limits
from safety.cleaning.budgets import Allowance, seconds_for
from tests.safety import dirty
from tests.safety.dirty import hostile
from tests.safety.judging import cleaned

MB = 1024 * 1024
ALWAYS = 24 * 3600.0


def seconds(kind: str, size: int) -> float:
    return seconds_for(kind, size=size, limits=usual_limits())


def test_seconds_for_grow_with_the_bytes_up_to_the_installations_limit() -> None:
    assert seconds("drawing:svg", 7_000) < 11
    assert seconds("drawing:svg", 7_000) < seconds("pdf:pdf", 7_000) < seconds("legacy:doc", 7_000) < 60
    assert seconds("pdf:pdf", 2 * MB) == pytest.approx(140)
    assert seconds("pdf:pdf", 200 * MB) == usual_limits().seconds
    assert seconds_for("video:mp4", size=MB, limits=usual_limits(seconds=5)) == 5


def test_seconds_for_a_kind_that_nobody_knows_are_few() -> None:
    assert seconds("", 7_000) == seconds("anything:else", 7_000) < 11


def test_allowance_believes_the_first_kind_alone() -> None:
    allowance = Allowance(size=7_000, limits=usual_limits(), pace=None)
    allowance.told("drawing:svg")
    allowance.told("video:mp4")
    assert allowance.kind == "drawing:svg" and allowance.left() < 11


def test_allowance_is_never_more_than_whoever_asked_gives() -> None:
    given = [3.0]
    allowance = Allowance(size=7_000, limits=usual_limits(), pace=lambda: given[0])
    assert allowance.left() == 3.0
    given[0] = -1.0
    assert allowance.left() == -1.0
    given[0] = ALWAYS
    assert allowance.left() < 11


@pytest.mark.parametrize("name", ["blanks.txt", "tags.html", "headers.eml"])
def test_clean_reads_long_runs_of_the_same_in_the_time_of_its_kind(name: str) -> None:
    cleaned(hostile.dear()[name], name)


def test_clean_refuses_a_drawing_that_never_ends_with_a_sentence_of_its_own() -> None:
    began = time.monotonic()
    with pytest.raises(Refused) as caught:
        clean(Raw("plan.svg", io.BytesIO(hostile.dear()["filters.svg"])))
    assert caught.value.code == "too_long", "no failure: it is told to split it or to choose a simpler format"
    assert time.monotonic() - began < 60, "not the three minutes of the installation's limit"


def test_clean_measures_a_kind_by_what_it_is_and_not_by_its_name() -> None:
    """Long after a drawing's time a converted document is still at work, whatever it is called."""
    kinds: list[str] = []
    told = Allowance.told

    class Listening(Allowance):
        def told(self, kind: str) -> None:
            kinds.append(kind)
            told(self, kind)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("safety.cleaning.engine.Allowance", Listening)
        cleaned(dirty.pdf(), "plan.svg")
        cleaned(dirty.package({"a.jpg": dirty.picture("JPEG")}), "plan.pdf")
    assert kinds == ["pdf:pdf", "archive:zip"], "told once a file, nested ones never"


def test_clean_stops_when_whoever_asked_has_no_time_left() -> None:
    with pytest.raises(Refused) as caught:
        clean(Raw("a.jpg", io.BytesIO(dirty.picture("JPEG"))), pace=lambda: 0.0)
    assert caught.value.code == "too_long"
