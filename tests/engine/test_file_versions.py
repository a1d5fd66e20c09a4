"""Whether something was said, for processes that share files: another value after each change, for all of them."""

import threading

import pytest

from engine import file_versions
from engine.file_versions import FileLengths


@pytest.fixture
def lengths(tmp_path):
    return FileLengths(tmp_path / "lengths", {})


def test_each_change_makes_another_value_that_all_read(lengths, tmp_path):
    other = FileLengths(tmp_path / "lengths", {})
    assert lengths.get("a") is None and lengths.get("a", "nothing") == "nothing" and other.get_many(["a", "b"]) == {}
    values = []
    for one in (lengths, other) * 50:
        one.another(["a", "b"])
        assert lengths.get("a") == other.get("a")
        values.append(lengths.get("a"))
    assert len(set(values)) == 100
    assert lengths.get_many(["a", "b", "c"]).keys() == {"a", "b"}


def test_key_that_was_forgotten_never_has_an_earlier_value(lengths, monkeypatch):
    monkeypatch.setattr(file_versions, "_LONGEST", 3)
    values = []
    for number in range(20):
        lengths.another(["a"])
        if number % 7 == 6:
            lengths.clear()
        values.append(lengths.get("a"))
    assert None in values and len(set(values) - {None}) == len(values) - values.count(None)


def test_none_of_many_changes_at_once_is_lost(lengths):
    def change():
        for _ in range(200):
            lengths.another(["a"])

    threads = [threading.Thread(target=change) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert lengths.get("a").partition(".")[0] == "800"


def test_files_are_their_owners_and_a_folder_that_is_none_is_said(lengths, tmp_path):
    lengths.another(["a"])
    (file,) = (tmp_path / "lengths").iterdir()
    assert file.stat().st_mode & 0o777 == 0o600 and (tmp_path / "lengths").stat().st_mode & 0o777 == 0o700
    (tmp_path / "none").write_text("")
    nowhere = FileLengths(tmp_path / "none", {})
    with pytest.raises(OSError):
        nowhere.get("a")
    with pytest.raises(OSError):
        nowhere.another(["a"])
