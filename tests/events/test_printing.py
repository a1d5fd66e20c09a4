"""Drawing: what is fetched (nothing), what it may cost, what the result tells about us."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import threading
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image

from events import printing, printing_process
from events.printing import Sheet, draw
from tests.states import ROOT

PAGE = '<!doctype html><html class="fit" lang="fr"><head><title>Titre</title></head><body>{}</body></html>'
CSS = "@page { size: 100mm 100mm; margin: 5mm } .fit-0 { font-size: 40pt } .fit-1 { font-size: 12pt }"


def text_of(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    return "\n".join(page.get_textpage().get_text_bounded() for page in document)


def test_pdf_tells_its_title_and_nothing_of_how_it_was_made():
    pdf = draw(Sheet(html=PAGE.format("<p>Bonjour</p>"), css=CSS))
    assert pdf.startswith(b"%PDF-")
    told = {name: value for name, value in pypdfium2.PdfDocument(pdf).get_metadata_dict().items() if value}
    assert told == {"Title": "Titre"}
    assert b"eas" + b"yPrint" not in pdf
    assert "Bonjour" in text_of(pdf)


def test_pages_go_before_paper():
    told = "import os; from events import printing_process as p; p.draw = lambda sheet: b'%d' % os.nice(0); p.main()"
    done = subprocess.run([sys.executable, "-c", told], input=b"{}", cwd=ROOT, capture_output=True, check=True)
    assert done.stdout == b"%d" % min(19, os.nice(0) + printing_process.LAST)


def test_same_sheet_is_the_same_bytes():
    sheet = Sheet(html=PAGE.format("<p>Deux fois</p>"), css=CSS)
    assert printing._run(sheet) == printing._run(sheet)


def test_nothing_is_fetched_neither_file_nor_address_nor_data(tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("SECRET")
    picture = tmp_path / "image.png"
    Image.new("RGB", (40, 40), "red").save(picture)
    hostile = f"""
        <link rel="stylesheet" href="file://{secret}"><link rel="attachment" href="file://{secret}">
        <img src="file://{picture}"><img src="http://127.0.0.1:9/x.png"><object data="file://{picture}"></object>
        <style>@import "file://{secret}"; @font-face {{ font-family: x; src: url(file://{secret}) }}
        p {{ background: url(file://{picture}) }}</style>
        <svg width="9" height="9"><image href="file://{picture}" width="9" height="9"/></svg><p>Reste</p>"""
    pdf = draw(Sheet(html=PAGE.format(hostile), css=CSS, pages=3))
    document = pypdfium2.PdfDocument(pdf)
    assert "Reste" in text_of(pdf)
    assert b"SECRET" not in pdf
    assert document.count_attachments() == 0
    pixels = document[0].render().to_pil().convert("RGB")
    assert (255, 0, 0) not in {colour for _number, colour in pixels.getcolors(1 << 24)}


def test_words_are_set_smaller_until_they_fit_and_refused_when_they_never_do():
    one_page = draw(Sheet(html=PAGE.format("<p>" + "mot " * 60 + "</p>"), css=CSS, fits=2))
    assert len(pypdfium2.PdfDocument(one_page)) == 1
    with pytest.raises(printing.TooMuchText):
        draw(Sheet(html=PAGE.format("<p>" + "mot " * 3000 + "</p>"), css=CSS, fits=2))


def test_picture_has_the_size_asked_for_and_no_metadata():
    png = draw(Sheet(html=PAGE.format(""), css="@page { size: 300px 200px; margin: 0 }", pixels_per_inch=96))
    image = Image.open(io.BytesIO(png))
    assert image.size == (300, 200)
    assert not image.info
    assert not image.getexif()


def test_drawing_is_kept_by_what_it_shows_and_not_at_all_when_asked(settings):
    sheet = Sheet(html=PAGE.format("<p>Gardé</p>"), css=CSS)
    assert printing.kept(sheet) is None
    drawn = draw(sheet, keep=False)
    assert printing.kept(sheet) is None
    assert draw(sheet) == drawn == printing.kept(sheet)
    assert (Path(settings.DATA_DIR) / "drawings").stat().st_mode & 0o077 == 0


def test_drawing_beyond_the_places_is_sent_away(monkeypatch):
    monkeypatch.setattr(printing, "WAIT_SECONDS", 0.01)
    monkeypatch.setattr(printing, "_places", threading.BoundedSemaphore(1))
    with printing._places, pytest.raises(printing.PrintingBusy):
        draw(Sheet(html=PAGE.format("<p>Trop</p>"), css=CSS))


def test_drawing_that_takes_too_long_ends(monkeypatch):
    monkeypatch.setattr(printing, "WALL_SECONDS", 0.05)
    with pytest.raises(printing.PrintingFailed):
        draw(Sheet(html=PAGE.format("<p>Long</p>"), css=CSS))


def test_drawing_that_eats_memory_ends_and_the_log_says_how(monkeypatch, caplog):
    wide = "<table>" + "<tr>" + "<td>x</td>" * 40 + "</tr>" * 1
    monkeypatch.setattr(printing, "WALL_SECONDS", 20)
    huge = PAGE.format('<div style="width:1px">' + wide + "</table></div>")
    css = "@page { size: 20000000px 20000000px }"
    with pytest.raises(printing.PrintingFailed):
        draw(Sheet(html=huge, css=css, pixels_per_inch=96))
    assert "exit code" in caplog.text and "<td>" not in caplog.text
