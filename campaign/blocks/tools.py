"""What the toolbox is made of besides text: lists to tick, sheets to fill in by hand, tracts to print."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

ROWS_AT_MOST = 40
COLUMNS_AT_MOST = 10


class ChecklistBlock(blocks.StructBlock):
    """Things to do or to take along, with a box to tick on paper."""

    title = blocks.CharBlock(label=_("Title"), max_length=120)
    lines = blocks.ListBlock(blocks.CharBlock(label=_("Line"), max_length=250), label=_("Lines"), min_num=1)

    class Meta:
        icon = "list-ul"
        label = _("Checklist")
        template = "blocks/checklist.html"


class SheetBlock(blocks.StructBlock):
    """An empty table that is printed and filled in by hand; on paper it has a page of its own, lying."""

    title = blocks.CharBlock(label=_("Title"), max_length=120)
    introduction = blocks.TextBlock(label=_("How to fill it in"), required=False)
    columns = blocks.ListBlock(
        blocks.CharBlock(label=_("Column"), max_length=60), label=_("Columns"), min_num=1, max_num=COLUMNS_AT_MOST
    )
    rows = blocks.IntegerBlock(label=_("Empty rows"), min_value=1, max_value=ROWS_AT_MOST, default=14)

    def get_context(self, value, parent_context=None):
        rows = range(1, (value.get("rows") or 0) + 1)
        return super().get_context(value, parent_context) | {"numbers": rows}

    class Meta:
        icon = "table"
        label = _("Sheet to fill in by hand")
        template = "blocks/sheet.html"


class TractBlock(blocks.StructBlock):
    """A leaflet: large words, a short text, who stands behind it; on paper it has a page of its own."""

    title = blocks.CharBlock(label=_("Title"), max_length=90)
    text = blocks.RichTextBlock(label=_("Text"), features=["bold", "italic", "ol", "ul"])
    foot = blocks.CharBlock(
        label=_("Foot"),
        required=False,
        max_length=200,
        help_text=_("Where to find you. A printed leaflet must name its printer: “Printed by ourselves” will do."),
    )

    class Meta:
        icon = "doc-empty"
        label = _("Tract")
        template = "blocks/tract.html"
