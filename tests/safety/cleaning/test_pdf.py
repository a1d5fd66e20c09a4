"""PDF documents."""

from __future__ import annotations

import subprocess
from pathlib import Path

from safety.cleaning import Strength
from tests.safety import dirty
from tests.safety.judging import cleaned, codes, tags


def test_clean_draws_the_pages_when_the_file_is_a_pdf(tmp_path: Path) -> None:
    result, body = cleaned(dirty.pdf())
    assert result.media_type == "application/pdf"
    assert {"person", "scripts", "comments"} <= codes(result)
    assert b"/JS" not in body and b"Visible words" not in body
    assert "Producer" not in tags(body, "pdf", tmp_path)


def test_clean_keeps_text_and_links_of_a_pdf_when_only_metadata_goes(tmp_path: Path) -> None:
    result, body = cleaned(dirty.pdf(), strength=Strength.METADATA)
    assert b"https://example.org/" in body
    path = tmp_path / "a.pdf"
    path.write_bytes(body)
    text = subprocess.run(["/usr/bin/pdftotext", str(path), "-"], capture_output=True, text=True, check=True).stdout
    assert "Visible words" in text
