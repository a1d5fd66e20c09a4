"""Words that processes share: what one keeps the others read, whole, whoever writes meanwhile."""

import threading

import pytest

from safety.word_files import WordFiles


@pytest.fixture
def words(tmp_path):
    return WordFiles(tmp_path / "words", {})


def test_word_is_kept_until_another_takes_its_place(words, tmp_path):
    other = WordFiles(tmp_path / "words", {})
    assert words.get("state") is None and words.get("state", "nothing") == "nothing"
    words.set("state", "0123456789abcdef", None)
    assert other.get("state") == "0123456789abcdef"
    other.set("state", "é")
    assert words.get("state") == "é" and words.get("another") is None
    assert not words.add("state", "x") and words.add("another", "y") and other.get("another") == "y"
    assert words.delete("state") and not words.delete("state") and other.get("state") is None
    other.clear()
    assert words.get("another") is None


@pytest.mark.parametrize("word", ["x" * 65, "é" * 33, "ends with a space "])
def test_what_is_no_short_word_is_refused(words, word):
    with pytest.raises(ValueError, match="short words"):
        words.set("state", word)
    assert words.get("state") is None


def test_file_that_is_not_whole_says_nothing(words, tmp_path):
    words.set("state", "x")
    (file,) = (tmp_path / "words").iterdir()
    assert file.stat().st_mode & 0o777 == 0o600
    file.write_bytes(b"x")
    assert words.get("state") is None
    file.write_bytes(b"\xff" * 64)
    assert words.get("state") != "x"


def test_who_reads_is_given_a_whole_word_while_others_write(words):
    words.set("state", "a" * 60)
    met, done = set(), threading.Event()

    def write(letter: str) -> None:
        while not done.is_set():
            words.set("state", letter * 60)

    writers = [threading.Thread(target=write, args=(letter,)) for letter in "ab"]
    for writer in writers:
        writer.start()
    met = {words.get("state") for _ in range(3000)}
    done.set()
    for writer in writers:
        writer.join()
    assert met <= {"a" * 60, "b" * 60}


def test_folder_that_is_none_is_said(tmp_path):
    (tmp_path / "words").write_text("")
    with pytest.raises(OSError):
        WordFiles(tmp_path / "words", {}).get("state")
