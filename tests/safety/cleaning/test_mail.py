"""Saved mails."""

from __future__ import annotations

from tests.safety import dirty
from tests.safety.judging import cleaned, codes


def test_clean_keeps_who_and_what_of_a_mail_and_not_its_road() -> None:
    result, body = cleaned(dirty.mail())
    assert result.media_type == "message/rfc822"
    assert b"Visible subject" in body and b"b@example.org" in body
    assert b"Received" not in body and b"192.0.2.7" not in body
    assert {"headers", "file_names", "gps"} <= codes(result)
