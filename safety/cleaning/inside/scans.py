"""Yellow dots that colour printers put on every page: serial number and hour. Found on scans, told, not removed."""

from __future__ import annotations

import importlib
import importlib.util
import io
import os
import signal
import sys
from types import ModuleType
from typing import Any

from PIL import Image

from .job import Job

_LEAST_DPI = 200
_LEAST_SIDE = 1200
_MOST_PIXELS = 20_000_000
_CPU_SECONDS = 6.0  # noisy scans can keep it busy for a minute; a warning is not worth that


def is_scan(picture: Image.Image, dpi: float) -> bool:
    """Fine enough for the dots to show, and large enough to be a page, in colour."""
    wide = min(picture.size) >= _LEAST_SIDE and picture.width * picture.height <= _MOST_PIXELS
    return wide and _LEAST_DPI <= dpi <= 1200 and picture.mode not in ("1", "L", "I;16")


def _stop(*_: object) -> None:
    raise TimeoutError


def load_parser() -> ModuleType:
    """deda's reading half alone. Its own front door also loads the half that prints, which wants packages long gone."""
    os.environ["OPENBLAS_NUM_THREADS"] = "1"
    found = importlib.util.find_spec("libdeda")
    if "libdeda" not in sys.modules and found is not None:
        door = ModuleType("libdeda")
        door.__path__ = list(found.submodule_search_locations or [])
        sys.modules["libdeda"] = door
    return importlib.import_module("libdeda.print_parser")


def note_printer_dots(picture: Image.Image, job: Job, *, dpi: float) -> None:
    """Warn when a known pattern of dots is on the page. One page of a file is enough to know its printer."""
    if job.found["printer_dots"] or job.found["_scans"] >= 2 or not is_scan(picture, dpi):
        return
    job.found["_scans"] += 1
    signal.signal(signal.SIGVTALRM, _stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, _CPU_SECONDS)
    try:
        print_parser = load_parser()
        buffer = io.BytesIO()
        picture.convert("RGB").save(buffer, "PNG", compress_level=1)
        told: Any = print_parser.PrintParser(buffer.getvalue(), ydxArgs={"inputDpi": int(dpi)})
    except Exception:  # noqa: BLE001  # it raises its own kinds, and those of numpy, when there is nothing to find
        return
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    job.note("printer_dots", int(told.pattern is not None))
