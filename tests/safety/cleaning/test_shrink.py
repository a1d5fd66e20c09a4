"""Small copies of cleaned pictures, drawn behind the walls."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from safety.cleaning import Clean, Refused, shrink
from safety.spooling import EncryptedSpool


def a_clean(content: bytes, extension: str) -> Clean:
    """What the cleaner hands on."""
    body = EncryptedSpool(content)
    return Clean(
        media_type="", extension=extension, family="picture", size=len(content), sha256="", removed=(), body=body
    )


def drawn(kind: str, mode: str, size: tuple[int, int]) -> bytes:
    buffer = io.BytesIO()
    Image.new(mode, size).save(buffer, kind)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("kind", "mode", "extension"),
    [("JPEG", "CMYK", "jpg"), ("PNG", "RGBA", "png"), ("GIF", "P", "gif"), ("TIFF", "1", "tiff")],
)
def test_shrink_keeps_the_shape_and_makes_webp(kind: str, mode: str, extension: str) -> None:
    small = shrink(a_clean(drawn(kind, mode, (400, 100)), extension), longest=100)
    with small.body:
        picture = Image.open(io.BytesIO(small.body.read()))
    assert (picture.format, picture.size) == ("WEBP", (100, 25)) == ("WEBP", (small.width, small.height))


def test_shrink_leaves_a_small_picture_its_size_and_its_source_whole() -> None:
    content = drawn("PNG", "RGB", (30, 20))
    source = a_clean(content, "png")
    with shrink(source, longest=100).body:
        assert source.body.read() == content


def test_shrink_refuses_what_is_no_picture() -> None:
    with pytest.raises(Refused):
        shrink(a_clean(b"\x89PNG\r\n\x1a\nnothing", "png"), longest=100)
