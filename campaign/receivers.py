"""What the administration keeps between two steps of an upload is cleaned; what pages remember follows changes."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import SuspiciousOperation, ValidationError
from django.db.models.signals import post_delete, post_save, pre_save
from django.dispatch import receiver
from wagtail.models import Site, UploadedFile

from campaign.middleware import forget_sites
from campaign.models import HomePage, SiteSettings
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


@receiver([post_save, post_delete], sender=Site)
@receiver([post_save, post_delete], sender=SiteSettings)
@receiver([post_save, post_delete], sender=HomePage)
def forget_remembered_sites(sender: Any, **kwargs: Any) -> None:
    """A site, its first page or the campaign's settings changed."""
    forget_sites()
