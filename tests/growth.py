"""Whether work grows with its input or faster: no figure of a machine, only how the figures of one machine relate."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from typing import Any

LEAST = 0.005  # seconds: below, a clock says little
LARGEST = 1 << 15  # above, texts outgrow a processor's own memory, which makes a line look like a square


def processor_seconds(work: Callable[[Any], object], given: Any, *, times: int = 1) -> float:
    """The least that this thread needed, in three goes, for doing it so many `times`."""
    taken = []
    for _ in range(3):
        begun = time.thread_time()
        for _ in range(times):
            work(given)
        taken.append(time.thread_time() - begun)
    return min(taken)


def growth(work: Callable[[Any], object], make: Callable[[int], Any], size: int) -> float:
    """How many times as long four times as much takes: 4 when it is in proportion, 16 when it is its square.

    `size` is doubled until the smaller one takes long enough, but not past LARGEST: then it is done several times.
    """
    work(make(size))  # what is loaded or compiled at first
    while (taken := processor_seconds(work, make(size))) < LEAST and size < LARGEST:
        size *= 2
    times = max(1, math.ceil(LEAST / max(taken, 1e-6)))
    small, large = make(size), make(4 * size)
    # What runs beside takes its part of the processor's memory for a while: a square is one each time.
    return min(
        processor_seconds(work, large, times=times) / processor_seconds(work, small, times=times) for _ in range(3)
    )
