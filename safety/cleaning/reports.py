"""What was found and taken out, and why a file was refused, in words that a person understands. Never the values."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

# In the order of the report: what endangers people first.
FINDINGS: dict[str, Promise] = {
    "gps": _("GPS position"),
    "serial": _("serial number of the device"),
    "person": _("name of a person (author, owner, last editor)"),
    "device": _("make and model of the device"),
    "dates": _("dates and times"),
    "identifiers": _("identifiers of the document"),
    "software": _("software used"),
    "paths": _("folder or file paths"),
    "printer": _("printer settings"),
    "organisation": _("name of an organisation"),
    "description": _("title, keywords or description"),
    "maker_notes": _("manufacturer's notes"),
    "preview": _("preview picture"),
    "colour_profile": _("colour profile"),
    "orientation": _("orientation mark (the picture was turned instead)"),
    "appended": _("data hidden after the end of the file"),
    "metadata": _("other metadata"),
    "changes": ngettext_lazy("%(count)d tracked change", "%(count)d tracked changes", "count"),
    "comments": ngettext_lazy("%(count)d comment", "%(count)d comments", "count"),
    "remote": ngettext_lazy(
        "%(count)d remote image or other content loaded from elsewhere",
        "%(count)d remote images or other contents loaded from elsewhere",
        "count",
    ),
    "links": ngettext_lazy("%(count)d link", "%(count)d links", "count"),
    "fields": ngettext_lazy("%(count)d automatic field", "%(count)d automatic fields", "count"),
    "hidden": ngettext_lazy("%(count)d hidden part", "%(count)d hidden parts", "count"),
    "hidden_cells": ngettext_lazy("%(count)d hidden cell", "%(count)d hidden cells", "count"),
    "speaker_notes": ngettext_lazy(
        "notes for the speaker on %(count)d slide", "notes for the speaker on %(count)d slides", "count"
    ),
    "cropped": ngettext_lazy(
        "the part of %(count)d picture that was cropped away",
        "the parts of %(count)d pictures that were cropped away",
        "count",
    ),
    "names": ngettext_lazy(
        "%(count)d name that somebody gave to a style, a list or a range of cells",
        "%(count)d names that somebody gave to styles, lists or ranges of cells",
        "count",
    ),
    "lists": ngettext_lazy(
        "%(count)d list of values to choose from", "%(count)d lists of values to choose from", "count"
    ),
    "controls": ngettext_lazy("%(count)d form control", "%(count)d form controls", "count"),
    "formulas": ngettext_lazy(
        "%(count)d formula (its result stays)", "%(count)d formulas (their results stay)", "count"
    ),
    "alternative_texts": ngettext_lazy(
        "%(count)d name or description of a picture", "%(count)d names or descriptions of pictures", "count"
    ),
    "embedded": ngettext_lazy("%(count)d embedded object", "%(count)d embedded objects", "count"),
    "scripts": ngettext_lazy("%(count)d script or macro", "%(count)d scripts or macros", "count"),
    "forms": _("form fields (what they show stays)"),
    "layers": _("text layer, links and layers (the pages are pictures now)"),
    "tracks": ngettext_lazy("%(count)d extra track", "%(count)d extra tracks", "count"),
    "subtitles": ngettext_lazy("%(count)d subtitle or data track", "%(count)d subtitle or data tracks", "count"),
    "stream_notes": _("notes of the encoder inside the video"),
    "invisible_characters": ngettext_lazy("%(count)d invisible character", "%(count)d invisible characters", "count"),
    "trailing_blanks": ngettext_lazy(
        "blanks at the end of %(count)d line", "blanks at the end of %(count)d lines", "count"
    ),
    "headers": ngettext_lazy("%(count)d e-mail header", "%(count)d e-mail headers", "count"),
    "table_formulas": ngettext_lazy(
        "%(count)d formula of a table (made harmless)", "%(count)d formulas of a table (made harmless)", "count"
    ),
    "file_names": ngettext_lazy("%(count)d file name", "%(count)d file names", "count"),
    "dropped_members": ngettext_lazy(
        "%(count)d file inside that could not be cleaned (left out)",
        "%(count)d files inside that could not be cleaned (left out)",
        "count",
    ),
    "sender_stays": _(
        "The sender, the subject and the day of the e-mail stay. An e-mail that you sent yourself names you: copy its "
        "words into a text file instead"
    ),
    "names_stay": _("A name or an address that was taken out of the headers still stands in the text of the e-mail"),
    "look_alikes": ngettext_lazy(
        "%(count)d word has letters that only look like the usual ones: they can mark a copy, and stay",
        "%(count)d words have letters that only look like the usual ones: they can mark a copy, and stay",
        "count",
    ),
    "doubled_blanks": ngettext_lazy(
        "Blanks are doubled between words at %(count)d place: they can mark a copy, and stay",
        "Blanks are doubled between words at %(count)d places: they can mark a copy, and stay",
        "count",
    ),
    "black_and_white": ngettext_lazy(
        "%(count)d page kept in black and white where it is text; what is grey or in colour stays so",
        "%(count)d pages kept in black and white where they are text; what is grey or in colour stays so",
        "count",
    ),
    "text_read": ngettext_lazy(
        "the words of %(count)d page were read anew from its picture, and can be searched and copied",
        "the words of %(count)d pages were read anew from their pictures, and can be searched and copied",
        "count",
    ),
    "damaged": _("the file was damaged; what could be read was kept"),
    "converted": _("the file was converted to another format"),
    "printer_dots": _("Warning: tracking dots of a colour printer may be on this scan, and were not removed"),
}

# What is told of the file but was not taken out of it.
REMARKS = frozenset(
    {"damaged", "converted", "printer_dots", "sender_stays", "names_stay", "look_alikes", "doubled_blanks"}
    | {"black_and_white", "text_read"}
)

# What says that somebody, or a program, hid something in an office document.
HIDING = frozenset({"hidden", "hidden_cells", "speaker_notes", "cropped", "controls", "embedded", "changes"})

REFUSALS: dict[str, Promise] = {
    "unavailable": _("Files cannot be cleaned at the moment. Send your message without files, or come back later."),
    "unknown": _("This kind of file is not accepted. Convert it to PDF or to a picture and send that."),
    "text_kind": _(
        "This file is written in letters, but in a format that keeps names, places or dates of its own. Copy its words "
        "into a plain text file (.txt) and send that."
    ),
    "outlook": _(
        "E-mails saved by Outlook (.msg) cannot be cleaned. Save it as .eml or print it to PDF and send that."
    ),
    "packing": _("This archive uses a rare way of packing that is not supported. Unpack it and send the files."),
    "empty": _("This file is empty. Check that you chose the right one."),
    "too_large": _("This file is too large, or becomes too large when it is opened. Send a part of it."),
    "too_long": _("Cleaning this file takes too long. Split it, or convert it to a simpler format."),
    "out_of_time": _("The files before this one took all the time of one sending. Send it again, alone."),
    "busy": _("Too many large files are being cleaned just now. Send this one again in an hour."),
    "too_many": _("This file has too many pages, pictures or members. Split it and send the parts."),
    "too_deep": _("This archive holds archives within archives. Unpack it and send the files themselves."),
    "encrypted": _("This file is locked by a password. Remove the password and send it again."),
    "damaged": _("This file is damaged and cannot be read. Open it on your side, save a copy and send that."),
    "no_pages": _("Pages cannot be turned into pictures here. Save the document as PDF and send that."),
    "legacy": _("This old office format cannot be cleaned here. Save it as PDF and send that."),
    "nothing_left": _("Nothing in this archive could be cleaned. Unpack it and send the files one by one."),
    "residue": _("Metadata remained after cleaning, so the file was not kept. Print it to PDF or take a screenshot."),
    "failed": _("This file could not be cleaned. Convert it to PDF or to a picture and send that."),
}


@dataclass(frozen=True)
class Finding:
    """One kind of thing that was found, and how many times."""

    code: str
    count: int = 1

    @property
    def is_remark(self) -> bool:
        """Whether this says something of the file instead of naming what was taken out."""
        return self.code in REMARKS

    @property
    def words(self) -> str:
        """The finding in the reader's language: "GPS position", "3 tracked changes"."""
        return str(FINDINGS[self.code] % {"count": self.count})

    def __str__(self) -> str:
        return self.words


class Refused(Exception):
    """This file was not cleaned and must not be kept; `sentence` tells its owner what to do."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code

    @property
    def sentence(self) -> str:
        """Why, and what to do next, in the reader's language."""
        return str(REFUSALS[self.code])
