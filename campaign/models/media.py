"""Pictures and documents of the site: our own models from the first migration, so that they can grow."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.documents.models import AbstractDocument, Document
from wagtail.images.models import AbstractImage, AbstractRendition, Image


class CampaignImage(AbstractImage):
    """A picture with its credit, and how pages show it."""

    class Treatment(models.TextChoices):
        """Done by the style sheet; the file stays as it is."""

        NONE = "", _("as it is (evidence, documents, models of cameras)")
        YELLOW = "yellow", _("two tones, yellow")
        BLUE = "blue", _("two tones, blue")
        SCREEN = "screen", _("screen of dots, for poor pictures")

    credit = models.CharField(
        _("credit"), max_length=200, blank=True, help_text=_("Who made it; shown under the picture.")
    )
    licence = models.CharField(_("licence"), max_length=100, blank=True)
    treatment = models.CharField(
        _("treatment"),
        max_length=6,
        choices=Treatment,
        blank=True,
        help_text=_("Never show people who can be recognised."),
    )

    admin_form_fields = (*Image.admin_form_fields, "credit", "licence", "treatment")

    class Meta(AbstractImage.Meta):
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")


class CampaignRendition(AbstractRendition):
    """A picture in the size and format a template asked for."""

    image = models.ForeignKey(CampaignImage, models.CASCADE, related_name="renditions")

    class Meta:
        unique_together = (("image", "filter_spec", "focal_point_key"),)
        indexes = [models.Index(fields=["file"], name="rendition_by_file")]  # /media/ asks by it (campaign/closed.py)


class CampaignDocument(AbstractDocument):
    """A document of the site with its source."""

    source = models.CharField(
        _("source"),
        max_length=200,
        blank=True,
        help_text=_("Where it comes from: an administration, a court, a request."),
    )

    admin_form_fields = (*Document.admin_form_fields, "source")

    class Meta(AbstractDocument.Meta):
        verbose_name = _("document")
        verbose_name_plural = _("documents")
