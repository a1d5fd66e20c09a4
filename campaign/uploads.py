"""Pictures and documents of the site pass through the cleaner before anything keeps them."""

from __future__ import annotations

import uuid
from threading import BoundedSemaphore

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from wagtail.documents.forms import BaseDocumentForm
from wagtail.images.forms import BaseImageForm

from engine.admission import turn_of
from safety.cleaning import Clean, Limits, Raw, Refused, Strength, clean

PICTURES = frozenset({"jpg", "png", "webp", "gif", "avif"})
# Nothing that a browser would run when it opens it, and no archive that hides what it holds.
DOCUMENT_FAMILIES = frozenset({"pdf", "office", "audio", "video", "picture"})
PLAIN_TEXTS = frozenset({"txt", "csv", "md", "json"})
_HEAD = 4096
PATIENCE = 60  # seconds that a file waits for its cleaning
_cleaners, _line = BoundedSemaphore(4), BoundedSemaphore(20)  # files at once, and with those that wait


def _looks_like_svg(upload: UploadedFile) -> bool:
    upload.seek(0)
    head = upload.read(_HEAD).lower()
    upload.seek(0)
    return b"<svg" in head or str(upload.name).lower().endswith((".svg", ".svgz"))


def clean_upload(upload: UploadedFile, *, pictures_only: bool, limits: Limits | None = None) -> Clean:
    """The file without its metadata, if it is of a kind that the site shows; ValidationError tells why not."""
    if _looks_like_svg(upload):
        raise ValidationError(_("SVG is not accepted: such a file can run programs. Export it as PNG."), code="svg")
    try:
        with turn_of(_cleaners, line=_line, patience=PATIENCE) as is_ours:
            if not is_ours:
                busy = _("Many files are being checked just now. Send this one again in a minute.")
                raise ValidationError(busy, code="busy")
            result = clean(Raw(name=str(upload.name), body=upload.file), strength=Strength.METADATA, limits=limits)  # type: ignore[arg-type]
    except Refused as refusal:
        raise ValidationError(refusal.sentence, code=refusal.code) from refusal
    welcome = (
        result.extension in PICTURES
        if pictures_only
        else result.family in DOCUMENT_FAMILIES or result.extension in PLAIN_TEXTS
    )
    if not welcome:
        result.body.close()
        raise ValidationError(_("This kind of file is not accepted here. Convert it to PDF or to a picture."))
    return result


def cleaned_upload(upload: UploadedFile, *, pictures_only: bool) -> File:
    """The cleaned file under a name that says nothing, for a model to keep; ValidationError tells why it is refused."""
    result = clean_upload(upload, pictures_only=pictures_only)
    kept = File(result.body, name=f"{uuid.uuid4().hex}.{result.extension}")
    kept.size = result.size
    return kept


class CleanedImageForm(BaseImageForm):
    """Every picture uploaded in the administration, whatever the view."""

    def clean_file(self):
        upload = self.cleaned_data["file"]
        if not isinstance(upload, UploadedFile):
            return upload  # the picture kept before, its other fields edited
        return cleaned_upload(upload, pictures_only=True)


class CleanedDocumentForm(BaseDocumentForm):
    """Every document uploaded in the administration, whatever the view."""

    def clean_file(self):
        upload = self.cleaned_data["file"]
        if not isinstance(upload, UploadedFile):
            return upload
        return cleaned_upload(upload, pictures_only=False)
