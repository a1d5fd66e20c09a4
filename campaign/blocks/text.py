"""Words: headings, text, quotes, a call to act."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail_footnotes.blocks import RichTextBlockWithFootnotes

from safety.addresses import web_address

TEXT_FEATURES = ["h3", "bold", "italic", "ol", "ul", "link", "document-link", "hr"]


class HeadingBlock(blocks.CharBlock):
    """A section's heading, with an anchor made of its words."""

    def get_context(self, value, parent_context=None):
        return super().get_context(value, parent_context) | {"anchor": slugify(value)}

    class Meta:
        icon = "title"
        label = _("Heading")
        template = "blocks/heading.html"
        max_length = 160


class TextBlock(blocks.RichTextBlock):
    """Running text."""

    def __init__(self, **options):
        super().__init__(features=list(TEXT_FEATURES), **options)

    class Meta:
        icon = "pilcrow"
        label = _("Text")
        template = "blocks/text.html"


class FootnotedTextBlock(RichTextBlockWithFootnotes):
    """Running text whose words may carry footnotes."""

    def __init__(self, **options):
        super().__init__(features=[*TEXT_FEATURES, "footnotes"], **options)

    def render_footnote_tag(self, index, reference_index):
        """Its number, without the line feed that ends the file: a space would stand between it and a full stop."""
        return super().render_footnote_tag(index, reference_index).strip()

    class Meta:
        icon = "pilcrow"
        label = _("Text")
        template = "blocks/text.html"
        help_text = _("The Fn button adds a footnote: give every figure its source.")


class QuoteBlock(blocks.StructBlock):
    """Someone else's words."""

    text = blocks.TextBlock(
        label=_("Words"), help_text=_("Exactly as they were said or written, without quotation marks.")
    )
    source = blocks.CharBlock(label=_("Who, where, when"), max_length=200)
    url = blocks.URLBlock(label=_("Address of the source"), required=False)

    class Meta:
        icon = "openquote"
        label = _("Quote")
        template = "blocks/quote.html"


BEGIN_SO = _("Begin the address with / or with https://.")


def leads_here_or_to_the_web(address: str) -> bool:
    """Whether it is a path of this site, or a whole address of the web."""
    return bool(web_address(address)) or (address.startswith("/") and not address.startswith(("//", "/\\")))


class CallToActionBlock(blocks.StructBlock):
    """One thing to do next."""

    title = blocks.CharBlock(label=_("Title"), max_length=100)
    text = blocks.TextBlock(label=_("Text"), required=False)
    label = blocks.CharBlock(
        label=_("Words on the button"), max_length=60, help_text=_("A verb: « Find a collective ».")
    )
    page = blocks.PageChooserBlock(label=_("Page of this site"), required=False)
    path = blocks.CharBlock(
        label=_("Or an address"),
        required=False,
        max_length=300,
        help_text=_("A path of this site such as /agenda/, or a whole address that begins with https://."),
    )

    def clean(self, value):
        cleaned = super().clean(value)
        path = cleaned.get("path") or ""
        errors = {}
        if not cleaned.get("page") and not path:
            errors["path"] = ValidationError(_("Choose a page or give an address: the button must lead somewhere."))
        elif path and not leads_here_or_to_the_web(path):
            errors["path"] = ValidationError(BEGIN_SO)
        if errors:
            raise blocks.StructBlockValidationError(block_errors=errors)
        return cleaned

    class Meta:
        icon = "pick"
        label = _("Call to action")
        template = "blocks/call_to_action.html"
