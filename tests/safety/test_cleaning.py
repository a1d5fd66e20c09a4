"""Each row of the cleaning table, by files that the tests make dirty themselves."""

from __future__ import annotations

import io
import subprocess
import tarfile
import zipfile
import zlib
from pathlib import Path

import pytest
from PIL import Image

from safety.cleaning import Clean, Limits, Raw, Refused, Strength, available, clean
from tests.safety import dirty

GPS_AND_PEOPLE = ("GPS", "Artist", "Author", "Creator", "Serial", "OwnerName", "Make", "LastModifiedBy", "DocumentID")


def cleaned(content: bytes, name: str = "file.bin", strength: Strength = Strength.THOROUGH) -> tuple[Clean, bytes]:
    """Clean, and make sure of what holds for every family."""
    result = clean(Raw(name, io.BytesIO(content)), strength=strength)
    with result.body:
        body = result.body.read()
    assert len(body) == result.size
    for part in unfolded(body):
        assert dirty.CANARY.encode() not in part
        assert dirty.CANARY.encode("utf-16-le") not in part
    return result, body


def unfolded(content: bytes) -> list[bytes]:
    """The file, what is packed in it, and what is deflated in a PDF."""
    parts = [content]
    if content[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for name in archive.namelist():
                parts += [name.encode(), *unfolded(archive.read(name))]
    for stream in content.split(b"stream\n")[1:] if content[:4] == b"%PDF" else []:
        try:
            parts.append(zlib.decompress(stream))
        except zlib.error:
            continue
    return parts


def tags(body: bytes, extension: str, folder: Path) -> str:
    """What exiftool tells of a file, as people would ask it."""
    path = folder / f"told.{extension}"
    path.write_bytes(body)
    return subprocess.run(
        ["/usr/bin/exiftool", "-ee", "-a", "-G1", "-s", str(path)], capture_output=True, text=True, check=False
    ).stdout


def codes(result: Clean) -> set[str]:
    """What the report says went."""
    return {finding.code for finding in result.removed}


def test_available_lists_nothing_when_the_machine_has_all() -> None:
    assert available() == []


@pytest.mark.parametrize(("kind", "extension"), [("JPEG", "jpg"), ("PNG", "png"), ("WEBP", "webp"), ("AVIF", "avif")])
def test_clean_keeps_only_upright_pixels_when_a_camera_wrote_all_it_knows(
    kind: str, extension: str, tmp_path: Path
) -> None:
    result, body = cleaned(dirty.picture(kind))
    assert (result.family, result.extension) == ("picture", extension)
    assert {"gps", "person", "device", "serial"} <= codes(result)
    told = tags(body, extension, tmp_path)
    assert not any(word in told for word in GPS_AND_PEOPLE)
    picture = Image.open(io.BytesIO(body))
    assert picture.size == (32, 64)
    assert picture.convert("RGB").getpixel((16, 4))[0] > 200  # type: ignore[index]


@pytest.mark.parametrize(("kind", "extension"), [("TIFF", "tiff"), ("BMP", "bmp"), ("GIF", "gif")])
def test_clean_leaves_notes_behind_when_a_simpler_format_holds_them(kind: str, extension: str) -> None:
    result, body = cleaned(dirty.picture(kind))
    assert result.extension == extension
    assert Image.open(io.BytesIO(body)).size == (64, 32)


def test_clean_makes_a_jpeg_when_the_photo_is_heic() -> None:
    pillow_heif = pytest.importorskip("pillow_heif")
    buffer = io.BytesIO()
    pillow_heif.from_pillow(dirty.pixels()).save(buffer, exif=dirty.exif().tobytes(), quality=90)
    result, body = cleaned(buffer.getvalue())
    assert result.media_type == "image/jpeg"
    assert "converted" in codes(result)


@pytest.mark.parametrize(("kind", "extension"), [("GIF", "gif"), ("WEBP", "webp"), ("PNG", "png"), ("TIFF", "tiff")])
def test_clean_keeps_every_frame_when_a_picture_moves(kind: str, extension: str) -> None:
    result, body = cleaned(dirty.animation(kind))
    assert result.extension == extension
    picture = Image.open(io.BytesIO(body))
    assert picture.n_frames == 3  # type: ignore[attr-defined]
    picture.load()
    if kind != "TIFF":
        assert picture.info["duration"] == 120


def test_clean_draws_an_svg_when_it_would_call_home() -> None:
    result, body = cleaned(dirty.svg())
    assert result.media_type == "image/png"
    assert {"converted", "scripts", "remote"} <= codes(result)


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
    assert any(name.startswith("word/embeddings/") for name in names)


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


@pytest.mark.parametrize("extension", ["mp3", "ogg", "flac", "opus", "m4a", "wav"])
def test_clean_keeps_only_the_sound_when_a_recording_is_tagged(extension: str, tmp_path: Path) -> None:
    result, body = cleaned(dirty.media(extension))
    assert (result.family, result.extension) == ("audio", extension)
    assert "person" in codes(result)
    assert not any(word in tags(body, extension, tmp_path) for word in ("Artist", "GPS", "Title", "Comment"))


@pytest.mark.parametrize("extension", ["mp4", "mov", "mkv", "webm"])
def test_clean_keeps_one_picture_and_one_sound_track_when_a_video_has_more(extension: str, tmp_path: Path) -> None:
    result, body = cleaned(dirty.media(extension, video=True))
    assert (result.family, result.extension) == ("video", extension)
    assert not any(word in tags(body, extension, tmp_path) for word in ("Artist", "GPS", "Title", "Comment"))
    assert b"x264 - core" not in body
    if extension != "webm":
        assert {"subtitles", "tracks"} <= codes(result)


def test_clean_removes_invisible_marks_when_a_text_carries_them() -> None:
    marked = "\ufeffVis\u200bible\u00a0words \u202e\U000e0041\t \r\nnext\u2060 line  \r\n"
    result, body = cleaned(marked.encode(), "a.txt")
    assert body == b"Visible words\nnext line\n"
    assert {"invisible_characters", "trailing_blanks"} == codes(result)


@pytest.mark.parametrize(
    ("name", "media_type"), [("a.csv", "text/csv"), ("a.md", "text/markdown"), ("a", "text/plain")]
)
def test_clean_goes_by_the_name_among_plain_texts_only(name: str, media_type: str) -> None:
    assert cleaned(b"a;b\n1;2\n", name)[0].media_type == media_type
    assert cleaned(dirty.picture("JPEG"), name)[0].media_type == "image/jpeg"


def test_clean_keeps_json_readable_when_it_hides_marks_in_escapes() -> None:
    result, body = cleaned(b'{"a": "b\\u200bc"}', "a.json")
    assert body == b'{"a": "bc"}\n'
    assert result.media_type == "application/json"


def test_clean_writes_a_quiet_page_when_a_saved_one_calls_home() -> None:
    result, body = cleaned(dirty.page())
    assert result.media_type == "text/html"
    assert b"Visible words" in body and b"script" not in body and b"example" not in body
    assert {"scripts", "remote", "hidden", "links", "comments"} <= codes(result)


def test_clean_keeps_who_and_what_of_a_mail_and_not_its_road() -> None:
    result, body = cleaned(dirty.mail())
    assert result.media_type == "message/rfc822"
    assert b"Visible subject" in body and b"b@example.org" in body
    assert b"Received" not in body and b"192.0.2.7" not in body
    assert {"headers", "file_names", "gps"} <= codes(result)


def test_clean_cleans_every_member_when_the_file_is_an_archive() -> None:
    inner = dirty.package({"SECRETNAME.jpg": dirty.picture("JPEG")})
    members: dict[str, str | bytes] = {
        f"{dirty.CANARY}/photo.jpg": dirty.picture("JPEG"),
        "in.zip": inner,
        "x.xyz": b"\x07\x00\x01",
    }
    result, body = cleaned(dirty.package(members, comment=dirty.CANARY.encode()))
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        assert archive.namelist() == ["001-picture.jpg", "002-archive.zip"]
        assert archive.comment == b""
    assert {"gps", "file_names", "dropped_members"} <= codes(result)


def test_clean_makes_a_plain_tar_when_the_archive_is_a_tar() -> None:
    result, body = cleaned(dirty.tar({"photo.jpg": dirty.picture("JPEG"), "a.txt": b"words\n"}))
    with tarfile.open(fileobj=io.BytesIO(body)) as archive:
        members = archive.getmembers()
    assert [member.name for member in members] == ["001-text.txt", "002-picture.jpg"] or len(members) == 2
    assert all(not member.uname and not member.mtime for member in members)
    assert result.extension == "tar"


def test_clean_leaves_nothing_hidden_in_transparent_pixels() -> None:
    buffer = io.BytesIO()
    Image.new("RGBA", (8, 8), (200, 10, 10, 0)).save(buffer, "PNG")
    picture = Image.open(io.BytesIO(cleaned(buffer.getvalue())[1]))
    assert picture.convert("RGBA").getpixel((3, 3)) == (0, 0, 0, 0)


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


def test_clean_leaves_what_markdown_hides_behind() -> None:
    result, body = cleaned(dirty.markdown(), "a.md")
    assert body == b"# Visible words\n\n\ntext\n"
    assert {"metadata", "comments", "remote"} <= codes(result)


def test_clean_drops_what_a_page_hides_by_its_style() -> None:
    hiding = (
        f"<html><style>.x, #y {{ color: red; display: none }}</style><p>Visible</p><p class='a x'>{dirty.CANARY}</p>"
    )
    result, body = cleaned(f"{hiding}<p id='y' lang='{dirty.CANARY}'>{dirty.CANARY}</p></html>".encode())
    assert b"Visible" in body


@pytest.mark.parametrize("dots", [True, False])
def test_clean_warns_when_a_scan_carries_tracking_dots(dots: bool) -> None:
    result, _body = cleaned(dirty.scan(dots=dots))
    assert ("printer_dots" in codes(result)) == dots


def refused(content: bytes, name: str = "a.bin", limits: Limits | None = None) -> str:
    """The code of the refusal, whose sentence must say something."""
    with pytest.raises(Refused) as caught:
        clean(Raw(name, io.BytesIO(content)), limits=limits)
    assert caught.value.sentence.endswith(".")
    return caught.value.code


def test_clean_refuses_when_nothing_is_there() -> None:
    assert refused(b"") == "empty"


def test_clean_refuses_when_the_kind_is_unknown() -> None:
    assert refused(b"\x07\x00\x01\x02" * 50) == "unknown"


@pytest.mark.parametrize(
    "magic", [b"\xff\xd8\xff\xe0", b"\x89PNG\r\n\x1a\n", b"GIF89a", b"%PDF-1.4\n", b"PK\x03\x04", b"OggS", b"fLaC"]
)
def test_clean_refuses_when_only_the_first_bytes_are_true(magic: bytes) -> None:
    assert refused(magic + b"\x13\x37\x00" * 200) in ("damaged", "failed")


def test_clean_refuses_when_an_archive_is_a_bomb() -> None:
    assert refused(dirty.package({"a.txt": b"\0" * 60_000_000})) == "too_large"


def test_clean_refuses_when_a_picture_is_a_bomb() -> None:
    buffer = io.BytesIO()
    Image.new("1", (12_000, 12_000)).save(buffer, "PNG")
    assert refused(buffer.getvalue()) == "too_large"


def test_clean_refuses_when_archives_nest_too_deep() -> None:
    content = dirty.picture("JPEG")
    for _ in range(5):
        content = dirty.package({"in.zip": content})
    assert refused(content) == "too_deep"


def test_clean_refuses_when_there_are_too_many_members() -> None:
    assert refused(dirty.package({f"{n}.txt": "a" for n in range(30)}), limits=Limits(members=20)) == "too_many"


def test_clean_refuses_when_a_file_exceeds_the_limit() -> None:
    assert refused(b"a" * 2_000_000, limits=Limits(size=1_000_000)) == "too_large"


def test_clean_refuses_when_a_member_is_locked() -> None:
    content = bytearray(dirty.package({"a.txt": "locked"}))
    content[6] |= 1
    central = content.find(b"PK\x01\x02")
    content[central + 8] |= 1
    assert refused(bytes(content)) == "encrypted"


def test_clean_refuses_old_office_when_nothing_can_print_it() -> None:
    if Path("/usr/bin/soffice").exists():
        pytest.skip("LibreOffice is installed here")
    assert refused(b"{\\rtf1 words}") == "legacy"


def test_clean_refuses_when_time_is_over() -> None:
    assert refused(dirty.pdf(), limits=Limits(seconds=0)) in ("too_long", "failed")
