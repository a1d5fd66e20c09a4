"""Saved pages."""

from __future__ import annotations

from tests.safety import dirty
from tests.safety.judging import cleaned, codes


def test_clean_writes_a_quiet_page_when_a_saved_one_calls_home() -> None:
    result, body = cleaned(dirty.page())
    assert result.media_type == "text/html"
    assert b"Visible words" in body and b"script" not in body and b"example" not in body
    assert {"scripts", "remote", "hidden", "links", "comments"} <= codes(result)


def test_clean_drops_what_a_page_hides_by_its_style() -> None:
    hiding = (
        f"<html><style>.x, #y {{ color: red; display: none }}</style><p>Visible</p><p class='a x'>{dirty.CANARY}</p>"
    )
    result, body = cleaned(f"{hiding}<p id='y' lang='{dirty.CANARY}'>{dirty.CANARY}</p></html>".encode())
    assert b"Visible" in body
