"""PDF: each page becomes a picture in a fresh file (thorough), or the file stays and what is around the pages goes."""

from __future__ import annotations

import io
import re
from contextlib import suppress
from pathlib import Path
from typing import IO, Any

from PIL import Image, ImageChops

from .evidence import note_evidence
from .job import Job, Made, Refusal

_DPI = 150
_MOST_PIXELS = 12_000_000


def clean_pdf(path: Path, job: Job) -> Made:
    """Clean a PDF by the job's strength."""
    note_evidence(path, job, words_stay=not job.thorough)
    return rewrite_pdf(path, job)


def rewrite_pdf(path: Path, job: Job) -> Made:
    """The same for a PDF that was made here, whose own author nobody needs to hear of."""
    if not job.thorough:
        from .pdf_metadata import strip_pdf

        return strip_pdf(path, job)
    _note_structures(path, job)
    return Made(raster_pdf(path, job), "pdf", "pdf")


def raster_pdf(path: Path, job: Job) -> Path:
    """Draw every page with pdfium and write the drawings into a PDF that holds nothing else."""
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        raise Refusal("encrypted" if "assword" in str(error) else "damaged") from error
    pages = len(document)
    if not pages:
        raise Refusal("damaged")
    if pages > job.limits["pages"]:
        raise Refusal("too_many")
    with suppress(pypdfium2.PdfiumError):
        document.init_forms()
    target = job.path("pdf")
    with target.open("wb") as file:
        fresh = FreshPDF(file, pages=pages)
        for number in range(pages):
            try:
                page = document[number]
            except pypdfium2.PdfiumError:
                job.note("damaged")
                fresh.add(Image.new("L", (612, 792), 255), width=612, height=792)
                continue
            width, height = page.get_size()
            if not (0 < width < 200_000 and 0 < height < 200_000):
                raise Refusal("damaged")
            scale = min(_DPI / 72, (_MOST_PIXELS / (width * height)) ** 0.5, 16_000 / max(width, height))
            picture = page.render(scale=scale, may_draw_forms=True).to_pil()
            fresh.add(picture, width=width, height=height)
            if number < 2:
                _look_for_dots(page, job)
            page.close()
        fresh.finish()
    return target


def _look_for_dots(page: Any, job: Job) -> None:
    """A page that is one fine picture is a scan: it is drawn once more, as fine as it is."""
    from .scans import note_printer_dots

    width, height = page.get_size()
    for item in page.get_objects(max_depth=2):
        if item.type == 3:  # an image
            dpi = min(item.get_metadata().horizontal_dpi, item.get_metadata().vertical_dpi)
            left, bottom, right, top = item.get_bounds()
            if dpi >= 200 and (right - left) * (top - bottom) > 0.6 * width * height:
                fine = min(dpi, 300)
                if width * height * (fine / 72) ** 2 < 20_000_000:
                    note_printer_dots(page.render(scale=fine / 72).to_pil(), job, dpi=fine)
                return


def _note_structures(path: Path, job: Job) -> None:
    """Tell what the pages' pictures leave behind."""
    content = path.read_bytes()
    job.note("layers")
    if re.search(rb"/(JavaScript|JS)\b", content):
        job.note("scripts")
    if b"/AcroForm" in content:
        job.note("forms")
    job.note("embedded", len(re.findall(rb"/EmbeddedFile\b", content)))
    job.note("comments", len(re.findall(rb"/Subtype\s*/(?:Text|FreeText|Popup|Highlight|Stamp)\b", content)))
    job.note("links", len(re.findall(rb"/URI\s*[(<]", content)))
    if len(content[content.rfind(b"%%EOF") + 5 :].strip()) > 0 and b"%%EOF" in content:
        job.note("appended")


def _without_colour(picture: Image.Image) -> bool:
    small = picture.convert("RGB").resize((max(picture.width // 4, 1), max(picture.height // 4, 1)))
    red, green, blue = small.split()
    spread: Any = ImageChops.difference(red, green).getextrema(), ImageChops.difference(green, blue).getextrema()
    return bool(spread[0][1] < 8 and spread[1][1] < 8)


class FreshPDF:
    """The smallest PDF that shows pictures, written forward: no dates, no producer, no identifiers."""

    def __init__(self, file: IO[bytes], *, pages: int) -> None:
        self._file = file
        self._places: list[int] = []
        self._pages = pages
        file.write(b"%PDF-1.4\n")
        kids = " ".join(f"{3 + 3 * number} 0 R" for number in range(pages))
        self._object(b"<</Type/Catalog/Pages 2 0 R>>")
        self._object(f"<</Type/Pages/Count {pages}/Kids[{kids}]>>".encode())

    def add(self, picture: Image.Image, *, width: float, height: float) -> None:
        """One page of this size in points, filled by the picture."""
        grey = _without_colour(picture)
        shown = picture.convert("L" if grey else "RGB")
        buffer = io.BytesIO()
        shown.save(buffer, "JPEG", quality=82, optimize=True)
        number = len(self._places) + 1
        self._object(
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 {width:.2f} {height:.2f}]"
            f"/Resources<</XObject<</P {number + 1} 0 R>>>>/Contents {number + 2} 0 R>>".encode()
        )
        self._stream(
            f"/Type/XObject/Subtype/Image/Width {shown.width}/Height {shown.height}"
            f"/ColorSpace/Device{'Gray' if grey else 'RGB'}/BitsPerComponent 8/Filter/DCTDecode",
            buffer.getvalue(),
        )
        self._stream("", f"q {width:.2f} 0 0 {height:.2f} 0 0 cm /P Do Q".encode())

    def finish(self) -> None:
        """The table of what lies where."""
        start = self._file.tell()
        self._file.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(self._places) + 1))
        for place in self._places:
            self._file.write(b"%010d 00000 n \n" % place)
        size = len(self._places) + 1
        self._file.write(b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (size, start))

    def _object(self, content: bytes) -> None:
        self._places.append(self._file.tell())
        self._file.write(b"%d 0 obj\n" % len(self._places) + content + b"\nendobj\n")

    def _stream(self, entries: str, content: bytes) -> None:
        head = f"<<{entries}/Length {len(content)}>>\nstream\n".encode()
        self._object(head + content + b"\nendstream")
