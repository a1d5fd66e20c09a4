"""What shows: pictures, figures with their year and source, documents."""

from __future__ import annotations

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageChooserBlock

# « 1558 », « 1 558 » and "1,558"; nothing with a unit, and no other figures than those of French and English.
_THINGS = re.compile(r"[0-9]+|[0-9]{1,3}(?:\s[0-9]{3})+|[0-9]{1,3}(?:,[0-9]{3})+")
_FIGURES_AT_MOST = 20  # more is no number of things; int() refuses very long ones


def number_of_things(text: object) -> int | None:
    """Return the number that a text is, when it is a bare number of things; None for a sum, a share, a sentence."""
    words = str(text or "").strip()
    if len(words) > _FIGURES_AT_MOST or not _THINGS.fullmatch(words):
        return None
    return int(re.sub(r"[\s,]", "", words))


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


UNSURE = frozenset({"about", "planned"})  # shown in a dashed frame; what is planned is not installed


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

    def clean(self, value):
        """An earlier count is part of the later one, and has a year as every figure here."""
        cleaned = super().clean(value)
        before, number = cleaned.get("before"), number_of_things(cleaned.get("number"))
        errors = {}
        if before and (number is None or before > number):
            errors["before"] = ValidationError(_("The earlier count is one part of the number above."))
        if before and not cleaned.get("before_year"):
            errors["before_year"] = ValidationError(_("Give the year in four digits."))
        if errors:
            raise blocks.StructBlockValidationError(block_errors=errors)
        return cleaned

    def get_context(self, value, parent_context=None):
        status = value.get("status")
        # « counted » is what a figure is by itself; everything else must be read with it.
        words = dict(self.STATUSES).get(status) if status != "counted" else ""
        more = {"status_words": words, "is_estimate": status in UNSURE}
        return super().get_context(value, parent_context) | more

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
