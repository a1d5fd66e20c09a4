"""`manage.py tasks`: what the worker left undone, and what becomes of it."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from config.queue import Task, dead_tasks, failed_tasks, forget, run_again


class Command(BaseCommand):
    help = "Lists tasks whose worker died and tasks that failed; runs them again or lets them be over."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("act", nargs="?", choices=["list", "again", "forget"], default="list")
        parser.add_argument("tasks", nargs="*", metavar="ID", help="as listed, or `all`")

    def handle(self, *args: Any, **options: Any) -> None:
        dead, failed = dead_tasks(), failed_tasks()
        if options["act"] == "list":
            self.show("died with its worker", dead)
            self.show("failed", failed)
            waiting = DBTaskResult.objects.ready().count()
            self.stdout.write(f"{len(dead)} died, {len(failed)} failed, {waiting} wait.")
            return
        known = {str(task.pk): task for task in [*dead, *failed]}
        wanted = list(known) if options["tasks"] == ["all"] else options["tasks"]
        unknown = [key for key in wanted if key not in known]
        if unknown or not wanted:
            raise CommandError(f"Neither dead nor failed: {', '.join(unknown) or 'nothing was named'}.")
        act = run_again if options["act"] == "again" else forget
        self.stdout.write(f"{sum(act(known[key]) for key in wanted)} tasks.")

    def show(self, what: str, tasks: list[Task]) -> None:
        """One line a task; the queue holds keys alone, so that its names may be read."""
        for task in tasks:
            day = timezone.localtime(task.enqueued_at).date()
            why = f" ({task.exception_class_path})" if task.exception_class_path else ""
            self.stdout.write(f"{task.pk}  {day}  {task.task_path}  {what}{why}")
