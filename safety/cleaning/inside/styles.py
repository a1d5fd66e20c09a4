"""Whether the style of an element lets people see it: the cascade by tinycss2 and cssselect2, the judgement ours.

A list of what may stay: properties that cannot hide, and values of the others that do not. An element with any other
property is taken for hidden. Nothing is drawn, so what only stands in doubt goes too, and the report tells.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import cssselect2
import tinycss2
from lxml import etree

from .colours import BLACK, WHITE, Colour, blend, colour_of, contrast
from .measures import length_of, number_of

_MOST_CSS = 2_000_000
_MOST_NESTED = 8
_WIDTH = 1280.0  # of the window for which conditions on width are answered
_HARMLESS = re.compile(
    r"--.*|mso-(?!hide).*|font(-\w+)*|text-(align|decoration|transform|overflow|shadow|justify|rendering|size|underline|emphasis|wrap|"
    r"orientation|combine|anchor)[\w-]*|border[\w-]*|outline[\w-]*|background-(position|repeat|size|attachment|origin|clip|blend)[\w-]*|"
    r"background-image|list-[\w-]+|table-layout|caption-side|empty-cells|column[\w-]*|grid[\w-]*|flex[\w-]*|align-[\w-]+|justify-[\w-]+|"
    r"place-[\w-]+|gap|row-gap|order|word-[\w-]+|white-space[\w-]*|vertical-align|cursor|box-[\w-]+|overflow-(wrap|anchor)|break-[\w-]+|"
    r"page[\w-]*|orphans|widows|quotes|hyphens|tab-size|direction|unicode-bidi|writing-mode|float|clear|min-[\w-]+|transition[\w-]*|"
    r"animation[\w-]*|scroll[\w-]*|pointer-events|user-select|appearance|resize|object-[\w-]+|speak[\w-]*|counter-[\w-]+|touch-action|"
    r"line-(break|clamp)|size|tap-highlight-color|will-change|accent-color|caret-color|color-scheme|color-adjust|print-color-adjust|"
    r"isolation|contain|aspect-ratio|image-[\w-]+|interpolation-mode|backface-visibility|perspective[\w-]*|transform-(origin|style)|"
    r"behavior|hyphenate[\w-]*|ruby-[\w-]+|fill[\w-]*|stroke[\w-]*|shape-[\w-]+|layout-[\w-]+|tab-stops|panose-1|src|osx-font-smoothing|"
    r"overscroll-[\w-]+|content|position|hanging-punctuation|text-autospace|max-lines|container[\w-]*|focus-ring-color|highlight|"
    r"margin-(trim)|border-spacing|border-collapse|text-kashida[\w-]*|moz-[\w-]+|box-orient|inset-area|view-transition-name|all"
)
_OFFSETS = {"left", "right", "top", "bottom", "inset", "inset-inline-start", "inset-inline-end", "inset-block-start",
            "inset-block-end", "inset-inline", "inset-block"}  # fmt: skip
_SIZES = {
    "width",
    "height",
    "max-width",
    "max-height",
    "block-size",
    "inline-size",
    "max-block-size",
    "max-inline-size",
}
_GENTLE_FILTERS = re.compile(
    r"(none|initial|unset|inherit|(?:grayscale|sepia|saturate|hue-rotate|drop-shadow)\((?:[^()]|\([^()]*\))*\)|\s)*"
)
_FUNCTION = re.compile(r"([\w-]+)\(([^()]*)\)")
_VARIABLE = re.compile(r"var\(\s*(--[\w-]+)\s*(?:,((?:[^()]|\([^()]*\))*))?\)")
_SIZE_WORDS = {"xx-small": 9.0, "x-small": 10.0, "small": 13.0, "medium": 16.0, "large": 18.0, "x-large": 24.0,
               "xx-large": 32.0, "xxx-large": 48.0, "smaller": 0.83, "larger": 1.2}  # fmt: skip
_LEAST_FONT, _LEAST_OPACITY, _LEAST_CONTRAST = 5.0, 0.3, 1.4


@dataclass(frozen=True)
class Look:
    """What an element inherits of those around it: colours, the size of letters in pixels, opacity, variables."""

    colour: Colour = BLACK
    background: Colour = WHITE
    font: float = 16.0
    opacity: float = 1.0
    variables: Mapping[str, str] = field(default_factory=dict)


class Styles:
    """The rules of a page's own style sheets, asked element by element."""

    def __init__(self, root: etree._Element) -> None:
        self._matcher = cssselect2.Matcher()
        self._rules = 0
        text = "\n".join(style.text or "" for style in root.iter("style"))
        self._read(tinycss2.parse_stylesheet(_bare(text[:_MOST_CSS]), skip_comments=True, skip_whitespace=True))
        self._wrapped = {}
        if self._rules:
            for wrapper in cssselect2.ElementWrapper.from_html_root(root).iter_subtree():
                self._wrapped[wrapper.etree_element] = wrapper

    def of(self, element: etree._Element) -> dict[str, str]:
        """All declarations that hold for the element, the strongest of each name."""
        layers: list[tuple[tuple[bool, bool], list[tuple[str, str, bool]]]] = []
        wrapper = self._wrapped.get(element)
        for *_order, pseudo, declarations in self._matcher.match(wrapper) if wrapper is not None else ():
            if pseudo is None:
                layers.append(((False, False), declarations))
        layers.append(((False, True), declared(element.get("style", ""))))
        merged = {name: value for _rank, items in layers for name, value, important in items if not important}
        merged |= {name: value for _rank, items in layers for name, value, important in items if important}
        return _attributes(element) | merged

    def _read(self, rules: list[tinycss2.ast.Node], *, around: str = "", depth: int = 0) -> None:
        """Add rules, and those nested in them; `around` is the selector in which they stand."""
        for rule in rules if depth < _MOST_NESTED else ():
            if rule.type == "qualified-rule" and self._rules < 20_000:
                chosen = _nested(tinycss2.serialize(rule.prelude), around)
                self._add(chosen, rule.content)
                self._read(_blocks(rule.content), around=chosen, depth=depth + 1)
            elif rule.type == "at-rule" and rule.content and _applies(rule):
                if around:
                    self._add(around, rule.content)
                self._read(_blocks(rule.content), around=around, depth=depth + 1)

    def _add(self, chosen: str, content: object) -> None:
        declarations = _declarations(content)
        try:
            selectors = cssselect2.compile_selector_list(chosen) if declarations else ()
        except (cssselect2.SelectorError, ValueError):
            return
        for selector in selectors:
            self._rules += 1
            self._matcher.add_selector(selector, declarations)


def declared(style: str) -> list[tuple[str, str, bool]]:
    """Name, value, whether it is important: of the attribute `style`."""
    return _declarations(style[:20_000]) if style else []


def look_of(style: Mapping[str, str], around: Look) -> Look | None:
    """How an element looks with these declarations, or None when people do not see it."""
    own = {name: value for name, value in style.items() if name.startswith("--")}
    look = replace(around, variables={**around.variables, **own}) if own else around
    values = {_unprefixed(name): _substituted(value, look.variables).strip().lower() for name, value in style.items()}
    values = {
        name: value for name, value in values.items() if value not in ("inherit", "initial", "unset", "revert", "")
    }
    font = _font(values, look.font)
    opacity = look.opacity * (number_of(values.get("opacity", "1")) if "opacity" in values else 1.0)
    background = blend(_background(values), look.background)
    colour = colour_of(values.get("text-fill-color") or values.get("color", "")) or (*look.colour, 1.0)
    shown = blend(colour, background)
    painted = "text" in values.get("background-clip", "")
    if font < _LEAST_FONT or opacity < _LEAST_OPACITY:
        return None
    if not painted and contrast(shown, background) < _LEAST_CONTRAST:
        return None
    if any(_hides(name, value, values, font) for name, value in values.items()):
        return None
    return replace(look, colour=shown, background=background, font=font, opacity=opacity)


def _hides(name: str, value: str, values: Mapping[str, str], font: float) -> bool:  # noqa: C901  # a table
    if name in ("color", "text-fill-color", "background", "background-color", "opacity", "font", "font-size"):
        return False
    if name == "display":
        return value.startswith("none")
    if name in ("visibility", "content-visibility"):
        return value in ("hidden", "collapse")
    if name == "mso-hide":
        return value != "none"
    if name in _OFFSETS:
        return (
            any(not -100 <= length <= 20_000 for length in _lengths(value, font))
            or "left" in name
            and _far(value, font)
        )
    if name == "text-indent":
        return any(not -50 <= length <= 1_000 for length in _lengths(value, font)) or value == "100%"
    if name.startswith(("margin", "padding")):
        return any(not -200 <= length <= 3_000 for length in _lengths(value, font))
    if name in _SIZES:
        clipped = values.get("overflow", values.get("overflow-x", values.get("overflow-y", "visible"))) != "visible"
        return clipped and any(length <= 2 for length in _lengths(value, font))
    if name == "line-height":
        return any(
            length < 0.2 * font for length in _lengths(value if re.search("[a-z%]", value) else f"{value}em", font)
        )
    if name in ("letter-spacing", "word-spacing"):
        return any(length < -0.4 * font for length in _lengths(value, font))
    if name == "overflow" or name.startswith("overflow-"):
        return False
    if name in ("transform", "scale", "translate", "rotate"):
        return _turned_away(name, value, font)
    if name in ("clip", "clip-path", "mask", "mask-image", "text-security"):
        return not value.startswith(("auto", "none"))
    if name == "filter":
        alpha = re.search(r"opacity\s*[=(]\s*([\d.]+)(%?)", value)
        return (
            (float(alpha[1].strip(".") or 0) < (30 if "=" in alpha[0] or alpha[2] else 0.3))
            if alpha
            else not _GENTLE_FILTERS.fullmatch(value)
        )
    if name == "z-index":
        return value.startswith("-")
    if name in ("zoom", "mix-blend-mode"):
        return name == "zoom" and number_of(value) < 0.3
    return not _HARMLESS.fullmatch(name)


def _far(value: str, font: float) -> bool:
    return any(length > 3_000 for length in _lengths(value, font))


def _turned_away(name: str, value: str, font: float) -> bool:
    """A transformation to nothing, to the edge, or out of the page; kinds that we do not read count as that."""
    if value == "none":
        return False
    calls = _FUNCTION.findall(value) if name == "transform" else [(name, value.replace(" ", ","))]
    for function, inside in calls:
        numbers = [part.strip() for part in inside.split(",") if part.strip()]
        if function.startswith("scale"):
            if any(abs(number_of(part)) < 0.2 for part in numbers):
                return True
        elif function.startswith("translate"):
            for part in numbers:
                if part.endswith("%"):
                    if not -60 <= number_of(part.rstrip("%")) <= 200:
                        return True
                elif any(not -200 <= length <= 3_000 for length in _lengths(part, font)):
                    return True
        elif function == "matrix" and len(numbers) == 6:
            a, b, c, d, x, y = map(number_of, numbers)
            if abs(a * d - b * c) < 0.05 or not -200 <= x <= 3_000 or not -200 <= y <= 20_000:
                return True
        elif function not in ("rotate", "rotatez", "skew", "skewx", "skewy"):
            return True
    return not calls


def _lengths(value: str, font: float) -> list[float]:
    """Every length in the value, in pixels; what is no length says nothing."""
    parts = [value] if "(" in value else value.split()
    found = [length_of(part, font=font, around=_WIDTH) for part in parts]
    return [length for length in found if length is not None]


def _font(values: Mapping[str, str], around: float) -> float:
    size = values.get("font-size")
    if size is None and "font" in values:
        found = re.search(
            r"(?<![\w.])([\d.]+(?:px|pt|r?em|%|pc|cm|mm|in|ex|ch|v[wh]))|(?<![\w.-])(0)(?=[/\s]|$)|calc\([^)]*\)",
            values["font"],
        )
        size = found.group() if found else None
    if size is None:
        return around
    if size in _SIZE_WORDS:
        return _SIZE_WORDS[size] * (around if _SIZE_WORDS[size] < 2 else 1)
    length = length_of(size, font=around, around=around)
    return around if length is None else length


def _background(values: Mapping[str, str]) -> tuple[float, float, float, float] | None:
    for name in ("background-color", "background", "background-image"):
        for part in tinycss2.parse_component_value_list(values.get(name, ""), skip_comments=True):
            found = colour_of(tinycss2.serialize([part]))
            if found is None and part.type == "function" and "gradient" in part.lower_name:
                inner = [colour_of(tinycss2.serialize([item])) for item in part.arguments]
                found = next((item for item in inner if item), None)
            if found:
                return found
    return None


def _blocks(content: object) -> list[tinycss2.ast.Node]:
    parsed = tinycss2.parse_blocks_contents(content, skip_comments=True, skip_whitespace=True)
    return [item for item in parsed if item.type in ("qualified-rule", "at-rule")]


def _nested(selector: str, around: str) -> str:
    """A selector as it would stand alone (CSS Nesting 1): `&` is the one around, which comes first where none is."""
    if not around:
        return selector
    pieces = [piece.strip() for piece in selector.split(",")] if "(" not in selector else [selector.strip()]
    whole = [piece if "&" in piece else f"& {piece}" for piece in pieces]
    return ", ".join(whole).replace("&", f":is({around})")


def _declarations(content: object) -> list[tuple[str, str, bool]]:
    parsed = tinycss2.parse_blocks_contents(content, skip_comments=True, skip_whitespace=True)
    return [
        (item.lower_name, tinycss2.serialize(item.value), item.important)
        for item in parsed
        if item.type == "declaration"
    ]


def _unprefixed(name: str) -> str:
    return re.sub(r"^-(webkit|moz|ms|o|khtml|epub)-", "", name)


def _substituted(value: str, variables: Mapping[str, str]) -> str:
    for _ in range(8):
        if "var(" not in value:
            break
        value = _VARIABLE.sub(lambda found: variables.get(found[1], found[2] or "unset"), value)[:2_000]
    return "unset" if "var(" in value else value


def _attributes(element: etree._Element) -> dict[str, str]:
    """What attributes of old say of looks, weaker than any style."""
    told = {}
    for attribute, name in (("color", "color"), ("text", "color"), ("bgcolor", "background-color")):
        if value := element.get(attribute):
            told[name] = value if colour_of(value) else "#" + value.lstrip("#")
    return told


def _applies(rule: tinycss2.ast.AtRule) -> bool:
    """Whether a block with a condition counts: on a screen 1280 pixels wide; all other conditions are taken as met."""
    if rule.lower_at_keyword not in ("media", "supports", "layer", "container", "scope", "starting-style", "document"):
        return False
    condition = tinycss2.serialize(rule.prelude).lower()
    if rule.lower_at_keyword != "media":
        return True
    return any(_met(part) for part in condition.split(","))


def _met(condition: str) -> bool:
    if re.search(r"^\s*(only\s+)?(print|speech|braille|tty|embossed)\b", condition):
        return False
    for edge, size in re.findall(r"\((min|max)-(?:device-)?width\s*:\s*([\d.]+(?:px|em|rem))\s*\)", condition):
        width = length_of(size, font=16.0, around=_WIDTH) or 0.0
        if (edge == "min" and _WIDTH < width) or (edge == "max" and _WIDTH > width):
            return False
    return True


def _bare(text: str) -> str:
    """Style sheets of old hide themselves in comments of HTML."""
    return re.sub(r"<!--|-->|<!\[CDATA\[|\]\]>", " ", text)
