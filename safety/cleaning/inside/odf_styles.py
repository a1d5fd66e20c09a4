"""The styles of an OpenDocument file: what they say of words, cells and shapes, each with those that it is based on."""

from __future__ import annotations

from lxml import etree

from .odf_tree import attribute, named, points
from .ooxml_colours import WHITE, Colour, hex_colour, is_alike
from .packages import local

_FAR = 1_000  # points, more than the longer side of A4
_OF_WORDS = (
    "display", "color", "font-size", "text-scale", "opacity", "use-window-font-color", "text-position",
    "letter-spacing", "line-height", "margin-left", "margin-right", "text-indent",
)  # fmt: skip
_OF_BLOCKS = {"display", "line-height", "margin-left", "margin-right", "text-indent"}
_OF_SHAPES = ("graphic", "presentation")


class Styles:
    """All styles of a package's parts, by family and name."""

    def __init__(self) -> None:
        self._styles: dict[tuple[str, str], etree._Element] = {}
        self._usual: dict[str, etree._Element] = {}
        self._known: dict[tuple[str, str], dict[str, str]] = {}
        self.data: dict[str, etree._Element] = {}

    def learn(self, root: etree._Element) -> None:
        """Add the styles of one part, as it came: vendors' attributes may hide things too."""
        for style in root.iter(etree.Element):
            name = local(style)
            if name == "style":
                self._styles.setdefault((attribute(style, "family"), attribute(style, "name")), style)
            elif name == "default-style":
                self._usual.setdefault(attribute(style, "family"), style)
            elif str(style.tag).startswith("{urn:oasis:names:tc:opendocument:xmlns:datastyle") and name.endswith(
                "-style"
            ):
                self.data.setdefault(attribute(style, "name"), style)

    def of(self, family: str, name: str) -> dict[str, str]:
        """Everything that a style says, its ancestors and the family's default included, by local names."""
        if (family, name) not in self._known:
            told: dict[str, str] = {}
            chain = [*self._chain(family, name)]
            if family in self._usual:
                chain.append(self._usual[family])
            for style in reversed(chain):
                told |= {str(key).rpartition("}")[2]: str(value) for key, value in style.attrib.items()}
                for properties in style:
                    for key, value in properties.attrib.items():
                        told[self._key(properties, str(key))] = str(value)
            self._known[family, name] = told
        return self._known[family, name]

    @staticmethod
    def _key(properties: etree._Element, key: str) -> str:
        """Backgrounds are told apart by what they lie behind."""
        name = key.rpartition("}")[2]
        return f"{local(properties)} {name}" if name == "background-color" else name

    def _chain(self, family: str, name: str) -> list[etree._Element]:
        chain: list[etree._Element] = []
        while (style := self._styles.get((family, name))) is not None and style not in chain:
            chain.append(style)
            name = attribute(style, "parent-style-name")
        return chain

    def maps_of_cell(self, name: str) -> list[etree._Element]:
        """The conditions under which cells of this style take another one."""
        return [item for style in self._chain("table-cell", name) for item in style if local(item) == "map"]

    def of_element(self, element: etree._Element) -> dict[str, str]:
        """What the style that an element names says."""
        name = local(element)
        if name in ("span", "a", "ruby-text"):
            return self.of("text", attribute(element, "style-name"))
        if name in ("p", "h"):
            return self.of("paragraph", attribute(element, "style-name"))
        if name == "table-cell" or name == "covered-table-cell":
            return self.of("table-cell", attribute(element, "style-name"))
        if name in ("table-row", "table-column", "table"):
            return self.of(name, attribute(element, "style-name"))
        if name == "section":
            return self.of("section", attribute(element, "style-name"))
        if name == "page":
            return self.of("drawing-page", attribute(element, "style-name"))
        for key, value in element.attrib.items():
            space, _, attribute_name = str(key).rpartition("}")
            if attribute_name == "style-name":
                return self.of("presentation" if "presentation" in space else "graphic", str(value))
        return {}

    # -- Words --------------------------------------------------------------------------------------------------------
    def hides_words(self, holder: etree._Element, *, paper: Colour | None) -> bool:
        """Whether the words that stand in this element itself are not seen."""
        told: dict[str, str] = {}
        behind: Colour | None | str = ""
        for element in (holder, *holder.iterancestors()):
            style = self.of_element(element)
            own = self._without_default(element, style)
            for key in _OF_WORDS:
                if key in own and not (key in _OF_BLOCKS and local(element) not in ("p", "h", "span", "a")):
                    told.setdefault(key, own[key])
            if behind == "":
                behind = _background(element, style)
            if local(element) in ("body", "master-page", "page"):
                break
        if told.get("display") in ("none", "condition") or told.get("display") == "false":
            return True
        if told.get("use-window-font-color") == "true":
            told.pop("color", None)  # black or white, as can be read
            told.pop("opacity", None)  # LibreOffice 7 writes that such words are clear
        size, scale, opacity = points(told.get("font-size", "")), told.get("text-scale", ""), told.get("opacity", "")
        if (size is not None and size < 2) or _percent(scale, least=10) or _percent(opacity, least=6):
            return True
        if _percent(told.get("font-size", ""), least=15) or _is_out_of_line(told, size or 12):
            return True
        return is_alike(hex_colour(told.get("color", "")), paper if behind == "" else behind)  # type: ignore[arg-type]

    def _without_default(self, element: etree._Element, style: dict[str, str]) -> dict[str, str]:
        """A style's own words; what the default of a family says counts for paragraphs alone, which come last."""
        return style if local(element) in ("p", "h", "table-cell") or attribute(element, "style-name") else {}


def _is_out_of_line(told: dict[str, str], size: float) -> bool:
    """Words far above or below their line, upon each other, in lines without height, or beside the paper."""
    raised, _, height = told.get("text-position", "").partition(" ")
    try:
        far = raised.endswith("%") and abs(float(raised[:-1])) > 150
    except ValueError:
        far = False
    apart, line = points(told.get("letter-spacing", "")), told.get("line-height", "")
    beside = [points(told.get(key, "")) or 0 for key in ("margin-left", "margin-right", "text-indent")]
    return (
        far
        or _percent(height, least=10)
        or (apart is not None and apart < -size / 4)
        or _percent(line, least=10)
        or ((tall := points(line)) is not None and tall < 2)
        or any(abs(side) > _FAR for side in beside)
    )


def _percent(text: str, *, least: float) -> bool:
    try:
        return text.endswith("%") and float(text[:-1]) < least
    except ValueError:
        return False


def _background(element: etree._Element, style: dict[str, str]) -> Colour | None | str:
    """The colour that an element lays behind its words, None when it cannot be told, "" when it lays none."""
    for key in ("text-properties background-color", "paragraph-properties background-color",
                "table-cell-properties background-color", "graphic-properties background-color",
                "section-properties background-color", "table-row-properties background-color",
                "table-properties background-color"):  # fmt: skip
        if key in style and style[key] != "transparent":
            return hex_colour(style[key])
    if "fill" in style and local(element) not in ("p", "h", "span", "a"):
        if style["fill"] == "solid":
            return hex_colour(style.get("fill-color", "")) if not _percent(style.get("opacity", ""), least=50) else None
        return "" if style["fill"] == "none" else None
    return ""


def is_light(colour: str) -> bool:
    """Whether a background is as white as paper."""
    return is_alike(hex_colour(colour), WHITE)


def blank_formats(styles: Styles) -> tuple[set[str], set[str]]:
    """Number formats that show nothing of a number, and those that show nothing of a text."""
    shows = {
            "number", "scientific-number", "fraction", "text-content", "currency-symbol", "boolean", "day", "month",
        "year", "era", "day-of-week", "week-of-year", "quarter", "hours", "minutes", "seconds", "am-pm",
        "fill-character",
    }  # fmt: skip
    blank = {
        name
        for name, style in styles.data.items()
        if not any(local(item) in shows or (item.text or "").strip() for item in style)
    }
    numbers = set()
    for name in blank:
        mapped = [attribute(item, "apply-style-name") for item in named(styles.data[name], "map")]
        if all(other in blank for other in mapped):
            numbers.add(name)
    texts = {
        name for name, style in styles.data.items() if local(style) == "text-style" and not named(style, "text-content")
    }
    return numbers, texts


def forget_unused_labels(roots: list[etree._Element]) -> None:
    """What lists that nothing uses would write before their numbers is seen nowhere."""
    used = {
        attribute(item, key)
        for root in roots
        for item in root.iter(etree.Element)
        for key in ("style-name", "list-style-name")
        if local(item) in ("list", "style", "numbered-paragraph", "list-header")
    }
    for style in [item for root in roots for item in named(root, "list-style") if attribute(item, "name") not in used]:
        for level in style:
            for key in [key for key in level.attrib if str(key).endswith(("}num-prefix", "}num-suffix"))]:
                del level.attrib[key]
