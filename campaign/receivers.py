"""What the administration keeps between two steps of an upload is cleaned like everything else."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import SuspiciousOperation, ValidationError
from django.db.models.signals import pre_save
from django.dispatch import receiver
from wagtail.models import UploadedFile

from campaign.uploads import cleaned_upload


@receiver(pre_save, sender=UploadedFile)
def clean_waiting_upload(sender: Any, instance: UploadedFile, **kwargs: Any) -> None:
    """Wagtail puts a file aside when another field of its form is wrong, and takes it up again without looking."""
    if not instance.file or instance.file._committed:
        return
    try:
        instance.file = cleaned_upload(instance.file.file, pictures_only=False)
    except ValidationError as refusal:
        raise SuspiciousOperation("An upload was refused by the cleaner.") from refusal
