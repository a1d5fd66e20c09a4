"""Pictures: only what is seen passes."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image

from tests.safety import dirty
from tests.safety.judging import GPS_AND_PEOPLE, cleaned, codes, refused, tags


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


@pytest.mark.parametrize(
    ("kind", "extension"), [("GIF", "gif"), ("WEBP", "webp"), ("PNG", "png"), ("TIFF", "tiff"), ("AVIF", "webp")]
)
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


def test_clean_leaves_nothing_hidden_in_transparent_pixels() -> None:
    buffer = io.BytesIO()
    Image.new("RGBA", (8, 8), (200, 10, 10, 0)).save(buffer, "PNG")
    picture = Image.open(io.BytesIO(cleaned(buffer.getvalue())[1]))
    assert picture.convert("RGBA").getpixel((3, 3)) == (0, 0, 0, 0)


def test_clean_refuses_when_a_picture_is_a_bomb() -> None:
    buffer = io.BytesIO()
    Image.new("1", (12_000, 12_000)).save(buffer, "PNG")
    assert refused(buffer.getvalue()) == "too_large"
