"""Cuts the site's faces out of the packages that publish them: `make fonts`. Its output is kept in static/fonts/.

Whoever runs a site needs neither npm nor a registry; whoever changes a face runs this and commits what it wrote.
Families get names of their own: "Source" and "Plex" are reserved by those who drew them (OFL 1.1, section 3), and pages
need not say who that was; the licences lie beside the files and say it.
"""

from __future__ import annotations

import base64
import hashlib
import json
import subprocess
import sys
import tarfile
import tempfile
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from fontTools.pens.svgPathPen import SVGPathPen
from fontTools.pens.transformPen import TransformPen
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "static" / "fonts"
DIGITS = ROOT / "campaign" / "plates" / "digits.json"

# Signs of French and English, of what both borrow, and of measures; soft hyphen, narrow blanks and the word joiner too.
SIGNS = frozenset(
    [
        *range(0x20, 0x7F),
        *map(ord, "ÀÂÄÆÇÈÉÊËÎÏÔÖÙÛÜŒàâäæçèéêëîïôöùûüÿœáíóúñãõßÑÁÍÓÚ"),
        *map(ord, "¡¿§©«®°±²³·»½¼×–—‘’“”„•…‹›€−ªº™"),
        *(0x00A0, 0x00AD, 0x2009, 0x202F, 0x2060),  # whichever of the blanks and joiners a face has
    ]
)
# Letters of people's names from elsewhere. Browsers fetch them only for a page that has one (unicode-range).
MORE_SIGNS = frozenset([*range(0x100, 0x180), *range(0x218, 0x21C), 0x1E9E]) - SIGNS
FEATURES = ["kern", "liga", "calt", "ccmp", "locl", "mark", "mkmk", "tnum", "lnum"]
DIGIT_HEIGHT = 386  # as high as a plate of 400, but for a margin


@dataclass(frozen=True)
class Face:
    """One file of static/fonts/, and where it comes from."""

    file: str
    family: str
    package: str
    source: str
    licence: str
    weights: tuple[int, int] | None = None


PACKAGES = {
    "@fontsource/roboto-condensed": (
        "5.3.0",
        "Vbh5pesre/M/Jspd10btdKRqLSTe3yn4l6B2tXHGElCeASfA7Pgdpu1mb8wTG8E72J4Xk6FUfqnSe46UN2QAog==",
    ),
    "@fontsource-variable/public-sans": (
        "5.3.0",
        "AVfkmAt50BMXWpOO21FAntiJFKGX6xTc2dSL8dxtDteONe9IuRXJWGbs0EbG955vAMCq23ENeuopuW87cGWDSQ==",
    ),
    "@fontsource/source-serif-4": (
        "5.3.1",
        "cWcTCXjYYrgF9A67fThVir1VSc0lPEYmwQ6jA4pPt01s2MSCi/maINUcZoCzaqnU8fyUReDO97eGcBUkHgOeug==",
    ),
    "@fontsource/ibm-plex-mono": (
        "5.3.0",
        "eTgnZjZEGk1QtD3ZstF+Vclo2HLAni8YMy34/DxllwZvyz1lR/1RF/xTiAquOBO7MvqBx8D2Ig2WCPMVfdZu7Q==",
    ),
}
FACES = [
    Face("headings", "Headings", "@fontsource/roboto-condensed", "roboto-condensed-{}-700-normal", "roboto-condensed"),
    Face("text", "Text", "@fontsource-variable/public-sans", "public-sans-{}-wght-normal", "public-sans", (400, 700)),
    Face("book", "Book", "@fontsource/source-serif-4", "source-serif-4-{}-400-normal", "source-serif-4"),
    Face("book-italic", "Book", "@fontsource/source-serif-4", "source-serif-4-{}-400-italic", "source-serif-4"),
    Face("code", "Code", "@fontsource/ibm-plex-mono", "ibm-plex-mono-{}-400-normal", "ibm-plex-mono"),
]


def fetch(package: str) -> dict[str, bytes]:
    """Return the files of a package, by path; RuntimeError when its archive is not the one that was chosen."""
    version, expected = PACKAGES[package]
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(  # noqa: S603 - fixed words
            ["npm", "pack", "--silent", f"{package}@{version}"],  # noqa: S607
            cwd=folder,
            check=True,
            stdout=subprocess.DEVNULL,
        )
        archive = next(Path(folder).iterdir()).read_bytes()
    if base64.b64encode(hashlib.sha512(archive).digest()).decode() != expected:
        raise RuntimeError(f"{package} {version} is not the archive whose digest stands here.")
    with tarfile.open(fileobj=BytesIO(archive)) as tar:
        return {
            member.name.removeprefix("package/"): tar.extractfile(member).read()  # type: ignore[union-attr]
            for member in tar
            if member.isfile()
        }


def cut(data: bytes, signs: frozenset[int], face: Face) -> TTFont:
    """Return a face with these signs alone, under its neutral name."""
    font = TTFont(BytesIO(data))
    if face.weights:
        font = instantiateVariableFont(font, {"wght": face.weights})
    options = Options()
    options.layout_features = FEATURES
    options.hinting = False
    options.flavor = "woff2"
    options.notdef_outline = True
    options.name_IDs = [0, 1, 2, 3, 4, 6, 14]
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=signs)
    subsetter.subset(font)
    _rename(font, face.family)
    font.flavor = "woff2"
    font["head"].modified = font["head"].created  # the same bytes on every day
    font.recalcTimestamp = False
    return font


def _rename(font: TTFont, family: str) -> None:
    names = {1: family, 3: family, 4: family, 6: family, 16: family}
    for record in font["name"].names:
        if record.nameID in names:
            font["name"].setName(
                names[record.nameID], record.nameID, record.platformID, record.platEncID, record.langID
            )


def digits(font: TTFont) -> dict[str, list[object]]:
    """Return how wide each figure is and its outline, y downwards, as high as plates draw it."""
    glyphs, cmap = font.getGlyphSet(), font.getBestCmap()
    high = glyphs[cmap[ord("0")]]
    bounds = _bounds(high, glyphs)
    scale = DIGIT_HEIGHT / (bounds[3] - bounds[1])
    found = {}
    for digit in "0123456789":
        glyph = glyphs[cmap[ord(digit)]]
        pen = SVGPathPen(glyphs, ntos=lambda number: f"{number:.0f}")
        glyph.draw(TransformPen(pen, (scale, 0, 0, -scale, 0, 0)))
        found[digit] = [round(glyph.width * scale), pen.getCommands()]
    return found


def _bounds(glyph: object, glyphs: object) -> tuple[float, float, float, float]:
    from fontTools.pens.boundsPen import BoundsPen

    pen = BoundsPen(glyphs)
    glyph.draw(pen)  # type: ignore[attr-defined]
    return pen.bounds


def main() -> None:
    """Write all files of static/fonts/ and the outlines of the figures, and say what each weighs."""
    packages = {package: fetch(package) for package in PACKAGES}
    for face in FACES:
        for part, signs, file in (
            ("latin", SIGNS, face.file),
            ("latin-ext", MORE_SIGNS, f"{face.file}-more"),
        ):
            data = packages[face.package][f"files/{face.source.format(part)}.woff2"]
            font = cut(data, signs, face)
            if file == "headings":
                DIGITS.write_text(json.dumps(digits(font), indent=1) + "\n", encoding="utf-8")
            font.save(FOLDER / f"{file}.woff2")
            sys.stdout.write(f"{(FOLDER / f'{file}.woff2').stat().st_size:7d} {file}.woff2\n")
        (FOLDER / f"{face.licence}-OFL.txt").write_bytes(packages[face.package]["LICENSE"])


if __name__ == "__main__":
    main()
