"""What shows: pictures, figures with their year and source, documents."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageChooserBlock


class FigureBlock(blocks.StructBlock):
    """A picture with its caption and credit."""

    image = ImageChooserBlock(label=_("Picture"))
    alternative = blocks.CharBlock(
        label=_("What it shows"),
        required=False,
        max_length=250,
        help_text=_("For those who cannot see it. Leave empty when the picture is decoration."),
    )
    caption = blocks.CharBlock(label=_("Caption"), required=False, max_length=300)
    credit = blocks.CharBlock(
        label=_("Credit"), required=False, max_length=200, help_text=_("When empty, the credit of the picture itself.")
    )

    class Meta:
        icon = "image"
        label = _("Figure")
        template = "blocks/figure.html"


class KeyFigureBlock(blocks.StructBlock):
    """A number that counts, never without its year and where it comes from."""

    STATUSES = [
        ("counted", _("counted")),
        ("at_least", _("at least")),
        ("about", _("about")),
        ("planned", _("planned")),
        ("removed", _("removed")),
    ]

    number = blocks.CharBlock(label=_("Number"), max_length=40, help_text=_("With its unit: « 1 558 », « 12 M€ »."))
    label = blocks.CharBlock(label=_("What it counts"), max_length=200)
    year = blocks.RegexBlock(
        label=_("Year"),
        regex=r"^(1[89]|20)\d{2}$",
        max_length=4,
        error_messages={"invalid": _("Give the year in four digits.")},
    )
    status = blocks.ChoiceBlock(
        label=_("Kind of figure"), choices=STATUSES, default="counted", help_text=_("What is planned is not installed.")
    )
    before = blocks.IntegerBlock(
        label=_("Of these, counted before"),
        required=False,
        min_value=0,
        help_text=_("Where an earlier count is known: the picture of the article shows both."),
    )
    before_year = blocks.RegexBlock(
        label=_("Year of the earlier count"),
        regex=r"^(1[89]|20)\d{2}$",
        required=False,
        max_length=4,
        error_messages={"invalid": _("Give the year in four digits.")},
    )
    source = blocks.CharBlock(label=_("Source"), max_length=200)
    source_url = blocks.URLBlock(label=_("Address of the source"), required=False)

    def get_context(self, value, parent_context=None):
        status = value.get("status")
        # « counted » is what a figure is by itself; everything else must be read with it.
        words = dict(self.STATUSES).get(status) if status != "counted" else ""
        return super().get_context(value, parent_context) | {"status_words": words}

    class Meta:
        icon = "order"
        label = _("Key figure")
        template = "blocks/key_figure.html"


class DocumentLinkBlock(blocks.StructBlock):
    """A document of the site, with what it is."""

    document = DocumentChooserBlock(label=_("Document"))
    description = blocks.CharBlock(label=_("What it is"), required=False, max_length=250)

    class Meta:
        icon = "doc-full"
        label = _("Document")
        template = "blocks/document.html"
