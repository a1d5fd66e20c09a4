"""Whose file is cleaned next: quick ones never wait for slow ones, and the ways in are served in turn."""

import threading
import time

import pytest

from leaks import turns
from leaks.turns import Cleaners, Turn
from safety.cleaning import Refused


class Crowd:
    """Submissions at work in threads of their own, each until it is told to end."""

    def __init__(self, cleaners: Cleaners) -> None:
        self.cleaners = cleaners
        self.order: list[str] = []
        self.ends: dict[str, threading.Event] = {}
        self.outcomes: dict[str, str] = {}
        self.threads: list[threading.Thread] = []
        self._lock = threading.Lock()

    def come(self, name: str, *, way: str = "site", used: float = 0.0, left: float = 600.0) -> None:
        self.ends[name] = threading.Event()
        turn = Turn(way, left=left, used=used)

        def work(pace) -> str:
            with self._lock:
                self.order.append(name)
            while not self.ends[name].wait(0.01):
                if pace() <= 0:
                    raise Refused("too_long")
            return "done"

        def live() -> None:
            try:
                self.outcomes[name] = self.cleaners.run(turn, work)
            except Refused as refusal:
                self.outcomes[name] = refusal.code

        known = self.busy
        self.threads.append(threading.Thread(target=live, daemon=True))
        self.threads[-1].start()
        until(lambda: self.busy > known or name in self.outcomes)

    @property
    def busy(self) -> int:
        return len(self.cleaners._running) + len(self.cleaners._waiting)

    def end(self, *names: str) -> None:
        for name in names:
            self.ends[name].set()
            until(lambda name=name: name in self.outcomes)


def until(true) -> None:
    end = time.monotonic() + 30
    while not true():
        assert time.monotonic() < end
        time.sleep(0.005)


@pytest.fixture
def crowd():
    crowd = Crowd(Cleaners(places=2, waiting=10))
    yield crowd
    for event in crowd.ends.values():
        event.set()
    for thread in crowd.threads:
        thread.join(30)


SLOW = turns.SOON


def test_no_more_work_at_once_than_there_are_places(crowd):
    for name in ("a", "b", "c"):
        crowd.come(name)
    assert crowd.order == ["a", "b"]
    crowd.end("a")
    until(lambda: crowd.order == ["a", "b", "c"])
    crowd.end("b", "c")
    assert set(crowd.outcomes.values()) == {"done"}


def test_slow_ones_leave_a_place_to_the_quick(crowd):
    for name in ("slow", "slow too", "and this"):
        crowd.come(name, used=SLOW)
    crowd.come("new")
    assert crowd.order == ["slow", "new"], "one place is never theirs"
    crowd.end("new", "slow")
    until(lambda: crowd.order == ["slow", "new", "slow too"])


def test_quick_one_that_takes_long_gives_way_and_starts_again(crowd, monkeypatch):
    monkeypatch.setattr(turns, "SOON", 0.05)
    crowd.come("slow", used=1.0)
    crowd.come("bomb")
    time.sleep(0.2)
    assert crowd.order == ["slow", "bomb"], "nobody waits: it may stay"
    crowd.come("new")
    until(lambda: crowd.order == ["slow", "bomb", "new"])
    crowd.end("new")
    assert "bomb" not in crowd.outcomes
    crowd.end("slow")
    until(lambda: crowd.order == ["slow", "bomb", "new", "bomb"])
    crowd.end("bomb")
    assert crowd.outcomes["bomb"] == "done"


def test_quick_one_that_takes_long_goes_on_where_no_slow_one_is(crowd, monkeypatch):
    monkeypatch.setattr(turns, "SOON", 0.05)
    crowd.come("large")
    until(lambda: crowd.cleaners._running[0].slow)
    crowd.come("new")
    crowd.come("newer")
    crowd.end("new")
    until(lambda: "newer" in crowd.order)
    crowd.end("newer", "large")
    assert crowd.order == ["large", "new", "newer"], "it never began again"


def test_ways_in_are_served_in_turn(crowd):
    crowd.come("one")
    crowd.come("two")
    for number in range(3):
        crowd.come(f"added {number}", way="added")
    crowd.come("new", way="site")
    crowd.come("onion", way="onion")
    crowd.end("one")
    until(lambda: len(crowd.order) == 3)
    crowd.end("two")
    until(lambda: len(crowd.order) == 4)
    assert set(crowd.order[2:]) == {"added 0", "onion"}, "those whose way was not served yet"
    crowd.end("onion")
    until(lambda: len(crowd.order) == 5)
    assert crowd.order[4] == "new", "before the two additions that came earlier"


def test_submission_past_its_seconds_is_refused_by_name(crowd):
    crowd.come("long", used=SLOW, left=0.05)
    until(lambda: "long" in crowd.outcomes)
    assert crowd.outcomes["long"] == "out_of_time"
    crowd.come("over", left=0.0)
    assert crowd.outcomes["over"] == "out_of_time"


def test_crowd_on_one_way_leaves_the_others_open():
    crowd = Crowd(Cleaners(places=2, waiting=2))
    for number in range(4):
        crowd.come(f"{number}", way="added")
    assert crowd.cleaners.is_full("added") and not crowd.cleaners.is_full("site")
    crowd.come("one more", way="added")
    assert crowd.outcomes == {"one more": "busy"}
    crowd.come("new", way="site")
    assert "new" not in crowd.outcomes
    crowd.end(*[f"{number}" for number in range(4)], "new")
    assert crowd.outcomes["new"] == "done"
