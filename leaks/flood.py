"""Flood control without addresses: how much each way in takes, whoever sends it, and when the door slows.

Budgets are apart, so that none closes the door for another: messages alone, submissions with files, each conversation
by itself; the site and the onion service. Near the end of one the door slows instead of closing: a form is good some
seconds after it was given out, once (`tickets`), and a minute lets so many through (`Drip`). Only what was kept is
counted, and what was cleaned in vain.
"""

from __future__ import annotations

import math
import os
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from leaks.counts import Bucket, Drip
from leaks.exceptions import Flooded
from leaks.receipts import COMING_BACK, SENDING
from leaks.rules import is_onion
from leaks.tickets import Ticket
from leaks.turns import Cleaners, Turn

_MB = 1024 * 1024
A_FORM = _MB  # what always may come in: words that open, answer or erase a conversation
_COPIES = 3  # of a submission on the disk at once: as it came or as it was cleaned, sealed, and in the store
_HOUR = 3600
_IN_VAIN = 900  # seconds of cleaning an hour that may end in a refusal before the door slows for files
SOON = 10  # seconds after which what is busy may be asked again
ADDED = "added"  # the way in of conversations


class Door:
    """One way in for new sources: `site` or `onion`."""

    def __init__(self, name: str, *, times: int) -> None:
        self.name = name
        an_hour = settings.LEAKS_PER_HOUR * times
        self.hourly = {kind: Bucket(f"{name}:{kind}", size=an_hour, hours=1) for kind in ("message", "files")}
        # When slow: as many messages a minute as in an hour otherwise; of files, that have to be cleaned, a sixth.
        self.drips = {
            "message": Drip(f"{name}:message:slow", size=an_hour),
            "files": Drip(f"{name}:files:slow", size=max(1, an_hour // 6)),
        }
        self.megabytes = Bucket(f"{name}:megabytes", size=settings.LEAKS_BYTES_PER_DAY * times // _MB, hours=24)
        self.in_vain = Bucket(f"{name}:in-vain", size=_IN_VAIN * times, hours=1)
        self.wrong = Bucket(f"{name}:wrong", size=an_hour, hours=1)

    def is_slow(self, kind: str) -> bool:
        """Whether a form of this kind (`message` or `files`) has to wait just now."""
        return self.hourly[kind].is_near_its_end or (kind == "files" and self.in_vain.left < 1)

    @property
    def is_slow_to_come_back(self) -> bool:
        """Whether so many wrong receipts came, or so many receipts wait, that coming back takes a wait as well."""
        return self.wrong.left < 1 or COMING_BACK.is_busy

    def forget(self) -> None:
        """Empty every count."""
        for bucket in (*self.hourly.values(), *self.drips.values(), self.megabytes, self.in_vain, self.wrong):
            bucket.forget()


@dataclass(frozen=True)
class Visit:
    """By which way somebody came, and with which ticket; nothing of who it is."""

    door: Door
    ticket: Ticket | None
    has_paid: bool = False  # with this ticket, when it came the first time

    def pay(self, drip: Drip | None = None) -> None:
        """Use the ticket up at a slow door. Raises `Flooded` with the seconds to wait, and then it stays good."""
        if self.has_paid:
            return
        if self.ticket is None or (wait := self.ticket.wait) > 0:
            raise Flooded(settings.LEAKS_WAIT_SECONDS if self.ticket is None else wait)
        if drip is not None and drip.take(1):
            raise Flooded(SOON)
        if not self.ticket.spend():
            if drip is not None:
                drip.give_back(1)
            raise Flooded(settings.LEAKS_WAIT_SECONDS)


class Gate:
    """The limits, made from the settings at the first use: counts of the whole door, places of this process."""

    def __init__(self) -> None:
        self.doors = {"site": Door("site", times=1), "onion": Door("onion", times=settings.LEAKS_ONION_TIMES)}
        self.added = Bucket("added:megabytes", size=settings.LEAKS_BYTES_PER_DAY // _MB, hours=24)
        self.cleaners = Cleaners(places=settings.LEAKS_WORKERS, waiting=settings.LEAKS_QUEUE)

    def door(self, host: str) -> Door:
        """The way in by which a request for this host came."""
        return self.doors["onion" if is_onion(host) else "site"]

    @contextmanager
    def submission(self, visit: Visit, *, size: int, has_files: bool) -> Iterator[Turn]:
        """Let a new source in, or raise `Flooded`. It counts once it is kept: when nothing is raised inside."""
        kind, door = ("files" if has_files else "message"), visit.door
        refuse_when_disk_is_short(size, has_files=has_files)
        if SENDING.is_full or (has_files and self.cleaners.is_full(door.name)):
            raise Flooded(SOON if not has_files else 60)
        megabytes = math.ceil(size / _MB) if has_files else 0
        if megabytes and (hours := door.megabytes.wait(megabytes)):
            raise Flooded(hours * _HOUR, only_files=True)
        if door.is_slow(kind):
            visit.pay(door.drips[kind])
        if megabytes and (hours := door.megabytes.take(megabytes)):
            raise Flooded(hours * _HOUR, only_files=True)
        turn = Turn(door.name, left=seconds_of_a_submission(size))
        try:
            yield turn
        except BaseException:
            if megabytes:
                door.megabytes.give_back(megabytes)
            if turn.used:
                door.in_vain.note(math.ceil(turn.used))
            raise
        door.hourly[kind].note(1)
        if visit.ticket is not None:
            visit.ticket.spend()  # what comes with it from now on is an addition

    @contextmanager
    def addition(self, budget: str, *, size: int, has_files: bool) -> Iterator[Turn]:
        """Let more into a conversation, whose budget is its own. Raises `Flooded`; new sources are not asked."""
        refuse_when_disk_is_short(size, has_files=has_files)
        if has_files and self.cleaners.is_full(ADDED):
            raise Flooded(60)
        megabytes = math.ceil(size / _MB) if size > A_FORM else 0
        if megabytes and (hours := self.added.take(megabytes)):
            raise Flooded(hours * _HOUR, only_files=True)
        own = Bucket(f"conversation:{budget}", size=settings.LEAKS_PER_CONVERSATION, hours=1)
        try:
            if hours := own.take(1):
                raise Flooded(hours * _HOUR)
            yield Turn(ADDED, left=seconds_of_a_submission(size))
        except BaseException:
            if megabytes:
                self.added.give_back(megabytes)
            raise

    def may_hurry(self, budget: str) -> bool:
        """Whether whoever opened this conversation need not wait the next time: some times an hour."""
        return not Bucket(f"opened:{budget}", size=3 * settings.LEAKS_PER_CONVERSATION, hours=1).take(1)

    def forget(self) -> None:
        """Empty every count but the conversations'."""
        self.added.forget()
        for door in self.doors.values():
            door.forget()


def seconds_of_a_submission(size: int) -> float:
    """The seconds that all files of one submission may be cleaned, by their bytes together."""
    return min(float(settings.LEAKS_CLEANING_SECONDS), 90 + 3 * size / _MB)


def refuse_when_disk_is_short(size: int, *, has_files: bool) -> None:
    """Raise `Flooded` when the disk has no room; words alone may use half of what is kept free."""
    if _free_disk(has_files=has_files) < _COPIES * size:
        raise Flooded(24 * _HOUR, only_files=has_files)


def _free_disk(*, has_files: bool = True) -> int:
    """What may still be written before the floor is reached; less than nothing below it."""
    disk = os.statvfs(settings.DATA_DIR)
    floor = int(settings.LEAKS_DISK_FLOOR)
    return int(disk.f_bavail * disk.f_frsize) - (floor if has_files else floor // 2)


def _megabytes_for(path: str, host: str) -> Bucket:
    return gate().added if path.rstrip("/").endswith("/suivi") else gate().door(host).megabytes


def room(scope: Mapping[str, Any]) -> int:
    """The largest body that may come in now: asked before its first byte is read."""
    host = next((value.decode("latin-1") for name, value in scope["headers"] if name == b"host"), "")
    bucket = _megabytes_for(scope["path"], host)
    largest = settings.LEAKS_BODY_LIMIT + _MB if bucket.is_untouched else bucket.left * _MB
    return max(A_FORM, min(largest, _free_disk() // _COPIES))


def seconds_until_room(path: str, host: str, size: int) -> int:
    """When to come back with a body of this size, for which there was no room."""
    if _free_disk() < _COPIES * size:
        return 24 * _HOUR
    return (_megabytes_for(path, host).wait(math.ceil(size / _MB)) or 1) * _HOUR


def hours_until_files(door: Door) -> int:
    """How long no file at all can come in by this door; 0 when some can."""
    if _free_disk() < _COPIES * _MB:
        return 24
    return door.megabytes.wait(1)


def hours_until_anything() -> int:
    """How long not even a message can come in; 0 when it can."""
    return 24 if _free_disk(has_files=False) < _COPIES * A_FORM else 0


def files_wait(door: Door) -> bool:
    """Whether as many submissions with files wait for their cleaning as may."""
    return gate().cleaners.is_full(door.name)


_gate: Gate | None = None
_making = threading.Lock()


def gate() -> Gate:
    """This process's gate."""
    global _gate
    with _making:
        if _gate is None:
            _gate = Gate()
        return _gate


def reset() -> None:
    """Forget all counts (tests, changed settings)."""
    global _gate
    with _making:
        if _gate is not None:
            _gate.forget()
        _gate = None
