"""Small files that tell everything about their makers, made by the tests themselves. `CANARY` is in all of them.

Here: one module a family. Not here: what comes out of the cleaner (`tests/safety/judging.py`).
"""

from tests.safety.dirty.canary import CANARY
from tests.safety.dirty.documents import pdf
from tests.safety.dirty.opendocument import opendocument
from tests.safety.dirty.packages import package, tar
from tests.safety.dirty.pictures import animation, exif, picture, pixels, scan, svg
from tests.safety.dirty.recordings import media
from tests.safety.dirty.sheets import xlsx, xlsx_with_strings
from tests.safety.dirty.slides import pptx
from tests.safety.dirty.texts import mail, markdown, page
from tests.safety.dirty.word import docx, docx_with_names

__all__ = [
    "CANARY", "animation", "docx", "docx_with_names", "exif", "mail", "markdown", "media", "opendocument", "package",
    "page", "pdf", "picture", "pixels", "pptx", "scan", "svg", "tar", "xlsx", "xlsx_with_strings",
]  # fmt: skip
