"""Rare variants of common formats: cleaned or refused by name, and the canary is never in what comes out."""

from __future__ import annotations

import gzip
import io
import json
import struct
import subprocess
import zipfile
from pathlib import Path

import pytest

from safety.cleaning import Raw, Refused, clean
from tests.safety import dirty
from tests.safety.dirty import awkward
from tests.safety.judging import GPS_AND_PEOPLE, cleaned, tags

PICTURES = awkward.pictures()
OFFICE = awkward.sheets() | awkward.words()
PDFS = awkward.pdfs(dirty.pdf())
# The one kind that our picture library cannot turn into colours for a screen without a profile.
MAY_BE_REFUSED = {"lab.tiff"}


@pytest.mark.parametrize("name", PICTURES)
def test_clean_takes_a_picture_of_a_rare_kind(name: str, tmp_path: Path) -> None:
    try:
        result, body = cleaned(PICTURES[name], name)
    except Refused:
        assert name in MAY_BE_REFUSED
        return
    assert result.family == "picture"
    told = tags(body, result.extension, tmp_path)
    assert not any(word in told for word in GPS_AND_PEOPLE)


@pytest.mark.parametrize("name", OFFICE)
def test_clean_takes_an_office_file_that_keeps_much_beside_its_words(name: str) -> None:
    result, body = cleaned(OFFICE[name], name)
    assert result.extension == {"docm": "docx"}.get(name[-4:], name[-4:])
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        assert any(b"Visible words" in archive.read(part) for part in archive.namelist())
        assert not any("vba" in part or "custom" in part for part in archive.namelist())


def test_clean_leaves_films_comments_and_tags_and_notes_of_slides_behind() -> None:
    (name, content), *_ = awkward.slides(dirty.media("mp4", video=True)).items()
    _result, body = cleaned(content, name)
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        assert not any(part.endswith("mp4") for part in archive.namelist())
        assert any(b"Visible words" in archive.read(part) for part in archive.namelist())
        assert not any(b"Spoken words" in archive.read(part) for part in archive.namelist())


def test_clean_leaves_versions_signatures_and_links_of_opendocument_behind() -> None:
    (name, content), *_ = awkward.opendocuments().items()
    _result, body = cleaned(content, name)
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        words = archive.read("content.xml").decode()
        assert sorted(archive.namelist()) == ["META-INF/manifest.xml", "content.xml", "mimetype"]
    assert "Visible words" in words and "In the section" in words


@pytest.mark.parametrize("name", PDFS)
def test_clean_draws_a_pdf_of_a_rare_kind(name: str) -> None:
    result, body = cleaned(PDFS[name], name)
    assert result.extension == "pdf" and len(body) > 1000


def test_clean_drops_the_chunks_of_a_wave_file() -> None:
    _result, body = cleaned(awkward.wav())
    assert b"bext" not in body and b"iXML" not in body and b"LIST" not in body


POLYGLOTS = {
    "jpg+zip": (lambda: dirty.picture("JPEG") + dirty.package({"a.txt": dirty.CANARY}), "jpg"),
    "gif+js": (lambda: dirty.animation("GIF") + b"*/=1;alert('SECRETNAME')", "gif"),
    "pdf+zip": (lambda: dirty.pdf() + dirty.package({"a.txt": dirty.CANARY}), "pdf"),
    "png+html": (lambda: dirty.picture("PNG") + b"<script>SECRETNAME</script>", "png"),
    "zip(pdf)": (lambda: _stored({"a.pdf": dirty.pdf()}), "zip"),
    "tar(pdf)": (lambda: _plain_tar({"a.pdf": dirty.pdf()}), "tar"),
}


def _stored(members: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def _plain_tar(members: dict[str, bytes]) -> bytes:
    return gzip.decompress(dirty.tar(members))


@pytest.mark.parametrize("name", POLYGLOTS)
def test_clean_sees_one_kind_only_in_a_file_of_two(name: str) -> None:
    make, extension = POLYGLOTS[name]
    assert clean_extension(make()) == extension


def clean_extension(content: bytes) -> str:
    """What comes out, canaries excluded."""
    return cleaned(content)[0].extension


def test_clean_keeps_a_video_upright_when_the_telephone_only_noted_the_turn(tmp_path: Path) -> None:
    content = bytearray(dirty.media("mp4", video=True))
    at = content.find(b"tkhd") + 4 + 40
    content[at : at + 36] = struct.pack(">9i", 0, 1 << 16, 0, -1 << 16, 0, 0, 48 << 16, 0, 1 << 30)
    result, body = cleaned(bytes(content))
    path = tmp_path / "a.mp4"
    path.write_bytes(body)
    command = ["/usr/bin/ffprobe", "-v", "error", "-show_streams", "-of", "json", str(path)]
    told = subprocess.run(command, capture_output=True, check=True).stdout
    video = next(stream for stream in json.loads(told)["streams"] if stream["codec_type"] == "video")
    assert any(abs(int(item.get("rotation", 0))) == 90 for item in video.get("side_data_list", []))
    assert result.extension == "mp4"


def test_clean_refuses_a_kind_that_it_knows_nothing_of_inside_letters() -> None:
    with pytest.raises(Refused) as caught:
        clean(Raw("a.kml", io.BytesIO(b"<?xml version='1.0'?><kml><Point>5.37,43.29</Point></kml>")))
    assert caught.value.code == "text_kind"
