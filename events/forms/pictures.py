"""The picture of an event."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.base import File
from django.utils.translation import gettext_lazy as _

from campaign.uploads import cleaned_upload
from events.models import Event

LARGEST_MB = 15


class PictureForm(forms.Form):
    """A picture and what it shows, in words. The file is cleaned before anybody keeps it."""

    picture = forms.FileField(
        label=_("Picture"),
        required=False,
        widget=forms.FileInput(attrs={"accept": "image/*"}),
        help_text=_("JPEG, PNG, WebP, HEIC; 15 MB at most. Where and when it was taken is removed. Show no faces."),
    )
    description = forms.CharField(
        label=_("What it shows"),
        max_length=250,
        help_text=_("For those who do not see it."),
        error_messages={"required": _("Say what the picture shows: some people only hear it.")},
    )

    def __init__(self, data: Any = None, files: Any = None, *, event: Event) -> None:
        super().__init__(data, files, initial={"description": event.picture.description if event.picture else ""})
        self.event = event

    def clean_picture(self) -> File[bytes] | None:
        upload = self.cleaned_data["picture"]
        if not upload:
            if self.event.picture is None:
                raise forms.ValidationError(_("Choose a picture."))
            return None
        if upload.size > LARGEST_MB * 1024 * 1024:
            raise forms.ValidationError(_("This picture is larger than 15 MB. Make it smaller and send it again."))
        return cleaned_upload(upload, pictures_only=True)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if self.errors and data.get("picture"):
            data.pop("picture").close()  # it will be chosen again
        return data
