"""Office files of before 2007: read by LibreOffice, cleaned as OpenDocument, drawn. Made here by LibreOffice itself."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pypdfium2
import pytest

from safety.cleaning import Strength, accepted
from tests.safety import dirty
from tests.safety.dirty.compound import compound
from tests.safety.judging import cleaned, codes, refused

OFFICE = "/usr/lib/libreoffice/program/soffice.bin"
KINDS = {"doc": "text", "rtf": "text", "xls": "spreadsheet", "ppt": "presentation"}
with_office = pytest.mark.skipif(not Path(OFFICE).exists(), reason="LibreOffice is not installed (packages-office).")


@pytest.fixture(scope="session")
def old_files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """A dirty document of each old kind."""
    folder = tmp_path_factory.mktemp("old")
    made = {}
    for extension, kind in KINDS.items():
        source = folder / f"{extension}-source.od{kind[0] if kind != 'text' else 't'}"
        source.write_bytes(dirty.opendocument(kind))
        command = [OFFICE, "--headless", "--norestore", f"-env:UserInstallation=file://{folder}/profile"]
        command += ["--convert-to", extension, "--outdir", str(folder), str(source)]
        for _ in range(2):
            if subprocess.run(command, capture_output=True, timeout=180, check=False).returncode != 81:
                break
        made[extension] = source.with_suffix("." + extension).read_bytes()
    return made


def words_of(pdf: bytes) -> str:
    """The text layer of all pages."""
    document = pypdfium2.PdfDocument(pdf)
    pages = [document[number].get_textpage().get_text_range() for number in range(len(document))]
    return " ".join(" ".join(pages).split())


@with_office
@pytest.mark.parametrize("extension", sorted(KINDS))
def test_clean_draws_pages_when_the_document_is_of_an_old_kind(old_files: dict[str, bytes], extension: str) -> None:
    # The weaker cleaning leaves the words in the pages, so that they can be read here.
    result, body = cleaned(old_files[extension], f"a.{extension}", Strength.METADATA)
    assert result.media_type == "application/pdf"
    assert "converted" in codes(result)
    words = words_of(body)
    assert "Visible words" in words
    assert dirty.CANARY not in words  # neither deleted words nor the author's name in a field


@with_office
def test_clean_leaves_no_words_in_the_pages_when_it_is_thorough(old_files: dict[str, bytes]) -> None:
    result, body = cleaned(old_files["doc"], "a.doc")
    assert {"converted", "layers"} <= codes(result)
    assert ("text_read" in codes(result)) == bool(words_of(body)) and len(body) > 1_000


@with_office
def test_clean_prints_no_day_when_the_document_has_a_field_for_today() -> None:
    content = rb"{\rtf1 Visible words {\field{\*\fldinst DATE \\@ yyyy}{\fldrslt 1999}} end}"
    _result, body = cleaned(content, "a.rtf", Strength.METADATA)
    words = words_of(body)
    assert "Visible words" in words and "end" in words
    assert not any(year in words for year in ("1999", "2000", "202"))


@with_office
def test_accepted_lists_old_kinds_where_something_can_read_them() -> None:
    assert {"doc", "xls", "ppt", "rtf"} <= {extension for _label, extensions in accepted() for extension in extensions}


@with_office
def test_clean_refuses_an_old_document_when_it_is_damaged_or_locked(old_files: dict[str, bytes]) -> None:
    assert refused(b"{\\rtf1 \\bin999999999 ") in ("damaged", "failed", "nothing_left")
    assert refused(old_files["doc"][:2048]) in ("damaged", "unknown")


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (compound("PP40", "Current User", inside=("WordDocument", "Workbook")), "unknown"),  # slides of before 1997
        (compound("Thumbs", inside=("PowerPoint Document",)), "unknown"),
        (compound("WordDocument", inside=("EncryptedPackage", "__properties_version1.0")), "damaged"),
        (compound("WordDocument")[:700], "damaged"),
    ],
)
def test_clean_goes_by_a_files_own_streams_and_not_by_those_of_documents_in_it(content: bytes, code: str) -> None:
    assert refused(content, "a.doc") in (code, "legacy" if code == "damaged" else code)


@pytest.mark.skipif(Path(OFFICE).exists(), reason="LibreOffice is installed here")
def test_clean_refuses_old_office_when_nothing_can_print_it() -> None:
    assert refused(b"{\\rtf1 words}") == "legacy"
    assert "doc" not in {extension for _label, extensions in accepted() for extension in extensions}
