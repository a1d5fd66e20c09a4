"""PDF: each page becomes a picture in a fresh file (thorough), or the file stays and what is around the pages goes.

How a page becomes few bits stands in pdf_layers.py, how words are read in pdf_reading.py, the file in pdf_writing.py.
"""

from __future__ import annotations

import re
from contextlib import suppress
from pathlib import Path
from typing import Any

from PIL import Image

from .evidence import note_evidence
from .job import Job, Made, Refusal
from .pdf_layers import FINER, Layers, separate
from .pdf_reading import Reader
from .pdf_writing import FreshPDF

_DPI = 150  # of what is grey or in colour; black and white is finer
_MOST_PIXELS = 12_000_000  # of the finer drawing


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
    reader = Reader(job)
    target = job.path("pdf")
    with target.open("wb") as file:
        fresh = FreshPDF(file)
        for number in range(pages):
            try:
                page = document[number]
            except pypdfium2.PdfiumError:
                job.note("damaged")
                fresh.add(Layers(ink=Image.new("1", (8, 8)), patches=[]), width=612, height=792)
                continue
            _draw(page, fresh, reader, job)
            if number < 2:
                _look_for_dots(page, job)
            page.close()
        fresh.finish()
    job.note("text_read", reader.pages)
    return target


def _draw(page: Any, fresh: FreshPDF, reader: Reader, job: Job) -> None:
    width, height = page.get_size()
    if not (0 < width < 200_000 and 0 < height < 200_000):
        raise Refusal("damaged")
    scale = min(_DPI / 72, (_MOST_PIXELS / (width * height)) ** 0.5 / FINER, 9_600 / max(width, height))
    coarse = page.render(scale=scale, may_draw_forms=True, rev_byteorder=True, prefer_bgrx=False)
    fine = page.render(scale=FINER * scale, may_draw_forms=True, grayscale=True)
    colours, greys = coarse.to_numpy()[..., :3], fine.to_numpy()
    layers = separate(colours, greys.reshape(greys.shape[:2]), read=not reader.gave_up)
    job.note("black_and_white", int(layers.ink is not None))
    fresh.add(layers, width=width, height=height, words=reader.read(layers.letters, dpi=72 * FINER * scale))


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
