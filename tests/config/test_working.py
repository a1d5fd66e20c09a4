"""The worker goes on: past a slow mail server, a database started again, a worker that was killed, a second worker."""

from __future__ import annotations

import os
import signal
import threading
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection, connections
from django_tasks_db.models import DBTaskResult

from campaign.tasks import tell_of_act
from config.models import Job
from config.queue import dead_tasks, failed_tasks, revive
from config.working import go_on, work
from events import services
from events.tasks import send_message
from forum.notices.tasks import tell_of_post
from tests.events.conftest import make_event
from tests.smtp_servers import mail_server
from tests.working import QUEUE, until, worker

__all__ = ["mail_server", "make_event"]
pytestmark = pytest.mark.django_db(databases=["default", "leaks"], transaction=True)
on_a_server = pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite has no server to start again")
PEOPLE = [f"p{number}@example.org" for number in range(4)]


@pytest.fixture
def message(make_event, collective, settings):
    """What organisers wrote to four people who come, not sent yet."""
    day = make_event(title="Atelier", hosts=[collective], attendance=True).occurrences.get()
    for number, address in enumerate(PEOPLE):
        services.confirm_email(services.attend(day, nickname=str(number), email=address, language="fr"))
    settings.TASKS = QUEUE
    written = services.write_to_all(day, text="Apportez un stylo.", by=None)
    DBTaskResult.objects.all().delete()
    return written


def status_of(task) -> str:
    return DBTaskResult.objects.get(pk=task.id).status


def work_until(true, **options) -> None:
    """A worker of this process, until something is so."""
    work(wait=lambda stopped: until(true), **{"clock": False} | options)


def told(server) -> list[str]:
    return [to for to, text in server.mails if "Apportez un stylo" in text]


def test_a_mail_server_that_says_nothing_delays_mail_alone(message, mail_server, settings):
    settings.OFTEN = settings.HOURLY = settings.NIGHTLY = ["check --tag urls"]
    settings.HOURLY_MAIL = ["tell_attendees"]
    mail_server.open.clear()
    mails = send_message.enqueue(message.pk)
    notices = tell_of_post.enqueue(0)

    def all_but_mail() -> bool:
        begun = set(Job.objects.values_list("name", flat=True))
        return mail_server.connections > 0 and status_of(notices) == "SUCCESSFUL" and len(begun) == 4

    def wait(stopped: threading.Event) -> None:
        until(all_but_mail)
        assert status_of(mails) == "RUNNING" and not mail_server.mails
        mail_server.open.set()
        until(lambda: status_of(mails) == "SUCCESSFUL")

    work(clock=True, wait=wait)
    assert sorted(told(mail_server)) == PEOPLE


def test_mails_of_which_none_left_are_tried_again_later(message, mail_server, settings):
    settings.EMAIL_TIMEOUT = 0.3
    mail_server.open.clear()
    task = send_message.enqueue(message.pk)
    other = send_message.enqueue(message.pk)
    work_until(lambda: mail_server.connections and status_of(task) == "READY")
    assert DBTaskResult.objects.get(pk=task.id).run_after > DBTaskResult.objects.get(pk=task.id).enqueued_at
    assert DBTaskResult.objects.get(pk=other.id).worker_ids == []  # not taken only to fail
    mail_server.open.set()
    DBTaskResult.objects.update(run_after="2020-01-01T00:00Z")
    work_until(lambda: status_of(task) == status_of(other) == "SUCCESSFUL")
    assert sorted(told(mail_server)) == PEOPLE


def test_what_a_killed_worker_had_in_hand_is_found_and_done_once(message, mail_server, tmp_path):
    mail_server.open.clear()
    task = send_message.enqueue(message.pk)
    with worker(tmp_path, "--no-clock", EMAIL_URL=f"smtp://127.0.0.1:{mail_server.port}") as process:
        until(lambda: mail_server.connections)
        assert status_of(task) == "RUNNING" and dead_tasks() == [] and revive() == 0
        process.send_signal(signal.SIGKILL)
        process.wait()
    assert [str(dead.pk) for dead in dead_tasks()] == [task.id]
    mail_server.open.set()
    work_until(lambda: status_of(task) == "SUCCESSFUL")
    assert sorted(told(mail_server)) == PEOPLE and dead_tasks() == []


def test_what_cannot_tell_how_far_it_came_is_the_operators_to_decide(settings, capsys):
    settings.TASKS = QUEUE
    task = tell_of_act.enqueue(0)
    DBTaskResult.objects.update(status="RUNNING", worker_ids=["a worker that is gone"])
    assert revive() == 0 and [str(dead.pk) for dead in dead_tasks()] == [task.id]
    call_command("tasks")
    said = capsys.readouterr().out
    assert task.id in said and "campaign.tasks.tell_of_act  died with its worker" in said and "1 died, 0 failed" in said
    with pytest.raises(CommandError, match="nothing was named"):
        call_command("tasks", "again")
    call_command("tasks", "again", task.id, stdout=StringIO())
    work_until(lambda: status_of(task) == "SUCCESSFUL")
    DBTaskResult.objects.update(status="RUNNING", worker_ids=["another"])
    call_command("tasks", "forget", "all", stdout=StringIO())
    assert dead_tasks() == [] and failed_tasks() == []


def test_two_workers_and_whoever_runs_it_by_hand_mail_once(message, mail_server, tmp_path):
    tasks = [send_message.enqueue(message.pk) for _ in range(6)]
    by_hand = [threading.Thread(target=send_by_hand) for _ in range(2)]
    for thread in by_hand:
        thread.start()
    with worker(tmp_path, "--no-clock", EMAIL_URL=f"smtp://127.0.0.1:{mail_server.port}"):
        work_until(lambda: {status_of(task) for task in tasks} == {"SUCCESSFUL"})
    for thread in by_hand:
        thread.join()
    assert sorted(told(mail_server)) == PEOPLE


def send_by_hand() -> None:
    call_command("tell_attendees", stdout=StringIO())
    connections.close_all()


def test_worker_ends_when_it_is_asked(tmp_path):
    with worker(tmp_path, "--no-clock") as process:
        until(lambda: len(os.listdir(f"/proc/{process.pid}/task")) >= 3)  # its threads
        process.terminate()
        assert process.wait(timeout=60) == 0


def test_what_fails_is_said_once_and_goes_on(caplog, monkeypatch):
    monkeypatch.setattr("config.working.TROUBLE", 0.01)

    class Part:
        name, looks, ended = "nothing", 0, False

        def look(self) -> float:
            self.looks += 1
            if self.looks < 5:
                raise OperationalError("gone")
            stopped.set()
            return 0.0

        def end(self) -> None:
            self.ended = True

    stopped, part = threading.Event(), Part()
    go_on(part, stopped)
    assert part.looks == 5 and part.ended
    assert len([record for record in caplog.records if "OperationalError" in record.getMessage()]) == 1


def test_what_is_wrong_is_not_hidden(monkeypatch):
    def look(part) -> float:
        raise ValueError("wrong")

    monkeypatch.setattr("config.working.ClockThread.look", look)
    with pytest.raises(ValueError, match="wrong"):
        work(clock=True, wait=lambda stopped: until(stopped.is_set))


def end_sessions() -> None:
    """What a server that is started again does to all who speak with it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE pid <> pg_backend_pid() AND datname = current_database()"
        )


@on_a_server
def test_worker_survives_a_database_that_is_started_again(settings, tmp_path):
    settings.TASKS = QUEUE
    with worker(tmp_path, "--no-clock") as process:
        first = tell_of_post.enqueue(0)
        until(lambda: status_of(first) == "SUCCESSFUL")
        end_sessions()
        second = tell_of_post.enqueue(0)
        until(lambda: status_of(second) == "SUCCESSFUL")
        assert process.poll() is None and dead_tasks() == []


@on_a_server
def test_a_task_under_which_the_database_was_started_again_is_found_and_done(message, mail_server, monkeypatch):
    monkeypatch.setattr("config.working.TROUBLE", 0.1)
    monkeypatch.setattr("config.working.REVIVE_EVERY", 1.0)
    mail_server.open.clear()
    task = send_message.enqueue(message.pk)

    def wait(stopped: threading.Event) -> None:
        until(lambda: mail_server.connections)
        assert status_of(task) == "RUNNING" and dead_tasks() == []
        end_sessions()  # the worker's lock, by which others know that it lives, goes with them
        mail_server.open.set()
        until(lambda: status_of(task) == "SUCCESSFUL")
        assert not stopped.is_set() and len(DBTaskResult.objects.get(pk=task.id).worker_ids) > 1

    work(clock=False, wait=wait)
    sent = told(mail_server)  # one left while nobody could write that down: twice rather than never
    assert sorted(set(sent)) == PEOPLE and len(sent) <= len(PEOPLE) + 1 and dead_tasks() == []


def test_a_task_that_the_database_left_is_run_again_when_it_knows_how_far_it_came(message, mail_server):
    task = send_message.enqueue(message.pk)
    DBTaskResult.objects.update(status="FAILED", exception_class_path="django.db.utils.OperationalError")
    other = tell_of_act.enqueue(0)
    DBTaskResult.objects.filter(pk=other.id).update(
        status="FAILED", exception_class_path="django.db.utils.OperationalError"
    )
    assert revive() == 1 and status_of(task) == "READY" and [str(one.pk) for one in failed_tasks()] == [other.id]
