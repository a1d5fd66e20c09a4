"""SVG is a program that draws: it is drawn once, here, and only the drawing passes."""

from __future__ import annotations

import re
from pathlib import Path

from .job import Job, Made, Refusal
from .pictures import clean_picture

_MOST = 4000
_USUAL = 1600


def clean_drawing(path: Path, job: Job) -> Made:
    """Draw an SVG with librsvg into a PNG. It has no base address: nothing outside it is ever loaded."""
    import gi

    gi.require_version("Rsvg", "2.0")
    import cairo
    from gi.repository import GLib, Rsvg

    content = path.read_bytes()
    if re.search(rb"<!ENTITY", content):
        raise Refusal("damaged")
    job.note("converted")
    job.note("scripts", len(re.findall(rb"<script\b", content)))
    job.note("remote", len(re.findall(rb"href\s*=\s*[\"'](?!#|data:)", content)))
    job.note("metadata", len(re.findall(rb"<(?:metadata|title|desc)\b|inkscape:|sodipodi:", content)) and 1)
    try:
        handle = Rsvg.Handle.new_from_data(content)
        known, width, height = handle.get_intrinsic_size_in_pixels()
        if not known or not (width > 0 and height > 0):
            width = height = _USUAL
        scale = min(max(_USUAL / max(width, height), 1.0), _MOST / max(width, height))
        box = Rsvg.Rectangle()
        box.x, box.y, box.width, box.height = 0, 0, max(width * scale, 1), max(height * scale, 1)
        surface = cairo.ImageSurface(cairo.FORMAT_ARGB32, max(int(box.width), 1), max(int(box.height), 1))
        handle.render_document(cairo.Context(surface), box)
    except (GLib.Error, cairo.Error) as error:
        raise Refusal("damaged") from error
    drawn = job.path("png")
    surface.write_to_png(str(drawn))
    return clean_picture(drawn, job, extension="png", evidence=False)
