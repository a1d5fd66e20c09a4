"""The kinds of body: a plain page's, an article's, a tool's."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from campaign.blocks.evidence import DocumentLinkBlock, FigureBlock, KeyFigureBlock
from campaign.blocks.text import CallToActionBlock, FootnotedTextBlock, HeadingBlock, QuoteBlock, TextBlock
from campaign.blocks.tools import ChecklistBlock, SheetBlock, TractBlock
from campaign.blocks.transcript import TranscriptBlock


class PageBody(blocks.StreamBlock):
    """What any page may hold."""

    heading = HeadingBlock()
    text = TextBlock()
    quote = QuoteBlock()
    figure = FigureBlock()
    key_figure = KeyFigureBlock()
    document = DocumentLinkBlock()
    call_to_action = CallToActionBlock()

    class Meta:
        verbose_name = _("body")


class ArticleBody(PageBody):
    """What an article may hold besides: text with footnotes, a transcript."""

    text = FootnotedTextBlock()
    transcript = TranscriptBlock()


class ToolBody(PageBody):
    """What a page of the toolbox may hold besides: what one prints."""

    checklist = ChecklistBlock()
    sheet = SheetBlock()
    tract = TractBlock()
