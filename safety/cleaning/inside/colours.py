"""Colours of style sheets, and how well one is seen on another."""

from __future__ import annotations

import re

import tinycss2.color4

Colour = tuple[float, float, float]
WHITE: Colour = (1.0, 1.0, 1.0)
# What a browser makes of the names of a system's colours, where nothing is set.
_SYSTEM = dict.fromkeys(("canvas", "field", "buttonface", "window", "background", "threedface", "menu"), "white")
_SYSTEM |= dict.fromkeys(("canvastext", "fieldtext", "buttontext", "windowtext", "menutext"), "black")
BLACK: Colour = (0.0, 0.0, 0.0)


def colour_of(value: str) -> tuple[float, float, float, float] | None:
    """Red, green, blue and how solid, each from 0 to 1; None when the value names no colour."""
    value = value.strip().lower()
    value = _SYSTEM.get(value, value)
    if found := re.match(r"light-dark\(((?:[^(),]|\([^()]*\))+),", value):
        value = found[1]  # pages are read by day
    try:
        parsed = tinycss2.color4.parse_color(value)
    except (ValueError, TypeError, IndexError, ZeroDivisionError):
        return None
    if parsed is None or parsed == "currentcolor":
        return None
    if parsed.space in ("lab", "lch", "oklab", "oklch"):  # their first number is how light it is: enough for contrast
        light = min(max(float(parsed.coordinates[0] or 0) / (100 if parsed.space in ("lab", "lch") else 1), 0.0), 1.0)
        return light, light, light, float(parsed.alpha)
    try:
        red, green, blue = (min(max(float(part or 0), 0.0), 1.0) for part in parsed.to("srgb").coordinates)
    except (ValueError, TypeError, NotImplementedError, KeyError):
        red, green, blue = (min(max(float(part or 0), 0.0), 1.0) for part in parsed.coordinates)
    return red, green, blue, float(parsed.alpha)


def blend(colour: tuple[float, float, float, float] | None, behind: Colour) -> Colour:
    """What is seen of a colour over another."""
    if colour is None:
        return behind
    *parts, solid = colour
    red, green, blue = (part * solid + under * (1 - solid) for part, under in zip(parts, behind, strict=True))
    return red, green, blue


def contrast(first: Colour, second: Colour) -> float:
    """The contrast of WCAG 2.2, from 1 for the same to 21 for black on white."""
    lighter, darker = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: Colour) -> float:
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in colour]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
