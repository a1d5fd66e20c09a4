"""What was said, by whom, and the recording beside it."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock


class TurnBlock(blocks.StructBlock):
    """One person speaking."""

    speaker = blocks.CharBlock(label=_("Who speaks"), max_length=80)
    asks = blocks.BooleanBlock(label=_("Asks the questions"), required=False)
    time = blocks.RegexBlock(
        label=_("Time in the recording"),
        regex=r"^(\d{1,2}:)?[0-5]?\d:[0-5]\d$",
        required=False,
        max_length=8,
        help_text=_("Minutes and seconds: 12:40."),
        error_messages={"invalid": _("Write minutes and seconds with a colon: 12:40.")},
    )
    text = blocks.RichTextBlock(label=_("Words"), features=["bold", "italic", "link"])


class TranscriptBlock(blocks.StructBlock):
    """A recording kept on this site and its words, turn by turn."""

    title = blocks.CharBlock(label=_("Title"), required=False, max_length=160)
    audio = DocumentChooserBlock(
        label=_("Recording"),
        required=False,
        help_text=_("An audio file among the documents of this site: nothing is loaded from elsewhere."),
    )
    turns = blocks.ListBlock(TurnBlock(), label=_("Turns"), min_num=1)

    class Meta:
        icon = "openquote"
        label = _("Transcript")
        template = "blocks/transcript.html"
