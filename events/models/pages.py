"""The Wagtail face of an event."""

from __future__ import annotations

from django.db import models
from django.shortcuts import redirect
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField

from campaign.models import BasePage
from events.models.events import Event


class EventPage(BasePage):
    """The Wagtail face of an event: body and pictures, one per language. It answers at the event's own address."""

    event = models.ForeignKey(Event, models.PROTECT, related_name="pages", verbose_name=_("event"))
    body = RichTextField(_("body"), blank=True)

    # Made with its event, for one of its hosts, and never for another: whose page it is, is not for a form to say.
    is_creatable = False
    parent_page_types = ["campaign.CollectivePage"]
    subpage_types: list[str] = []
    private_page_options: list[str] = []  # as the collective's page: it answers at an address that is open to all
    content_panels = [*BasePage.content_panels, FieldPanel("body")]
    template = "events/event_page.html"  # for the editor's preview; visitors are led to the event's own address

    class Meta:
        verbose_name = _("event page")
        verbose_name_plural = _("event pages")

    def get_url_parts(self, request=None):
        """The event's address in this page's language, wherever the page lies in the tree."""
        parts = super().get_url_parts(request)
        if parts is None:
            return None
        with translation.override(self.locale.language_code):
            return (*parts[:2], self.event.get_absolute_url())

    def serve(self, request, *args, **kwargs):
        """Its place in the tree is no address of its own."""
        return redirect(self.get_url(request))
