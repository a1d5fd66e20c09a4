"""What is made of letters alone."""

from __future__ import annotations

from tests.safety import dirty
from tests.safety.judging import cleaned, codes


def test_clean_removes_invisible_marks_when_a_text_carries_them() -> None:
    marked = "\ufeffVis\u200bible\u00a0words \u202e\U000e0041\t \r\nnext\u2060 line  \r\n"
    result, body = cleaned(marked.encode(), "a.txt")
    assert body == b"Visible words\nnext line\n"
    assert {"invisible_characters", "trailing_blanks"} == codes(result)


def test_clean_keeps_json_readable_when_it_hides_marks_in_escapes() -> None:
    result, body = cleaned(b'{"a": "b\\u200bc"}', "a.json")
    assert body == b'{"a": "bc"}\n'
    assert result.media_type == "application/json"


def test_clean_leaves_what_markdown_hides_behind() -> None:
    result, body = cleaned(dirty.markdown(), "a.md")
    assert body == b"# Visible words\n\n\ntext\n"
    assert {"metadata", "comments", "remote"} <= codes(result)
