"""A workbook keeps the words of all its cells in one table, those of deleted and hidden cells included."""

from __future__ import annotations

from lxml import etree

from .packages import local, parse_xml, write_xml

_TABLE = "xl/sharedStrings.xml"


def forget_unused_strings(members: dict[str, bytes]) -> dict[str, bytes]:
    """Empty the strings that no remaining cell shows; their places stay, because cells count them."""
    if _TABLE not in members:
        return members
    used: set[int] = set()
    for name, content in members.items():
        if not name.startswith("xl/worksheets/sheet"):
            continue
        for cell in parse_xml(content).iter(etree.Element):
            if local(cell) == "c" and cell.get("t") == "s":
                used |= {int(item.text) for item in cell if local(item) == "v" and (item.text or "").strip().isdigit()}
    table = parse_xml(members[_TABLE])
    for number, item in enumerate(list(table)):
        if number not in used:
            for child in list(item):
                item.remove(child)
            etree.SubElement(item, f"{{{etree.QName(item).namespace}}}t")
    return {**members, _TABLE: write_xml(table)}
