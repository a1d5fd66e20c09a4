"""The toolbox at /agir/: arguments, tracts, the cartopartie kit, how to ask for a document. Editors write it."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.search import index

from campaign.blocks import ToolBody
from campaign.models.base import BasePage


class ToolboxPage(BasePage):
    """All tools, in the order the editors give them."""

    introduction = models.TextField(_("introduction"), blank=True, help_text=_("One or two sentences under the title."))

    content_panels = [*BasePage.content_panels, FieldPanel("introduction")]
    parent_page_types = ["campaign.HomePage"]
    subpage_types = ["campaign.ToolPage"]
    max_count_per_parent = 1

    class Meta:
        verbose_name = _("toolbox")

    def get_context(self, request, *args, **kwargs):
        """The tools of this language; those of the other one where nobody has translated any."""
        tools = list(self.tools())
        for other in self.get_translations() if not tools else ():
            tools = tools or list(other.tools())
        return super().get_context(request, *args, **kwargs) | {"tools": tools}

    def tools(self):
        """The published tools below this page, in the order of the tree."""
        return ToolPage.objects.live().public().child_of(self).select_related("locale").order_by("path")


class ToolPage(BasePage):
    """One tool: read on screen, printed, taken along."""

    introduction = models.TextField(
        _("introduction"), blank=True, help_text=_("One or two sentences under the title and in the list.")
    )
    body = StreamField(ToolBody(), blank=True, verbose_name=_("body"))

    content_panels = [*BasePage.content_panels, FieldPanel("introduction"), FieldPanel("body")]
    search_fields = [
        *BasePage.search_fields,
        index.SearchField("introduction"),
        index.AutocompleteField("introduction"),
        index.SearchField("body"),
        index.AutocompleteField("body"),
    ]
    parent_page_types = ["campaign.ToolboxPage"]
    subpage_types: list[str] = []

    @property
    def paper(self) -> str:
        """What one prints of it, which its small picture shows: a tract, a sheet, a checklist, else plain text."""
        kinds = {block["type"] for block in self.body.raw_data}
        return next((kind for kind in ("tract", "sheet", "checklist") if kind in kinds), "text")

    class Meta:
        verbose_name = _("tool")
        verbose_name_plural = _("tools")
