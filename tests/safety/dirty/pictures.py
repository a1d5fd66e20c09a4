"""Pictures whose makers stand in every place that a format has for them."""

from __future__ import annotations

import io
from typing import Any

from PIL import Image, ImageCms, PngImagePlugin, TiffImagePlugin

from tests.safety.dirty.canary import CANARY


def pixels(size: tuple[int, int] = (64, 32), mode: str = "RGB") -> Image.Image:
    """Half red, half blue: orientation shows."""
    picture = Image.new("RGB", size, "red")
    picture.paste("blue", (size[0] // 2, 0, *size))
    return picture.convert(mode)


def exif() -> Image.Exif:
    """Camera, author, place, and a turn by a quarter."""
    tags = Image.Exif()
    tags[0x010F], tags[0x0110], tags[0x013B], tags[0x8298] = "Canon", "EOS 5D", CANARY, CANARY
    tags[0x0112] = 6
    tags.get_ifd(0x8769).update({0x9003: "2020:01:02 03:04:05", 0xA430: CANARY, 0xA431: "SN-" + CANARY})
    tags.get_ifd(0x8825).update({1: "N", 2: (43.0, 17.0, 48.0), 3: "E", 4: (5.0, 22.0, 12.0)})
    return tags


def picture(kind: str, **options: Any) -> bytes:
    """A picture in a format of Pillow's, with EXIF where it goes."""
    buffer = io.BytesIO()
    if kind == "PNG":
        notes = PngImagePlugin.PngInfo()
        notes.add_text("Author", CANARY)
        notes.add_itxt("XML:com.adobe.xmp", f"<x:xmpmeta xmlns:x='adobe:ns:meta/'>{CANARY}</x:xmpmeta>")
        options["pnginfo"] = notes
    if kind not in ("BMP", "GIF"):
        options["exif"] = exif()
    if kind == "GIF":
        options["comment"] = CANARY.encode()
    if kind == "TIFF":
        options["tiffinfo"] = {305: CANARY, 315: CANARY, 270: CANARY}
        del options["exif"]
    if kind in ("JPEG", "PNG", "WEBP"):
        options.setdefault("icc_profile", ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    pixels().save(buffer, kind, **options)
    return buffer.getvalue() + (CANARY.encode() if kind in ("JPEG", "BMP", "GIF") else b"")


def animation(kind: str, frames: int = 3) -> bytes:
    """Several frames of different colours, or pages for TIFF."""
    buffer = io.BytesIO()
    stills = [Image.new("RGB", (20, 20), colour) for colour in ("red", "green", "blue", "white")[:frames]]
    options: dict[str, Any] = {"comment": CANARY.encode()} if kind == "GIF" else {}
    if kind != "TIFF":
        options["duration"] = 120
    stills[0].save(buffer, kind, save_all=True, append_images=stills[1:], **options)
    return buffer.getvalue()


def svg() -> bytes:
    """A drawing that loads a picture from elsewhere, runs a script and names its maker."""
    return f"""<?xml version="1.0"?><!-- {CANARY} --><svg xmlns="http://www.w3.org/2000/svg" width="40" height="40"
     xmlns:xlink="http://www.w3.org/1999/xlink"><metadata>{CANARY}</metadata><title>{CANARY}</title>
     <script>alert("{CANARY}")</script><image xlink:href="http://beacon.example/{CANARY}.png" width="5" height="5"/>
     <rect width="40" height="40" fill="red"/></svg>""".encode()


def scan(*, dots: bool, kind: str = "PNG", dpi: int = 300) -> bytes:
    """A page scanned at 300 dpi, whatever it says, with or without the yellow grid of a printer's number and hour."""
    page = Image.new("RGB", (1500, 1500), "white")
    rows = "1 2 3 4 6 7 8 12 13 15|15|4 5 15|5 8 15|3 5 9 10 11 14 15|3|4 8 9 10 11 12 14|9 10 11 12 14".split("|")
    for column, row in enumerate(rows) if dots else ():
        for across in range(24):
            for number in row.split():
                for down in range(across % 2, 16, 2):
                    left, top = 30 + (column + 8 * across) * 12, 30 + (int(number) + 16 * down) * 12
                    if left < 1490 and top < 1490:
                        page.paste((255, 255, 0), (left, top, left + 3, top + 3))
    buffer = io.BytesIO()
    options = {"save_all": True, "append_images": [Image.new("L", (20, 20))]} if kind == "TIFF" else {}
    if kind == "PDF":
        page = page.convert("P", palette=Image.Palette.ADAPTIVE)  # in colours it would be saved as a blurred JPEG
    page.save(buffer, kind, **({"resolution": dpi} if kind == "PDF" else {"dpi": (dpi, dpi)}), **options)
    return buffer.getvalue()


def with_small_copy(*, named: bool) -> bytes:
    """Two pages of a TIFF, and a thumbnail of what the first was before it was cut, which says so or not."""
    pages = [pixels((1200, 900)), pixels((900, 1200)), Image.new("RGB", (100, 75), "green")]
    kinds: list[dict[int, int]] = [{254: 2}, {254: 2}, {254: 1} if named else {}]
    buffer = io.BytesIO()
    with TiffImagePlugin.AppendingTiffWriter(buffer) as file:
        for page, kind in zip(pages, kinds, strict=True):
            page.save(file, "TIFF", tiffinfo=kind)
            file.newFrame()
    return buffer.getvalue()


def nearly_transparent(kind: str) -> bytes:
    """A red dot that everybody sees, on a green page whose pixels are transparent, or one step from it."""
    page = Image.new("RGBA", (64, 64), (0, 200, 0, 0))
    page.paste((0, 200, 0, 1), (0, 32, 64, 64))
    page.paste((200, 0, 0, 255), (24, 24, 40, 40))
    half = page.copy()
    half.paste((200, 0, 0, 120), (24, 40, 40, 48))
    options: dict[str, Any] = {"lossless": True, "exact": True} if kind == "WEBP" else {}
    if kind.endswith("film"):
        options |= {"save_all": True, "append_images": [half], "duration": 100}
        options |= {"lossless": True, "exact": True} if kind.startswith("WEBP") else {}
    buffer = io.BytesIO()
    (page if "film" in kind else half).save(buffer, kind.partition(" ")[0], **options)
    return buffer.getvalue()
