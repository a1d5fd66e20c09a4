"""The site's administration: collectives, those that wait for a moderator, what uploads may be."""

from __future__ import annotations

from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.models import TaskState, WorkflowState
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permissions import register_permission_policy
from wagtail.signals import task_submitted, workflow_approved, workflow_rejected, workflow_submitted

from campaign import closed  # noqa: F401  (its hooks register themselves)
from campaign.models import Collective
from campaign.queries.pages import pages_seen_by
from campaign.rules import is_campaign_moderator
from campaign.views.moderation import waiting_collectives

# Wagtail's mails about workflows hold names of accounts and titles that are not public: the panel in /cms/ says it.
for _signal, _sender, _name in (
    (task_submitted, TaskState, "group_approval_task_submitted_email_notification"),
    (workflow_submitted, WorkflowState, "workflow_state_submitted_email_notification"),
    (workflow_rejected, WorkflowState, "workflow_state_rejected_email_notification"),
    (workflow_approved, WorkflowState, "workflow_state_approved_email_notification"),
):
    _signal.disconnect(sender=_sender, dispatch_uid=_name)


class CollectivePermissions(ModelPermissionPolicy):
    """Nobody adds a collective here, whatever they may do else: it is started on the site, with its commune and people.

    An ally, or a place where one is wanted, is added by the form of the directory.
    """

    def user_has_permission(self, user, action):
        return action != "add" and super().user_has_permission(user, action)


register_permission_policy(Collective, CollectivePermissions(Collective))


class CollectiveViewSet(ModelViewSet):
    """All collectives, for moderators: what organisers edit on the site, and the status."""

    model = Collective
    icon = "group"
    menu_label = _("Collectives")
    menu_order = 150
    add_to_admin_menu = True
    list_display = ["name", "commune", "status", "approved_at"]
    list_filter = ["status"]
    search_fields = ["name", "commune__name"]
    search_backend_name = None
    panels = [
        FieldPanel("name"),
        FieldRowPanel([FieldPanel("status"), FieldPanel("status_as_of")]),
        FieldPanel("introduction"),
        MultiFieldPanel(
            [FieldPanel("meeting_words"), FieldPanel("how_to_join"), FieldPanel("website")],
            heading=_("Meeting and joining"),
        ),
    ]


@hooks.register("construct_page_chooser_queryset")
def offer_seen_pages_only(pages, request):
    """Choosers offer one's own pages, and what is public."""
    return pages_seen_by(request.user, pages)


@hooks.register("register_admin_viewset")
def register_collectives():
    return CollectiveViewSet("collectives")


@hooks.register("register_admin_urls")
def register_moderation():
    return [path("collectives-waiting/", waiting_collectives, name="waiting_collectives")]


class WaitingMenuItem(MenuItem):
    """Shown to those who may answer."""

    def is_shown(self, request):
        return is_campaign_moderator(request.user)


@hooks.register("register_admin_menu_item")
def register_waiting_menu_item():
    return WaitingMenuItem(_("To approve"), reverse("waiting_collectives"), icon_name="check", order=151)
