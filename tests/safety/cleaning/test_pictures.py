"""Pictures: only what is seen passes."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image

from tests.safety import dirty
from tests.safety.dirty.pictures import nearly_transparent, with_small_copy
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


@pytest.mark.parametrize("named", [True, False])
def test_clean_drops_the_thumbnail_page_of_a_tiff_and_keeps_the_others(named: bool) -> None:
    result, body = cleaned(with_small_copy(named=named))
    picture = Image.open(io.BytesIO(body))
    sizes = []
    for number in range(getattr(picture, "n_frames", 1)):
        picture.seek(number)
        sizes.append(picture.size)
    assert sizes == [(1200, 900), (900, 1200)]
    assert "preview" in codes(result)


def test_clean_keeps_the_pages_of_a_tiff_that_are_small_together() -> None:
    result, body = cleaned(dirty.animation("TIFF"))
    assert Image.open(io.BytesIO(body)).n_frames == 3  # type: ignore[attr-defined]
    assert "preview" not in codes(result)


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "AVIF", "TIFF", "PNG film", "WEBP film", "GIF film"])
def test_clean_leaves_no_page_in_pixels_that_nobody_sees(kind: str) -> None:
    _result, body = cleaned(nearly_transparent(kind))
    picture = Image.open(io.BytesIO(body))
    for number in range(getattr(picture, "n_frames", 1)):
        picture.seek(number)
        pixels = picture.convert("RGBA")
        assert pixels.getpixel((4, 4))[3] == 0 and pixels.getpixel((4, 60))[3] == 0  # type: ignore[index]
        assert all(pixel[1] < 60 for pixel in pixels.get_flattened_data())  # type: ignore[index, operator]
        red, *_others, alpha = pixels.getpixel((32, 32))  # type: ignore[misc]
        assert red > 180 and alpha == 255
    if "film" not in kind and kind != "TIFF":
        assert 100 < picture.convert("RGBA").getpixel((32, 44))[3] < 140  # type: ignore[index]


@pytest.mark.parametrize("alpha", [0, 90, 255])
def test_clean_takes_a_still_webp_with_transparency(alpha: int) -> None:
    logo = Image.new("RGBA", (300, 200), (10, 20, 200, alpha))
    logo.paste((200, 30, 30, 255), (50, 50, 120, 120))
    buffer = io.BytesIO()
    logo.save(buffer, "WEBP", quality=50, alpha_quality=60)
    result, body = cleaned(buffer.getvalue())
    picture = Image.open(io.BytesIO(body))
    assert result.extension == "webp" and picture.size == (300, 200)
    assert picture.convert("RGBA").getpixel((80, 80))[3] == 255  # type: ignore[index]


def test_clean_drops_the_picture_that_a_film_shows_only_where_nothing_moves() -> None:
    stills = [Image.new("RGB", (20, 20), colour) for colour in ("green", "red", "blue")]
    buffer = io.BytesIO()
    stills[0].save(buffer, "PNG", save_all=True, append_images=stills[1:], default_image=True, duration=120)
    result, body = cleaned(buffer.getvalue())
    picture = Image.open(io.BytesIO(body))
    assert picture.n_frames == 2 and picture.convert("RGB").getpixel((3, 3))[0] > 200  # type: ignore[attr-defined, index]
    assert "hidden" in codes(result)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "GIF", "TIFF", "WEBP", "AVIF", "BMP", "JPEG2000"])
def test_clean_tells_what_follows_a_picture_and_nothing_when_nothing_does(kind: str) -> None:
    buffer = io.BytesIO()
    dirty.pixels().save(buffer, kind)
    for tail in (b"", b"\0\0", b"\r\n"):
        assert "appended" not in codes(cleaned(buffer.getvalue() + tail)[0])
    for tail in (b"some words", dirty.package({"a.txt": "x"}), buffer.getvalue()):
        assert "appended" in codes(cleaned(buffer.getvalue() + tail)[0])
    assert "damaged" not in codes(cleaned(buffer.getvalue())[0])
