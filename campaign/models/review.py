"""Reading by a second editor before an article is published, where the installation asks for it (ARTICLE_REVIEW)."""

from __future__ import annotations

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext_lazy as _
from wagtail.models import PagePermissionTester, Task, TaskState, Workflow, WorkflowTask

_NAME = "second editor"
_LOOKED_AT = 20  # revisions
# What a revision says of its page's life, not of its words.
_BESIDE = {
    "draft_title", "first_published_at", "has_unpublished_changes", "last_published_at", "latest_revision",
    "latest_revision_created_at", "live", "live_revision", "locked", "locked_at", "locked_by", "owner",
}  # fmt: skip


class SecondEditorTask(Task):
    """Somebody who may publish reads what somebody else wrote last. Wagtail's own tasks ask for a group alone."""

    class Meta:
        verbose_name = _("reading by a second editor")

    def user_can_access_editor(self, obj, user):
        return may_review(user, obj)

    def locked_for_user(self, obj, user):
        """Whoever wrote last takes it back before changing it: what is approved is what was read."""
        return not may_review(user, obj)

    def get_actions(self, obj, user):
        if not may_review(user, obj):
            return []
        return [("reject", _("Request changes"), True), ("approve", _("Approve and publish"), False)]

    def on_action(self, task_state, user, action_name, **kwargs):
        """Wagtail's answer, for whoever may give it: asked again here, by whatever door it comes."""
        if not may_review(user, task_state.workflow_state.content_object):
            raise PermissionDenied
        return super().on_action(task_state, user, action_name, **kwargs)

    def get_task_states_user_can_moderate(self, user, **kwargs):
        waiting = self.task_states.filter(status=TaskState.STATUS_IN_PROGRESS)
        pages = {one.pk: one.workflow_state.content_object for one in waiting.select_related("workflow_state")}
        return waiting.filter(pk__in=[pk for pk, page in pages.items() if page and may_review(user, page)])

    @classmethod
    def get_description(cls):
        return _("Whoever may publish, and did not write last.")


class ReviewedPermissions(PagePermissionTester):
    """What somebody may do with articles where a second editor reads them: publishing is not theirs alone."""

    def may_publish_alone(self) -> bool:
        """Whether they could, were it not for the second editor."""
        return super().can_publish()

    def can_publish(self):
        return False

    def can_publish_subpage(self):
        return False

    def can_unschedule(self):
        return super().can_publish()


def may_review(user, page) -> bool:
    """Whether the user publishes what another wrote: may publish there, and the last words are not theirs."""
    return ReviewedPermissions(user, page).may_publish_alone() and _last_writer(page) != user.pk


def _last_writer(page) -> int | None:
    """Who wrote what the page says now: Wagtail's form saves the same words again in the name of who approves them."""
    writer, newest = None, None
    for revision in page.revisions.order_by("-created_at", "-pk")[:_LOOKED_AT]:
        words = {name: value for name, value in revision.content.items() if name not in _BESIDE}
        if newest is not None and words != newest:
            break
        writer, newest = revision.user_id, words
    return writer


class Reviewed:
    """Mixin of pages that wait for a second editor, and of those that such pages are made under."""

    def permissions_for_user(self, user):
        """Wagtail's answer, without what a second editor must do."""
        if settings.WAGTAIL_WORKFLOW_ENABLED:
            return ReviewedPermissions(user, self)
        return super().permissions_for_user(user)


class ReviewedPage(Reviewed):
    """The same, with the way to the second editor."""

    def get_workflow(self):
        """Ours, which exists from the first time it is asked for; none where nobody asks for a second editor."""
        if not settings.WAGTAIL_WORKFLOW_ENABLED:
            return None
        workflow = Workflow.objects.filter(name=_NAME, active=True).first()
        if workflow is None:
            workflow = Workflow.objects.create(name=_NAME)
            task = SecondEditorTask.objects.first() or SecondEditorTask.objects.create(name=_NAME)
            WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
        return workflow
