"""Colours and sizes in Office Open XML: whether words can be seen on what lies behind them."""

from __future__ import annotations

import colorsys
import re

from lxml import etree

from .ooxml_tree import child, every, number, value_of
from .packages import local

Colour = tuple[int, int, int]
WHITE: Colour = (255, 255, 255)
_NAMED: dict[str, Colour] = {
    "white": WHITE, "black": (0, 0, 0), "red": (255, 0, 0), "green": (0, 255, 0), "blue": (0, 0, 255),
    "yellow": (255, 255, 0), "cyan": (0, 255, 255), "magenta": (255, 0, 255), "darkBlue": (0, 0, 128),
    "darkCyan": (0, 128, 128), "darkGreen": (0, 128, 0),
    "darkMagenta": (128, 0, 128), "darkRed": (128, 0, 0), "darkYellow": (128, 128, 0), "darkGray": (128, 128, 128),
    "lightGray": (192, 192, 192), "gray": (128, 128, 128), "ivory": (255, 255, 240), "snow": (255, 250, 250),
}  # fmt: skip
_LIGHT = {"bg1", "lt1", "background1", "light1"}
_DARK = {"tx1", "dk1", "text1", "dark1"}


def hex_colour(text: str) -> Colour | None:
    """RRGGBB or AARRGGBB; None for anything else, `auto` included."""
    text = text.removeprefix("#")
    if len(text) == 8:
        text = text[2:]
    elif len(text) == 3:
        text = "".join(2 * sign for sign in text)
    try:
        return (int(text[:2], 16), int(text[2:4], 16), int(text[4:6], 16)) if len(text) == 6 else None
    except ValueError:
        return None


def named_colour(text: str) -> Colour | None:
    """A colour by its English name, as highlights and presets have it."""
    return _NAMED.get(text)


def is_alike(one: Colour | None, other: Colour | None) -> bool:
    """Whether nobody could read one on the other."""
    return one is not None and other is not None and max(abs(a - b) for a, b in zip(one, other, strict=True)) < 24


def theme_colour(name: str) -> Colour | None:
    """The two colours of a theme that are the same in nearly all."""
    return WHITE if name in _LIGHT else (0, 0, 0) if name in _DARK else None


def word_colours(mark: etree._Element) -> list[Colour]:
    """What a `w:color` may look like: its value, and its theme's colour when that is plainly white or black."""
    themes = theme_colour(value_of(mark, "themeColor"))
    for name, towards in (("themeTint", 255), ("themeShade", 0)):
        part = value_of(mark, name)
        if themes is not None and re.fullmatch(r"[0-9A-Fa-f]{2}", part):
            kept = int(part, 16) / 255
            red, green, blue = (round(side * kept + towards * (1 - kept)) for side in themes)
            themes = red, green, blue
    return [colour for colour in (hex_colour(value_of(mark, "val")), themes) if colour is not None]


def fill_of(properties: etree._Element | None) -> tuple[str, Colour | None]:
    """How a DrawingML shape or run is filled: "none", "solid" with its colour, "clear", "other", or "" where unsaid."""
    if properties is None:
        return "", None
    for item in properties:
        name = local(item)
        if name == "noFill":
            return "none", None
        if name == "solidFill":
            return ("clear" if _is_clear(item) else "solid"), drawn_colour(item)
        if name == "gradFill":
            return _of_stops([stop for stop in item.iter(etree.Element) if local(stop) == "gs"])
        if name in ("blipFill", "pattFill", "grpFill"):
            return "other", None
    return "", None


def _of_stops(stops: list[etree._Element]) -> tuple[str, Colour | None]:
    """A course of colours that are all the same is one colour."""
    if stops and all(_is_clear(stop) for stop in stops):
        return "clear", None
    colours = [drawn_colour(stop) for stop in stops]
    same = bool(colours) and all(is_alike(colours[0], colour) for colour in colours)
    return ("solid", colours[0]) if same else ("other", None)


def is_see_through(properties: etree._Element | None) -> bool:
    """Whether something may be seen through a fill, however little."""
    return bool(every(properties, "alpha", "alphaMod", "alphaOff", "alphaModFix"))


def _is_clear(fill: etree._Element) -> bool:
    opacity = [
        number(value_of(item, "val"), percent=1000) for item in fill.iter(etree.Element) if local(item) == "alpha"
    ]
    return any(value is not None and value < 6000 for value in opacity)


def drawn_colour(fill: etree._Element) -> Colour | None:
    """The colour of a solid fill; None when a theme or a change of it decides."""
    for item in fill:
        colour, name = None, local(item)
        if name == "srgbClr":
            colour = hex_colour(value_of(item, "val"))
        elif name == "prstClr":
            colour = named_colour(value_of(item, "val"))
        elif name == "sysClr":
            colour = hex_colour(value_of(item, "lastClr"))
        elif name == "schemeClr":
            colour = theme_colour(value_of(item, "val"))
        elif name in ("scrgbClr", "hslClr"):
            colour = _of_numbers(item)
        if colour is not None:
            return _changed(colour, item)
    return None


def _of_numbers(item: etree._Element) -> Colour | None:
    keys = ("r", "g", "b") if local(item) == "scrgbClr" else ("hue", "lum", "sat")
    parts = [number(value_of(item, key), percent=1000) for key in keys]
    if any(part is None for part in parts):
        return None
    first, second, third = ((part or 0) / 100_000 for part in parts)
    if keys[0] == "hue":
        first, second, third = colorsys.hls_to_rgb((first / 216) % 1, min(second, 1), min(third, 1))
    return round(first * 255), round(second * 255), round(third * 255)


def _changed(colour: Colour, mark: etree._Element) -> Colour | None:
    """A colour made lighter or darker; None when it is changed in a way that this cannot compute."""
    hue, light, full = colorsys.rgb_to_hls(*(side / 255 for side in colour))
    for change in mark:
        name, value = local(change), (number(value_of(change, "val"), percent=1000) or 0) / 100_000
        if name == "lumMod":
            light *= value
        elif name == "lumOff":
            light += value
        elif name == "lum":
            light = value
        elif name == "tint":
            light = light * value + 1 - value
        elif name == "shade":
            light *= value
        elif name not in ("alpha", "satMod", "satOff"):
            return None
    red, green, blue = colorsys.hls_to_rgb(hue, min(max(light, 0), 1), full)
    return round(red * 255), round(green * 255), round(blue * 255)


def is_unreadable(properties: etree._Element | None, behind: Colour | None, *, ink: bool = True) -> bool:
    """Whether a run of DrawingML text shows nothing: tiny, clear, or the colour of what is behind."""
    if properties is None:
        return False
    size = number(value_of(properties, "sz"))
    if size is not None and size < 200:
        return True
    kind, colour = fill_of(properties)
    outline = fill_of(child(properties, "ln"))[0] in ("solid", "other")
    if ink and kind in ("none", "clear") and not outline:
        return True
    return kind == "solid" and not outline and is_alike(colour, behind)
