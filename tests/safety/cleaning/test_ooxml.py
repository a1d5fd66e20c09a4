"""Word, Excel, PowerPoint."""

from __future__ import annotations

import io
import zipfile

from tests.safety import dirty
from tests.safety.judging import cleaned, codes


def test_clean_grows_a_new_docx_when_the_old_one_tells_all() -> None:
    result, body = cleaned(dirty.docx())
    assert result.extension == "docx"
    assert {"person", "changes", "comments", "remote", "links", "fields", "hidden", "alternative_texts"} <= codes(
        result
    )
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        document = archive.read("word/document.xml").decode()
        names = archive.namelist()
    for words in ("Visible words", "accepted words", "bold", "link text", " PAGE "):
        assert words in document
    assert "deleted" not in document and "rsid" not in document
    assert "word/header1.xml" in names
    assert any(name.startswith("word/media/image") for name in names)
    assert not any(name.startswith("word/embeddings/") for name in names)  # a page shows its picture alone


def test_clean_keeps_values_when_a_workbook_has_hidden_sheets_and_far_formulas() -> None:
    result, body = cleaned(dirty.xlsx())
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        sheets = [name for name in archive.namelist() if name.startswith("xl/worksheets/sheet")]
        cells = archive.read(sheets[0]).decode()
    assert len(sheets) == 1
    assert "Visible words" in cells
    assert "1+1" in cells and "<v>3</v>" in cells.replace("x:", "") and "Secret!" not in cells
    assert {"paths", "person", "hidden"} <= codes(result)


def test_clean_leaves_hidden_slides_behind_when_slides_are_cleaned() -> None:
    result, body = cleaned(dirty.pptx())
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        slides = [name for name in archive.namelist() if name.startswith("ppt/slides/slide")]
        assert b"Visible words" in archive.read(slides[0])
    assert len(slides) == 1


def test_clean_forgets_the_words_of_hidden_sheets_and_deleted_cells() -> None:
    result, body = cleaned(dirty.xlsx_with_strings())
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        assert "Visible words" in archive.read("xl/sharedStrings.xml").decode()


def test_clean_renames_styles_and_bookmarks_that_people_named() -> None:
    result, body = cleaned(dirty.docx_with_names())
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        document, styles = archive.read("word/document.xml").decode(), archive.read("word/styles.xml").decode()
    assert '"Style1"' in document and '"Style1"' in styles
    assert document.count('"mark1"') == 1 and "REF mark1" in document
