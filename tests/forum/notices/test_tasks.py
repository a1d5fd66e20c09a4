"""Tasks of notices: what was queued before they moved runs as it would have."""

from __future__ import annotations

import pytest
from django.conf import settings
from django_tasks_db.models import DBTaskResult

from forum.deciding.tasks import tell_of_decision
from forum.notices import tasks

TASKS = (tasks.mail_at_once, tasks.send_digest, tell_of_decision, tasks.tell_of_mention, tasks.tell_of_post)


@pytest.mark.parametrize("task", TASKS, ids=lambda task: task.name)
def test_task_queued_under_its_former_name_is_the_same(task):
    assert task.module_path != f"forum.tasks.{task.name}"
    former = DBTaskResult(task_path=f"forum.tasks.{task.name}", queue_name=task.queue_name, backend_name="default")
    assert former.task.func is task.func


def test_what_knows_how_far_it_came_runs_again_under_both_names():
    assert {"forum.tasks.send_digest", "forum.notices.tasks.send_digest"} <= set(settings.TASKS_AGAIN)
