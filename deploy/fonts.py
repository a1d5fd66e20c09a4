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
from fontTools.pens.ttGlyphPen import TTGlyphPen
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
# Signs that our pages write and no face has: polygons on a square of 1000, and small letters raised.
POLYGONS = {
    0x2190: [
        [(60, 350), (380, 660), (445, 595), (240, 397), (940, 397), (940, 303), (240, 303), (445, 105), (380, 40)]
    ],
    0x2192: [[(940, 350), (620, 40), (555, 105), (760, 303), (60, 303), (60, 397), (760, 397), (555, 595), (620, 660)]],
    0x21A9: [
        [(60, 300), (330, 570), (395, 505), (237, 347), (846, 347), (846, 603), (540, 603), (540, 697), (940, 697)]
        + [(940, 253), (237, 253), (395, 95), (330, 30)]
    ],
    0x2713: [[(60, 330), (130, 400), (340, 190), (790, 680), (860, 615), (343, 55)]],
}
RAISED = {0x02B3: "r", 0x1D49: "e"}  # of 1ʳᵉ and 2ᵉ
RAISED_SIZE, RAISED_BY = 0.62, 0.36  # of the letter's size; of the square
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
    if signs is SIGNS:
        _draw_signs(font)
    _rename(font, face.family)
    font.flavor = "woff2"
    font["head"].modified = font["head"].created  # the same bytes on every day
    font.recalcTimestamp = False
    return font


def _draw_signs(font: TTFont) -> None:
    """Add the signs that pages write and the face lacks. They have one weight in a face that varies."""
    glyphs, square = font.getGlyphSet(), font["head"].unitsPerEm
    fixed = font["hmtx"].metrics[font.getBestCmap()[ord("0")]][0] if font["post"].isFixedPitch else 0
    side = fixed or square
    drawn = {}
    for code, outlines in POLYGONS.items():
        pen = TTGlyphPen(None)
        for outline in outlines:
            spots = [(round(x * side / 1000), round(y * side / 1000)) for x, y in outline]
            pen.moveTo(spots[0])
            for spot in spots[1:]:
                pen.lineTo(spot)
            pen.closePath()
        drawn[code] = pen.glyph(), side
    for code, letter in RAISED.items():
        pen, name = TTGlyphPen(glyphs), font.getBestCmap()[ord(letter)]
        pen.addComponent(name, (RAISED_SIZE, 0, 0, RAISED_SIZE, 0, round(RAISED_BY * square)))
        drawn[code] = pen.glyph(), round(glyphs[name].width * RAISED_SIZE)
    order = font.getGlyphOrder()
    for code, (glyph, width) in drawn.items():
        name = f"uni{code:04X}"
        order.append(name)
        font["glyf"].glyphs[name] = glyph
        font["hmtx"].metrics[name] = (fixed or width, 0)
        if "gvar" in font:
            font["gvar"].variations[name] = []
        for table in font["cmap"].tables:
            table.cmap[code] = name
    font.setGlyphOrder(order)
    font["glyf"].glyphOrder = order
    font["maxp"].numGlyphs = len(order)
    for glyph, _width in drawn.values():
        glyph.recalcBounds(font["glyf"])
    if "HVAR" in font:
        del font["HVAR"]  # it has no line for what was added; widths are found by the outlines


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
