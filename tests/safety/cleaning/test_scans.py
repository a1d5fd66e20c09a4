"""Tracking dots."""

from __future__ import annotations

import pytest

from tests.safety import dirty
from tests.safety.judging import cleaned, codes


@pytest.mark.parametrize("dots", [True, False])
def test_clean_warns_when_a_scan_carries_tracking_dots(dots: bool) -> None:
    result, _body = cleaned(dirty.scan(dots=dots))
    assert ("printer_dots" in codes(result)) == dots


@pytest.mark.parametrize("kind", ["TIFF", "PDF"])
def test_clean_warns_when_the_scan_is_a_page_among_others(kind: str) -> None:
    assert "printer_dots" in codes(cleaned(dirty.scan(dots=True, kind=kind))[0])


def test_clean_does_not_look_for_dots_on_what_is_too_coarse_to_show_them() -> None:
    assert "printer_dots" not in codes(cleaned(dirty.scan(dots=True, dpi=150))[0])
