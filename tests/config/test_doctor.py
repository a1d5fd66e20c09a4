"""`doctor` on an installation that lacks nothing, and on others that each lack one thing."""

from __future__ import annotations

import json
import os
import re
import resource
import shutil
import socketserver
import ssl
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.conf import settings
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from accounts.models import User
from config import clock
from config.doctor import installation as installation_looks
from config.doctor import services
from config.doctor.findings import Level, Looking, broken, warning, well, worst
from config.models import Job
from leaks.models import Recipient
from leaks.services import keys
from safety.sealing import make_identity
from tests.browsers import server_environment
from tests.databases import ROOT

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "leaks"])
HEALTH_KEY = "k9Zb2vQx7Lr4Wm8Tn3Yp6Hs1Jd5Fg0Ac"


class _Mail(socketserver.StreamRequestHandler):
    """A mail server that takes everything."""

    def handle(self):
        self.wfile.write(b"220 here\r\n")
        in_letter = False
        for line in self.rfile:
            if in_letter and line != b".\r\n":
                self.server.letters.append(line)
                continue
            was, in_letter = in_letter, line.upper().startswith(b"DATA")
            self.wfile.write(b"354 go on\r\n" if in_letter and not was else b"250 yes\r\n")


class _Tls(socketserver.BaseRequestHandler):
    """A reverse proxy, as far as its certificate goes."""

    def handle(self):
        try:
            self.server.context.wrap_socket(self.request, server_side=True).close()
        except OSError:
            pass  # who looked has left


@contextmanager
def listening(handler, **has):
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), handler) as server:
        server.daemon_threads = True
        vars(server).update(has)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


def proxy_for(folder, days):
    """A TLS server whose certificate ends in so many days."""
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=localhost", "-days", str(days)]
    subprocess.run(  # noqa: S603
        [*command, "-keyout", folder / "key.pem", "-out", folder / "certificate.pem"], check=True, capture_output=True
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "certificate.pem", folder / "key.pem")
    return listening(_Tls, context=context)


@pytest.fixture
def installation(tmp_path, redis_server, settings):
    """Everything in its place: `installation(**changes)` runs doctor with variables of the environment changed."""
    if shutil.which("openssl") is None:
        pytest.skip("openssl is not installed")
    settings.SECRET_KEY = "as long as Django asks for in production, with letters 0123456789"  # noqa: S105
    keys.confirm_list()  # counts of tests before this one lie in the data folder
    for name in ("premiere", "seconde"):
        keys.enter_first_recipient(name=name, public_key=make_identity()[1])
    remember(clock=timezone.localtime(), backup=timezone.localtime())
    server = subprocess.Popen(
        [sys.executable, "-c", "import time; time.sleep(600)", "config.asgi:application"],
        env={"DATA_DIR": str(settings.DATA_DIR)},
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (5000, 5000)),
    )
    timedatectl = tmp_path / "timedatectl"  # of systemd, which runs on no machine of tests
    timedatectl.write_text('#!/bin/sh\n[ "$2" = --property=NTPSynchronized ] && echo "${SET_BY_OTHERS-yes}"\n')
    timedatectl.chmod(0o755)
    with proxy_for(tmp_path, 90) as proxy, listening(_Mail, letters=[]) as mail:
        environment = server_environment(80) | {
            "DJANGO_SETTINGS_MODULE": "config.settings.base",
            "DATA_DIR": str(settings.DATA_DIR),
            "SECRET_KEY": settings.SECRET_KEY,
            "SITE_URL": f"https://localhost:{proxy.server_address[1]}",
            "ALLOWED_HOSTS": "localhost",
            "EMAIL_URL": f"smtp://127.0.0.1:{mail.server_address[1]}",
            "REDIS_URL": redis_server.url,
            "HEALTH_KEY": HEALTH_KEY,
            "PATH": f"{tmp_path}:{os.environ['PATH']}",
            "LEAKS_DISK_FLOOR_MB": "1",
            **{f"LEGAL_{name}": "x" for name in "PUBLISHER PUBLISHER_ADDRESS PUBLISHER_PHONE DIRECTOR HOST".split()},
            **{"LEGAL_HOST_ADDRESS": "x", "LEGAL_HOST_PHONE": "x", "LEGAL_CONTACT": "us@example.org"},
        }

        def run(*arguments, **changes):
            command = [sys.executable, "manage.py", "doctor", *arguments]
            return subprocess.run(
                command, cwd=ROOT, env=environment | changes, capture_output=True, text=True, check=False
            )

        run.letters = mail.letters
        yield run
    server.kill()
    server.wait()


def remember(*, clock=None, behind=0, backup=None):
    """What the worker and the backup leave."""
    if clock:
        for job in ("often", "hourly", "hourly_mail", "nightly"):
            Job.objects.update_or_create(name=job, defaults={"begun_at": clock, "behind": behind})
    if backup:
        (settings.DATA_DIR / "backups").mkdir(exist_ok=True)
        (settings.DATA_DIR / "backups" / "last.json").write_text(json.dumps({"at": backup.isoformat()}))


def told(done):
    """The first word and the area of each line that says something is not well."""
    lines = [line.split() for line in done.stdout.splitlines() if line.startswith(("WARNING", "BROKEN"))]
    return [(words[0], words[1]) for words in lines]


def test_sane_installation_is_well_and_its_mail_is_sent(installation):
    done = installation()
    assert (told(done), done.returncode) == ([], 0), done.stdout + done.stderr
    assert not installation.letters
    quiet = installation("--quiet", "--mail", "us@example.org")
    assert (quiet.stdout, quiet.returncode) == ("", 0), quiet.stdout + quiet.stderr
    assert any(b"leave the machine" in line for line in installation.letters)


# What is wrong in several places at once is told of each: as much is looked at in one run as lets the rest be seen.
BROKEN = {
    "database": [({"DATABASE_URL": "postgres://nobody@127.0.0.1:1/none"}, ("BROKEN", "database"), "its own log")],
    "programs": [({"PATH": "/nowhere"}, ("BROKEN", "cleaners"), "deploy/install")],
    "services": [
        ({"REDIS_URL": "redis://127.0.0.1:1/0"}, ("BROKEN", "cache"), "its own log"),
        ({"EMAIL_URL": "smtp://127.0.0.1:1"}, ("BROKEN", "mail"), "EMAIL_URL"),
        ({"SECRET_KEY": "another key for tests only, long enough"}, ("BROKEN", "drop"), "recipients confirm"),
        ({"SET_BY_OTHERS": ""}, ("WARNING", "time"), "systemd-timesyncd"),
    ],
    "settings": [
        ({"EMAIL_URL": "console:"}, ("WARNING", "mail"), "EMAIL_URL"),
        ({"LEAKS_DISK_FLOOR_MB": "999999999"}, ("BROKEN", "disk"), "Make room"),
        ({"ALLOWED_HOSTS": "example.org"}, ("BROKEN", "settings"), "Add it"),
        ({"LEGAL_HOST": ""}, ("WARNING", "legal"), "/etc/contrechamp/environment"),
        ({"SITE_URL": "https://localhost:1"}, ("WARNING", "certificate"), "nginx"),
        ({"SET_BY_OTHERS": "no"}, ("WARNING", "time"), "timedatectl set-ntp true"),
    ],
}


@pytest.mark.parametrize("where", BROKEN)
def test_broken_installation_is_told_with_what_to_do(installation, where):
    changes = {name: value for change, _said, _todo in BROKEN[where] for name, value in change.items()}
    done = installation("--quiet", **changes)
    for _changes, said, todo in BROKEN[where]:
        assert said in told(done), done.stdout + done.stderr
        after = done.stdout.split(f"{said[0]:<8} {said[1]}", 1)[1]
        assert todo in after.splitlines()[1]
    assert done.returncode == max({"WARNING": 1, "BROKEN": 2}[kind] for kind, _area in told(done))
    assert "Traceback" not in done.stderr and len(re.findall("psycopg", done.stderr)) <= 1, done.stderr


def test_warnings_alone_ask_for_attention_and_no_more(installation):
    Recipient.objects.filter(name="seconde").delete()  # the list has one reader
    keys.confirm_list()
    done = installation("--quiet", LEGAL_HOST="")
    assert sorted(told(done)) == [("WARNING", "drop"), ("WARNING", "legal")], done.stdout + done.stderr
    assert done.returncode == 1


def test_what_stands_still_or_ends_is_told(installation, tmp_path):
    week = timezone.localtime() - timedelta(days=8)
    remember(clock=week, backup=week)
    DBTaskResult.objects.create(
        task_path="forum.tasks.tell",
        args_kwargs={"args": ["secret words"], "kwargs": {}},
        run_after=week,
        backend_name="default",
    )
    DBTaskResult.objects.update(enqueued_at=week)
    DBTaskResult.objects.create(
        task_path="forum.tasks.tell_failed",
        args_kwargs={"args": ["secret words"], "kwargs": {}},
        run_after=week,
        backend_name="default",
        status="FAILED",
        finished_at=timezone.now(),
        started_at=timezone.now(),
    )
    DBTaskResult.objects.create(
        task_path="forum.tasks.tell_dead",
        args_kwargs={"args": ["secret words"], "kwargs": {}},
        run_after=week,
        backend_name="default",
        status="RUNNING",
        worker_ids=["gone"],
    )
    (settings.DATA_DIR / "backups" / "extra").mkdir(exist_ok=True)
    (tmp_path / "short").mkdir()
    with proxy_for(tmp_path / "short", 2) as proxy:
        address = f"https://localhost:{proxy.server_address[1]}"
        done = installation("--quiet", LEAKS_DATABASE_URL=f"sqlite:///{tmp_path}/empty.sqlite3", SITE_URL=address)
    areas = ("clock", "queue", "backups", "migrations", "drop", "certificate")
    assert {("BROKEN", area) for area in areas} <= set(told(done)), done.stdout + done.stderr
    assert "certbot" in done.stdout
    assert ("WARNING", "queue") in told(done) and "tell_failed" in done.stdout
    assert "1 tasks died with their worker" in done.stdout
    assert "secret words" not in done.stdout
    assert done.returncode == 2


def test_without_a_backup_it_is_said_what_keeps_from_making_one(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    for keys_named, todo in (([], "Set BACKUP_RECIPIENTS"), ([make_identity()[1]], "Run `")):
        settings.BACKUP_RECIPIENTS = keys_named
        (found,) = installation_looks.backups()
        assert found.level is Level.WARNING and found.todo.startswith(todo)


def test_setting_that_is_wrong_is_broken(installation):
    done = installation(SITE_URL="example.org")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("SITE_URL:") and len(done.stderr.splitlines()) == 1


# -- Without waiting -------------------------------------------------------------------------------------------------
def test_what_hangs_is_waited_for_once_and_not_begun_again():
    begun, go_on = [], threading.Event()

    def hang():
        begun.append(1)
        go_on.wait(60)
        yield well("at last")

    looking = Looking()
    before = time.monotonic()
    for _again in range(3):
        found = looking.at({"hangs": hang, "works": lambda: [well("yes")]}, seconds=0.2)
        assert worst(found["hangs"]) is Level.BROKEN and "0.2 seconds" in found["hangs"][0].said
        assert worst(found["works"]) is Level.WELL
    assert time.monotonic() - before < 20 and begun == [1]
    go_on.set()


def test_what_raises_is_broken_and_the_worst_counts():
    def fail():
        raise OSError("no route")
        yield

    found = Looking().at({"fails": fail}, seconds=10)["fails"]
    assert worst(found) is Level.BROKEN and "no route" in found[0].said
    assert worst([well(""), warning("", ""), broken("", "")]) is Level.BROKEN
    assert worst([]) is Level.WELL


def test_clock_of_the_worker_or_of_this_machine_that_is_apart_is_told(monkeypatch, settings):
    settings.OFTEN = ["check --tag urls"]
    remember(clock=timezone.now())
    assert [found.level for found in services.clocks()] == [Level.WELL]
    now = timezone.now
    for minutes, side in ((20, "behind"), (-20, "ahead of")):
        there = timedelta(minutes=minutes)
        monkeypatch.setattr(timezone, "now", lambda there=there: now() - there)  # on the worker's machine
        Job.objects.all().delete()
        clock.tick(jobs=("often",))
        monkeypatch.setattr(timezone, "now", now)
        (found,) = services.clocks()
        assert found.level is Level.BROKEN and "timedatectl" in found.todo
        assert re.search(rf"worker’s clock is 1[12]\d\d s {side} the database’s", found.said), found.said
        remember(clock=now() - there, behind=minutes * 60)
        assert [found.level for found in services.clock()] == [Level.WELL]  # its jobs are not late
    monkeypatch.setattr(timezone, "now", lambda: now() + timedelta(minutes=2))
    (found,) = services.clocks()
    assert found.level is Level.BROKEN and re.search(r"database’s clock is 1[12]\d s from", found.said)


def test_second_factors_that_no_key_opens_are_counted_and_no_name_is_told(settings):
    for name in ("loutre", "martre"):
        RecoveryCodes.activate(User.objects.create_user(name))
    assert [found.level for found in installation_looks.factors()] == [Level.WELL]
    settings.SECRET_KEY = "another key for tests only, long enough"
    (found,) = installation_looks.factors()
    assert found.level is Level.BROKEN and found.said.startswith("2 second factors") and "forget_factor" in found.todo
    assert not re.search("loutre|martre", found.said + found.todo)


def test_age_of_a_backup_does_not_depend_on_the_zone_of_its_stamp(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    (tmp_path / "backups").mkdir()
    day = datetime.now(UTC).date() - timedelta(days=8)
    late = datetime(day.year, day.month, day.day, 23, 30, tzinfo=UTC)  # in Paris it is the next day already
    for zone in (UTC, ZoneInfo("Europe/Paris")):
        (tmp_path / "backups" / "last.json").write_text(json.dumps({"at": late.astimezone(zone).isoformat()}))
        (found,) = installation_looks.backups()
        assert found.level is Level.BROKEN and "8 days" in found.said, zone
