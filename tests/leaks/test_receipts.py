"""Receipts: enough words, no two alike, typed in any way, and useless to whoever has the disk."""

import itertools
import math

import pytest

from leaks.exceptions import UnknownWord, WrongLength
from leaks.receipts import LENGTH, derive, draw, normalise, words
from leaks.words import build


@pytest.mark.parametrize("language", ["fr", "en"])
def test_list_is_large_sorted_and_plain(language):
    found = words(language)
    assert len(found) == len(set(found)) >= 7776
    assert list(found) == sorted(found)
    assert all(word.isascii() and word.isalpha() and word.islower() and 3 <= len(word) <= 12 for word in found)
    assert LENGTH * math.log2(len(found)) > 90


def test_french_words_are_never_one_slip_apart():
    known = set(words("fr"))
    letters = "abcdefghijklmnopqrstuvwxyz"
    for word in known:
        cut = {word[:i] + word[i + 1 :] for i in range(len(word))}
        swapped = {word[:i] + word[i + 1] + word[i] + word[i + 2 :] for i in range(len(word) - 1)} - {word}
        assert not (cut | swapped) & known, word
    for word in itertools.islice(sorted(known), 0, None, 7):
        changed = {word[:i] + c + word[i + 1 :] for i in range(len(word)) for c in letters} - {word}
        assert not changed & known, word


@pytest.mark.parametrize("language", ["fr", "en"])
def test_list_holds_nothing_that_is_left_out(language):
    out = build.left_out()
    assert len(out) > 1000 and {"merde", "slut", "church", "synagogue", "fascist", "gauche", "trump", "macron"} <= out
    assert set(words(language)) & out == set()
    assert all(word.isascii() and word.isalpha() and word.islower() for word in out)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_rebuilt_list_is_the_one_that_stands_and_takes_in_no_word_left_out(language):
    assert build.rebuilt(language, ["Macron", "macron", "merde", "ab", "église"]) == list(words(language))
    assert ("zzyzxqwv" in build.rebuilt(language, ["zzyzxqwv"])) is True


def test_receipts_given_out_before_words_were_left_out_still_open():
    former = "activiste bouddha macron abbaye table emmerdeur whisky"
    assert normalise(former.upper()) == former


def test_receipt_is_drawn_from_the_whole_list():
    seen = {word for _ in range(3000) for word in draw("fr").split()}
    assert len(seen) > 0.85 * len(words("fr"))
    assert len(draw("en").split()) == LENGTH


def test_typing_does_not_matter():
    receipt = draw("fr")
    messy = ", ".join(f"{n}. {word.upper()}" for n, word in enumerate(receipt.split(), start=1))
    assert normalise(f"  {messy}\n") == receipt
    first, *rest = receipt.split()
    accented = " ".join([first.replace("e", "é").replace("a", "à"), *rest])
    assert normalise(accented) == receipt


def test_typo_is_named():
    with pytest.raises(UnknownWord) as caught:
        normalise("xylophonix " + " ".join(draw("fr").split()[1:]))
    assert caught.value.word == "xylophonix"


@pytest.mark.parametrize("typed", ["", "table", "table " * 8])
def test_wrong_number_of_words_is_told(typed):
    with pytest.raises((WrongLength, UnknownWord)):
        normalise(typed)


def test_derivation_depends_on_words_and_salt():
    receipt = draw("fr")
    one = derive(receipt, salt=b"s" * 32)
    assert one == derive(receipt, salt=b"s" * 32)
    assert one.lookup != derive(receipt, salt=b"t" * 32).lookup
    assert one.public_key != derive(draw("fr"), salt=b"s" * 32).public_key
    assert one.identity not in repr(one)
