"""What is read stands out of its ground: computed from the tokens, on both sides of the palette and when reversed."""

from __future__ import annotations

import re

import pytest

from tests.contrasts import contrast
from tests.databases import ROOT

SHEET = re.sub(r"/\*.*?\*/", "", (ROOT / "static" / "css" / "vars.css").read_text(encoding="utf-8"), flags=re.S)
_TOKEN = re.compile(r"--([\w-]+): ([^;]+);")
_PAIR = re.compile(r"light-dark\((#\w{6}), (#\w{6})\)")

# Fore, ground, and the ratios in the light and in the dark; text needs 4.5, what frames a field 3 (WCAG 2.2).
PAIRS = [
    ("ink", "paper", 17.0, 17.0),
    ("ink", "surface", 17.0, 15.0),
    ("ink-soft", "paper", 7.7, 9.4),
    ("ink-soft", "surface", 7.0, 8.5),
    ("ink-soft", "sunken", 7.0, 7.6),
    ("accent", "paper", 7.5, 13.0),
    ("accent", "sunken", 6.7, 10.7),
    ("accent", "land", 5.8, 8.8),
    ("on-accent", "accent", 8.3, 12.9),
    ("on-accent", "accent-strong", 8.3, 12.9),
    ("on-marker", "marker", 12.9, 6.2),
    ("line-field", "paper", 4.4, 5.9),
    ("danger", "paper", 6.2, 8.8),
    ("success", "paper", 5.9, 11.4),
    ("warning", "paper", 4.5, 4.5),
    ("ink", "success-wash", 7.0, 7.0),
    ("ink", "warning-wash", 7.0, 7.0),
    ("ink", "danger-wash", 7.0, 7.0),
    ("ink", "info-wash", 7.0, 7.0),
]


def block(opening: str) -> dict[str, str]:
    """The tokens declared behind the first such opening."""
    return dict(_TOKEN.findall(SHEET.partition(opening)[2].partition("}")[0]))


def sides() -> tuple[dict[str, str], dict[str, str]]:
    """The light tokens and the dark ones, as browsers with light-dark() take them."""
    plain = block(":root {")
    turning = block("@supports (color: light-dark(#000, #fff)) {")
    pairs = {name: _PAIR.fullmatch(value) for name, value in turning.items()}
    light = {name: found[1] for name, found in pairs.items() if found}
    dark = {name: found[2] for name, found in pairs.items() if found}
    assert len(light) > 20
    return plain | light, plain | dark


@pytest.mark.parametrize(("fore", "ground", "in_light", "in_dark"), PAIRS)
def test_what_is_read_stands_out_of_its_ground(fore, ground, in_light, in_dark):
    for tokens, least in zip(sides(), (in_light, in_dark), strict=True):
        assert contrast(tokens[fore], tokens[ground]) >= least, (fore, ground)


def test_marker_is_a_ground_and_never_the_only_border():
    """It hardly stands out of paper: the table says so, and whoever lightens or darkens it comes by here."""
    light, dark = sides()
    assert 1.2 < contrast(light["marker"], light["paper"]) < 1.5
    assert 3.0 <= contrast(dark["marker"], dark["paper"]) < 3.3


def test_browsers_without_light_dark_see_the_same_colours():
    light, dark = sides()
    plain = block(":root {")
    turned = block("@supports not (color: light-dark(#000, #fff)) {")
    assert {name: plain[name] for name in turned} == {name: light[name] for name in turned}
    assert turned == {name: dark[name] for name in turned}
    assert {name for pair in PAIRS for name in pair[:2]} <= set(turned)
