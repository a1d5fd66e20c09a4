"""The smallest PDF that shows pictures, written forward: no dates, no producer, no identifiers."""

from __future__ import annotations

import io
import tempfile
import zlib
from collections.abc import Iterable
from typing import IO

from PIL import Image, TiffImagePlugin

from .pdf_layers import Layers
from .pdf_reading import Word

_QUALITY = 82
_WIDTH = 0.6  # of every letter of Courier, in its size: what is laid under the picture needs no other measure


class FreshPDF:
    """Pages as they are added; `finish` ends the file."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._places: dict[int, int] = {}
        self._next = 4  # the catalogue, the list of pages and the font stand first; pages come with what they show
        self._kids: list[int] = []
        file.write(b"%PDF-1.4\n")

    def add(self, layers: Layers, *, width: float, height: float, words: Iterable[Word] = ()) -> None:
        """One page of this size in points: its ink, its patches, and the words that were read, which are not seen."""
        pictures = [] if layers.ink is None else [((0.0, 0.0, 1.0, 1.0), self._picture(*_as_fax(layers.ink)))]
        pictures += [(place, self._picture(*_as_jpeg(picture))) for place, picture in layers.patches]
        drawing = [
            f"q {(right - left) * width:.2f} 0 0 {(bottom - top) * height:.2f} "
            f"{left * width:.2f} {(1 - bottom) * height:.2f} cm /P{number} Do Q"
            for number, ((left, top, right, bottom), _object) in enumerate(pictures)
        ]
        text = list(_under(words, width, height))
        # Compressed: the search for what was taken out must not stumble over a name that the picture shows to all.
        shown = zlib.compress("\n".join([*text, *drawing]).encode("latin-1"))
        content = self._write(f"<</Filter/FlateDecode/Length {len(shown)}>>", shown)
        names = "".join(f"/P{number} {place} 0 R" for number, (_place, place) in enumerate(pictures))
        font = "/Font<</T 3 0 R>>" if text else ""
        self._kids.append(
            self._write(
                f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 {width:.2f} {height:.2f}]"
                f"/Resources<</XObject<<{names}>>{font}>>/Contents {content} 0 R>>"
            )
        )

    def finish(self) -> None:
        """The list of pages, and the table of what lies where."""
        kids = " ".join(f"{kid} 0 R" for kid in self._kids)
        self._write("<</Type/Catalog/Pages 2 0 R>>", number=1)
        self._write(f"<</Type/Pages/Count {len(self._kids)}/Kids[{kids}]>>", number=2)
        self._write("<</Type/Font/Subtype/Type1/BaseFont/Courier/Encoding/WinAnsiEncoding>>", number=3)
        start = self._file.tell()
        self._file.write(b"xref\n0 %d\n0000000000 65535 f \n" % self._next)
        for number in range(1, self._next):
            self._file.write(b"%010d 00000 n \n" % self._places[number])
        self._file.write(b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (self._next, start))

    def _picture(self, picture: Image.Image, entries: str, content: bytes) -> int:
        size = f"/Type/XObject/Subtype/Image/Width {picture.width}/Height {picture.height}"
        return self._write(f"<<{size}{entries}/Length {len(content)}>>", content)

    def _write(self, entries: str, stream: bytes | None = None, *, number: int = 0) -> int:
        if not number:
            number, self._next = self._next, self._next + 1
        self._places[number] = self._file.tell()
        body = entries.encode()
        if stream is not None:
            body += b"\nstream\n" + stream + b"\nendstream"
        self._file.write(b"%d 0 obj\n" % number + body + b"\nendobj\n")
        return number


def _as_jpeg(picture: Image.Image) -> tuple[Image.Image, str, bytes]:
    buffer = io.BytesIO()
    picture.save(buffer, "JPEG", quality=_QUALITY, optimize=True)
    space = "Gray" if picture.mode == "L" else "RGB"
    return picture, f"/ColorSpace/Device{space}/BitsPerComponent 8/Filter/DCTDecode", buffer.getvalue()


def _as_fax(ink: Image.Image) -> tuple[Image.Image, str, bytes]:
    """What fax machines send (ITU-T T.6), as libtiff codes it: one strip, cut out of its TIFF."""
    with tempfile.TemporaryFile(dir=".") as file:  # libtiff itself writes to a real one: a third of the time
        one_strip, TiffImagePlugin.STRIP_SIZE = TiffImagePlugin.STRIP_SIZE, 2**31
        try:
            ink.save(file, "TIFF", compression="group4")
        finally:
            TiffImagePlugin.STRIP_SIZE = one_strip
        file.seek(0)
        written = file.read()
    with Image.open(io.BytesIO(written)) as tiff:
        (offset,), (length,) = (tiff.tag_v2[tag] for tag in (273, 279))  # type: ignore[attr-defined]
    parameters = f"/DecodeParms<</K -1/Columns {ink.width}/Rows {ink.height}>>"
    content = written[offset : offset + length]
    return ink, f"/ColorSpace/DeviceGray/BitsPerComponent 1/Filter/CCITTFaxDecode{parameters}", content


def _under(words: Iterable[Word], width: float, height: float) -> Iterable[str]:
    """Each word where its picture is, in a manner of writing that is not drawn (3 Tr), as wide as the picture."""
    for word in words:
        letters = word.text.encode("cp1252", "ignore").translate(None, bytes(range(32)))
        tall, wide = (word.bottom - word.top) * height, (word.right - word.left) * width
        if not letters or tall <= 0 or wide <= 0:
            continue
        said = letters.decode("latin-1").replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
        stretched = 100 * wide / (_WIDTH * tall * len(letters))
        x, y = word.left * width, (1 - word.bottom) * height
        yield f"BT 3 Tr /T {tall:.2f} Tf {stretched:.1f} Tz 1 0 0 1 {x:.2f} {y:.2f} Tm ({said} ) Tj ET"
