"""A calendar pasted or uploaded."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from events.importing.reading import LARGEST


class ImportForm(forms.Form):
    """An .ics file, or its text. `calendar` is what was given, as bytes."""

    file = forms.FileField(
        label=_("Calendar file (.ics)"),
        required=False,
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".ics,.ical,.ifb,text/calendar"}),
        help_text=_("Exported from Mobilizon, Gancio, Nextcloud, Google or Outlook. At most 2 MB."),
    )
    text = forms.CharField(
        label=_("Or its text"),
        required=False,
        strip=False,
        max_length=LARGEST,
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false"}),
        help_text=_("It begins with BEGIN:VCALENDAR. An address is not read: open it and save the file first."),
    )
    past = forms.BooleanField(label=_("Take what is over, too"), required=False)

    calendar = b""

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        upload = data.get("file")
        text = (data.get("text") or "").strip()
        if upload and upload.size > LARGEST:
            self.add_error("file", _("This calendar is larger than 2 MB. Export a shorter span of it."))
        elif upload:
            self.calendar = upload.read(LARGEST + 1)
        elif text.lower().startswith(("http://", "https://", "webcal://")) and len(text.split()) == 1:
            self.add_error(
                "text", _("This is an address, and the site fetches none. Open it, save the file and upload it.")
            )
        elif text:
            self.calendar = text.encode()
        elif "file" not in self.errors and "text" not in self.errors:
            self.add_error("file", _("Choose a file, or paste its text."))
        return data
