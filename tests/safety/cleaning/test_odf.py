"""OpenDocument."""

from __future__ import annotations

import io
import zipfile

import pytest

from tests.safety import dirty
from tests.safety.judging import cleaned, codes


@pytest.mark.parametrize(("kind", "extension"), [("text", "odt"), ("spreadsheet", "ods"), ("presentation", "odp")])
def test_clean_leaves_revisions_and_owners_behind_when_the_file_is_opendocument(kind: str, extension: str) -> None:
    result, body = cleaned(dirty.opendocument(kind))
    assert result.extension == extension
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        assert archive.namelist()[0] == "mimetype"
        assert "meta.xml" not in archive.namelist()
        assert "Visible words" in archive.read("content.xml").decode()
    assert {"comments", "person"} <= codes(result)
    assert kind == "presentation" or "changes" in codes(result)
