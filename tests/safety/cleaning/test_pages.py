"""Office documents as pictures of their pages: nothing stays but what is seen on paper."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pypdfium2
import pytest

from safety.cleaning import Raw, Refused, can_draw_pages, clean
from tests.safety import dirty
from tests.safety.dirty import hidden_opendocument, hidden_sheets, hidden_slides, hidden_word, word_pieces
from tests.safety.judging import codes, unfolded

with_office = pytest.mark.skipif(
    not Path("/usr/lib/libreoffice/program/soffice.bin").exists(), reason="LibreOffice is not installed."
)
FILES = {
    "a.docx": lambda: hidden_word.hidden_words()["direct"][0],
    "a.xlsx": lambda: hidden_sheets.cases()["row"][0],
    "a.pptx": lambda: hidden_slides.cases()["hidden"][0],
    "a.odt": lambda: hidden_opendocument.texts()["named style"][0],
}


@with_office
@pytest.mark.parametrize("name", FILES)
def test_clean_draws_the_pages_of_an_office_document_when_asked(name: str) -> None:
    result = clean(Raw(name, io.BytesIO(FILES[name]())), as_pages=True)
    with result.body:
        body = result.body.read()
    assert result.media_type == "application/pdf" and {"converted", "hidden"} & codes(result)
    assert not any(dirty.CANARY.encode() in part for part in unfolded(body))
    document = pypdfium2.PdfDocument(body)
    assert len(document) >= 1
    page = document[0].render(scale=0.5).to_pil().convert("L")
    assert page.getextrema()[0] < 200  # some ink
    # Words come from the pictures alone, where a program that reads them is installed.
    assert ("text_read" in codes(result)) == bool(document[0].get_textpage().get_text_range().strip())


@with_office
def test_clean_draws_pages_inside_archives_as_well() -> None:
    content = dirty.package({"a.docx": FILES["a.docx"](), "b.txt": "words\n"})
    result = clean(Raw("a.zip", io.BytesIO(content)), as_pages=True)
    with result.body, zipfile.ZipFile(io.BytesIO(result.body.read())) as archive:
        assert sorted(name.rpartition(".")[2] for name in archive.namelist()) == ["pdf", "txt"]


def test_clean_says_when_an_office_document_hid_something() -> None:
    hiding = clean(Raw("a.docx", io.BytesIO(FILES["a.docx"]())))
    plain = clean(Raw("a.docx", io.BytesIO(word_pieces.document(""))))
    with hiding.body, plain.body:
        assert hiding.hid_something and not plain.hid_something


def test_clean_refuses_pages_where_nothing_can_draw_them() -> None:
    if can_draw_pages():
        pytest.skip("LibreOffice is installed here.")
    with pytest.raises(Refused) as caught:
        clean(Raw("a.docx", io.BytesIO(FILES["a.docx"]())), as_pages=True)
    assert caught.value.code == "no_pages"
