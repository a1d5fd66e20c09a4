"""Refusals of this room, each a sentence for the person refused."""

from __future__ import annotations


class CannotLeave(Exception):
    """The account holds something that would be lost with it; the sentence says what to do first."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence
