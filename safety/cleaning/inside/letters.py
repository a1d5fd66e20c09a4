# ruff: noqa: E501  # patterns and tables read better unbroken
"""What a file made of letters is. Text is a list of kinds, never what is left over.

A kind passes as text when three witnesses agree: its name claims nothing else, libmagic (`file`) knows it as nothing
else, and its lines read like words or like a table. All the rest is cleaned as what it is, or refused.
"""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path
from typing import Any

from .job import Refusal

# What the end of a name may claim of a text, and what it is then.
_NAMED = {
    "": "txt", "txt": "txt", "text": "txt", "csv": "csv", "tsv": "csv", "md": "md", "markdown": "md", "json": "json",
    "html": "html", "htm": "html", "xhtml": "html",
}  # fmt: skip
_NAMED_MAIL = ("eml", "emlx", "mbox", "mbx", "mht", "mhtml")
# What libmagic may call a text. It takes some prose for programs in Algol, for a plotter's orders, or, by the first
# word alone, for a mail: those are told apart by their lines, and by `envelopes`.
_MAGIC = {
    "text/plain", "text/csv", "text/html", "application/json", "text/x-algol68", "application/vnd.hp-hpgl",
    "message/rfc822", "message/news",
}  # fmt: skip
_ROOT = re.compile(
    r"(?:\s|<\?.*?\?>|<!--.*?-->|<!doctype(?:[^\[>]|\[.*?\])*>)*<([a-z][\w:.-]*)", re.DOTALL | re.IGNORECASE
)
_HTML_ROOTS = {"html", "head", "body", "title", "meta", "div", "p", "table", "h1", "h2", "span", "style", "center"}
_LOOSE_ROOTS = _HTML_ROOTS | {"script", "link", "font", "b", "i", "a", "ul", "ol", "br", "section", "article", "main"}
_CARRIER = re.compile(r"<\?xpacket|<x:xmpmeta|<rdf:RDF|</?(?:gpx|kml|svg)\b", re.IGNORECASE)
# A line that a program reads: a sentence of a receiver, an entity, a section, an assignment, a property, a quoted key,
# a path, a row of numbers, a moment to the second, a card of eighty columns, one endless word.
_CODED = re.compile(
    r"[$!][A-Z]{4,}\b|#\d+\s*=|#[A-Z]{3,}[\d:]|\[(?!…\])[^\]]+\]$|[A-Za-z_][\w.\[\]-]*\s*=\s*\S|[A-Z][A-Z0-9-]*(?:;[^:\s]+)?:(?!//)\S|"
    r"(?=\S*\d{6})[A-Z0-9]{28,}|</?[\w:-]+[^>]*>|-----(?:BEGIN|END) |[{}]+[,;]?$|.*(?:\{|\}|\);|[\"'];)$|[A-Z0-9-]+;$|"
    r"(?:import|#include|package|using|namespace)\s[\w.<>\"*/]+;?$|%[%!A-Za-z]|\\[A-Za-z]+|@[a-z]+\{|;[^\s)]|//\s?\S|#(?:EXT|!)|"
    r"\"[^\"]*\"\s*=|\w+ \"[^\"]*\"$|\w*_\w*\s|[A-Za-z]:\\|\{\d+\}|\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d|.{60,}\s[SGDPT]\s*\d+$|"
    r"(?:[A-Z]{2}[\d,. -]*;){2}|(?:[A-Za-z]{1,8}\s+)?(?:[A-Z]?[+-]?\d[\d.eE+-]*\s+){2,}[A-Z]?[+-]?\d[\d.eE+-]*$|[^\s]*[A-Za-z0-9+/=]{60,}"
)
_FIRST_LINES = re.compile(
    r"solid\s|ply$|#\?RADIANCE|WEBVTT|ISO-10303-21;|Windows Registry Editor|REGEDIT4|OFF$|glTF|d\d+:|TITLE \"|REM [A-Z]+ |#VRML|"
    r"AXXX|A[A-Z]{3}\d{3}|H[FPO][A-Z]{3}"
)
_SYMBOLS = re.compile(r"[{}\[\]<>=\\|^~`$#&_;@]")
_PATCH = re.compile(r"^diff --git |^(?:---|\+\+\+) [^\n]+\n(?:---|\+\+\+|@@) ", re.MULTILINE)
_RULE = re.compile(r"(\W)\1*")
_GEOMETRIES = {
    "FeatureCollection", "Feature", "Topology", "Point", "LineString", "Polygon", "MultiPoint", "MultiLineString",
    "MultiPolygon", "GeometryCollection",
}  # fmt: skip
_MOST_CODED = 0.34
_WORD = 8  # bytes
_TOOLS_OWN = {"nbformat", "$schema", "SourceFile", "ExifToolVersion"}
_TELLING = ("serial", "person", "device")
_PLACE = re.compile(r"^gps|latitude|longitude|^geo(data|location|tag)", re.IGNORECASE)


def kind_of_letters(text: str, path: Path, hint: str) -> str:
    """`family:extension` of a text whose beginning is `text`; refused when it is on no list."""
    from .envelopes import looks_like_mail

    start = text.lstrip("\ufeff \t\r\n\x0b\x0c")[:4096]
    if root := _ROOT.match(start):
        kind = _by_root(root.group(1).lower(), start.lower(), hint)
        if kind:
            return kind
    if looks_like_mail(path.read_bytes(), hint=hint):
        if _PATCH.search(text):
            raise Refusal("text_kind")
        return "mail:eml"
    if hint in _NAMED_MAIL:
        raise Refusal("damaged")
    extension = _NAMED.get(hint)
    if extension is None:
        raise Refusal("text_kind")
    if extension == "html":
        return "html:html"
    return _by_words(text, start, path, extension)


def _by_root(root: str, start: str, hint: str) -> str | None:
    """The kind of a file that begins with an element: a page, a drawing, or XML, which is on no list."""
    if root.rpartition(":")[2] == "svg":
        return "drawing:svg"
    named = _NAMED.get(hint)
    if root in ("html", "head", "body") or start.startswith("<!doctype html"):
        return "html:html"
    if named == "html" and root in _LOOSE_ROOTS:
        return "html:html"
    if named == "md" and root in _LOOSE_ROOTS | {"details", "img", "picture"}:
        return None
    if root in _HTML_ROOTS and not start.startswith("<?"):
        return "html:html"
    raise Refusal("text_kind")


def _by_words(text: str, start: str, path: Path, extension: str) -> str:
    if start.startswith(("{", "[")) and (parsed := _parsed(path)) is not None:
        if extension not in ("json", "txt"):
            raise Refusal("text_kind")
        _refuse_described(parsed)
        return "text:json"
    if extension == "json" or _by_magic(path) not in _MAGIC or _CARRIER.search(text) or _is_coded(text, extension):
        raise Refusal("text_kind")
    return f"text:{extension}"


def _by_magic(path: Path) -> str:
    """What `file` calls it. A program that fails has not said that this is a text; of a word it says nothing."""
    if path.stat().st_size < _WORD:
        return "text/plain"
    command = ["/usr/bin/file", "--brief", "--mime-type", "--", str(path)]
    try:
        done = subprocess.run(command, capture_output=True, timeout=30, check=False, stdin=subprocess.DEVNULL)  # noqa: S603
    except (subprocess.TimeoutExpired, OSError):
        return ""
    return done.stdout.decode("ascii", "replace").strip().lower()


def _is_coded(text: str, extension: str) -> bool:
    """Whether most lines are written for a program: then people's names have places of their own in it."""
    if extension == "md":
        text = re.sub(
            r"\A\s*(---|\+\+\+|;;;)\n.*?^(?:\1|\.\.\.)|^(```|~~~).*?^\2", "", text, flags=re.DOTALL | re.MULTILINE
        )
        text = re.sub(r"\{[^{}\n]*\}", "", text)
    lines = [line.strip() for line in text.splitlines()]
    lines = [line for line in lines if line and not _RULE.fullmatch(line)][:3000]
    if not lines:
        return False
    if _alternates(lines) or _FIRST_LINES.match(lines[0]):
        return True
    if extension == "csv":
        coded = sum(
            1 for line in lines if re.match(r"[$!][A-Z]{4,}\b|#\d+\s*=|BEGIN:|</?[\w:-]+[^>]*>|[A-Z]\d{13}", line)
        )
        return coded > len(lines) * _MOST_CODED
    coded = sum(1 for line in lines if _CODED.match(line))
    if coded > len(lines) * _MOST_CODED:
        return True
    words = "".join(line for line in lines if extension != "md" and "://" not in line)
    return len(_SYMBOLS.findall(words)) > max(len(words) * 0.12, 4)


def _alternates(lines: list[str]) -> bool:
    """A number, a value, a number, a value: drawings are written so."""
    codes, values = lines[::2], lines[1::2]
    return (
        len(codes) > 2
        and all(re.fullmatch(r"\d{1,4}", line) for line in codes)
        and any(re.fullmatch(r"[$A-Z][A-Z_]*", line) for line in values)
    )


def _parsed(path: Path) -> Any:
    try:
        return json.loads(path.read_bytes())
    except (ValueError, RecursionError):
        return None


def _refuse_described(value: Any, depth: int = 0) -> None:
    """Refuse JSON that describes one thing: a notebook, a map, what a telephone keeps beside a photo.

    A list of many rows is data, whose columns are what it says; of a single record every key may name its maker.
    """
    from .evidence import kind_of_name

    if isinstance(value, list):
        rows = [row for row in value if isinstance(row, dict)]
        if any(_TOOLS_OWN & row.keys() for row in rows):
            raise Refusal("text_kind")
        if len(value) == 1:
            _refuse_described(value[0], depth)
        return
    if not isinstance(value, dict):
        return
    if str(value.get("type")) in _GEOMETRIES or _TOOLS_OWN & value.keys():
        raise Refusal("text_kind")
    for key, inner in value.items():
        name = re.sub(r"[\s_-]", "", str(key))
        if kind_of_name(name) in _TELLING or _PLACE.search(name):
            raise Refusal("text_kind")
        if depth < 6:
            _refuse_described(inner, depth + 1)
