"""A form's control for several files, which Django has not."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile


class SeveralFilesInput(forms.ClearableFileInput):
    """A file control that takes several."""

    allow_multiple_selected = True


class SeveralFilesField(forms.FileField):
    """All the files that came in one control. How many there may be, and what is done with them, each room says."""

    widget = SeveralFilesInput

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:  # type: ignore[type-arg]
        """The files, none of them looked into. Raises ValidationError when one is required and none came."""
        found = [upload for upload in (data or []) if upload]
        if self.required and not found:
            raise forms.ValidationError(self.error_messages["required"], code="required")
        return found
