"""PDF documents."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from PIL import Image

from safety.cleaning import Strength
from safety.cleaning.budgets import reading_seconds, seconds_for
from safety.cleaning.states import usual_limits
from tests.safety import dirty
from tests.safety.judging import cleaned, codes, tags

_LINES = "\n".join(
    f"BT /F 10 Tf 50 {780 - 14 * n} Td (Le conseil municipal autorise la pose de cameras, ligne {n}.) Tj ET"
    for n in range(9)
)


def drawn(content: str) -> bytes:
    """A PDF of one page, A4, on which this is drawn."""
    stream = content.encode("latin-1")
    parts = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Count 1/Kids[3 0 R]>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F 5 0 R>>>>/Contents 4 0 R>>",
        b"<</Length %d>>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<</Type/Font/Subtype/Type1/BaseFont/Times-Roman/Encoding/WinAnsiEncoding>>",
    ]
    body, places = b"%PDF-1.4\n", []
    for number, part in enumerate(parts, start=1):
        places.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, part)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    end = b"trailer\n<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % len(body)
    return body + b"xref\n0 6\n0000000000 65535 f \n" + table + end


def kinds_of_pictures(body: bytes, folder: Path) -> list[tuple[str, str]]:
    """The colours and the coding of each picture in a PDF, as poppler sees them."""
    path = folder / "pictures.pdf"
    path.write_bytes(body)
    told = subprocess.run(["/usr/bin/pdfimages", "-list", str(path)], capture_output=True, text=True, check=True).stdout
    return [(line.split()[5], line.split()[8]) for line in told.splitlines()[2:]]


def pages_of(body: bytes, folder: Path) -> list[Image.Image]:
    """Each page as poppler draws it, at 144 dots an inch."""
    path = folder / "pages.pdf"
    path.write_bytes(body)
    subprocess.run(["/usr/bin/pdftoppm", "-r", "144", "-png", str(path), str(folder / "page")], check=True)
    return [Image.open(one) for one in sorted(folder.glob("page-*.png"))]


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


# -- Pages in the fewest bits that keep them
def test_page_of_text_is_black_and_white_and_small(tmp_path: Path) -> None:
    result, body = cleaned(drawn(_LINES))
    assert kinds_of_pictures(body, tmp_path) == [("gray", "ccitt")]
    assert len(body) < 60_000 and {"black_and_white"} <= codes(result)
    (page,) = pages_of(body, tmp_path)
    dark = sum(page.convert("L").histogram()[:60])
    assert 0.002 < dark / (page.width * page.height) < 0.2


@pytest.mark.parametrize(
    ("name", "drawing", "spot", "colour"),
    [
        ("a red stamp on text", "1 0 0 rg 200 600 80 30 re f", (240, 615), (255, 0, 0)),
        ("a marked line", "1 1 0 rg 50 300 200 14 re f", (150, 307), (255, 255, 0)),
        ("a blue signature", "0 0 0.6 RG 3 w 300 200 m 400 200 l S", (350, 200), (0, 0, 153)),
        ("a shade of a table", "0.92 g 50 200 300 40 re f", (200, 220), (235, 235, 235)),
        ("a faint pencil", "0.85 G 2 w 60 250 m 260 250 l S", (150, 250), (217, 217, 217)),
        ("a grey bar", "0.5 g 50 200 100 60 re f", (100, 230), (127, 127, 127)),
    ],
)
def test_what_is_no_black_text_keeps_its_colour(name, drawing, spot, colour, tmp_path: Path) -> None:
    _result, body = cleaned(drawn(f"{_LINES}\n{drawing}\n"))
    assert kinds_of_pictures(body, tmp_path)[0] == ("gray", "ccitt"), "the rest is still black and white"
    (page,) = pages_of(body, tmp_path)
    there = page.convert("RGB").getpixel((round(spot[0] * 2), round((842 - spot[1]) * 2)))
    assert all(abs(one - other) < 24 for one, other in zip(there, colour, strict=True)), (name, there)


def test_photograph_stays_whole_and_its_page_too(tmp_path: Path) -> None:
    stripes = "\n".join(f"{n / 100:.2f} 0.{n:02d} {1 - n / 100:.2f} rg 0 {8 * n} 595 9 re f" for n in range(100))
    _result, body = cleaned(drawn(stripes))
    assert kinds_of_pictures(body, tmp_path) == [("rgb", "jpeg")]


def test_words_come_back_from_the_picture_and_from_nothing_else(tmp_path: Path) -> None:
    if shutil.which("tesseract") is None:
        pytest.skip("tesseract is not installed: deploy/packages-ocr.")
    hidden = (
        "BT 3 Tr /F 12 Tf 50 500 Td (SECRETNAMEinvisible) Tj ET "
        "BT 0 Tr 0.98 0.98 0.98 rg /F 12 Tf 50 480 Td (SECRETNAMEwhite) Tj ET"
    )
    result, body = cleaned(drawn(f"{_LINES}\n{hidden}\n"))
    path = tmp_path / "read.pdf"
    path.write_bytes(body)
    text = subprocess.run(["/usr/bin/pdftotext", str(path), "-"], capture_output=True, text=True, check=True).stdout
    assert text.count("municipal autorise") >= 8 and "SECRETNAME" not in text
    assert "text_read" in codes(result)
    original = tmp_path / "original.pdf"
    original.write_bytes(drawn(_LINES))
    there, here = _place_of_a_word(path), _place_of_a_word(original)
    assert all(abs(one - other) < 4 for one, other in zip(there, here, strict=True)), "where the picture shows it"


def _place_of_a_word(path: Path) -> list[float]:
    told = subprocess.run(["/usr/bin/pdftotext", "-bbox", str(path), "-"], capture_output=True, text=True, check=True)
    found = re.search(r'xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)"[^>]*>municipal<', told.stdout)
    assert found
    return [float(one) for one in found.groups()]


def test_reading_takes_half_of_the_time_that_is_given() -> None:
    limits = usual_limits()
    assert reading_seconds(size=0, limits=limits, pace=None) == seconds_for("pdf", size=0, limits=limits) / 2
    assert reading_seconds(size=0, limits=limits, pace=lambda: 6.0) == 3.0
    assert reading_seconds(size=0, limits=limits, pace=lambda: -1.0) == 0.0


def test_bulletin_of_a_city_is_an_eighth_of_what_it_was(corpus: Path, tmp_path: Path) -> None:
    decree = (corpus / "cameras" / "paris" / "2019_1_2019_02_01_BOVP_009.pdf").read_bytes()
    result, body = cleaned(decree)
    assert len(body) <= 8_000_000
    assert next(found.count for found in result.removed if found.code == "black_and_white") == 88
