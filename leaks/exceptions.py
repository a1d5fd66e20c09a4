"""What can go wrong at the drop, and for whom. Each one becomes a page with a sentence, never a log line."""

from __future__ import annotations

from leaks.reports import FileReport


class DropClosed(Exception):
    """Nothing can be sealed or cleaned now: no recipient has a key, or the cleaner does not work."""


class Flooded(Exception):
    """Too much came in lately; `seconds` says when to come back.

    `only_files`: a message alone would be let in now.
    """

    def __init__(self, seconds: int, *, only_files: bool = False) -> None:
        super().__init__(seconds)
        self.seconds = seconds
        self.only_files = only_files


class EverythingRefused(Exception):
    """Not one of the files could be cleaned: nothing was kept, and the source must hear why."""

    def __init__(self, reports: list[FileReport]) -> None:
        super().__init__(len(reports))
        self.reports = reports


class UnknownWord(Exception):
    """A word of the typed receipt is in no list: a typo, told before anything is thrown away."""

    def __init__(self, word: str) -> None:
        super().__init__()
        self.word = word


class WrongLength(Exception):
    """The typed receipt has not seven words."""


class NoConversation(Exception):
    """The receipt opens nothing: erased, expired, or never given."""


class StillCleaning(NoConversation):
    """Nothing is kept yet under these words; what came with them is being cleaned."""


class KeyRefused(Exception):
    """A change of the key set that the rules forbid; the message is a sentence for the recipient."""
