"""An upgrade backs up, closes the site honestly and for a moment, prepares and restarts; going back is one command."""

from __future__ import annotations

import contextlib
import http.client
import os
import shlex
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.conf import settings as site

from accounts.models import User
from config.upgrading import LASTS, MARK
from safety.sealing import make_identity
from tests.browsers import server_environment, serving
from tests.databases import ROOT

transactional = pytest.mark.django_db(databases=["default", "leaks"], transaction=True)
# Stands for `contrechamp`: asks the site, while it is prepared, for what somebody would see, and runs the command.
MANAGE = """
import http.client, subprocess, sys
words = sys.argv[1:]
if words[0] == "prepare":
    connection = http.client.HTTPConnection("localhost", {port})
    for path in ("/agenda/", "/en/agenda/", "/healthz"):
        connection.request("GET", path)
        answer = connection.getresponse()
        text = answer.read().decode()
        seen = answer.status, answer.getheader("Retry-After"), "mise à jour" in text, "renewed" in text
        print(path, *seen, file=open({seen!r}, "a"))
    words.append("{step}")
sys.exit(subprocess.run([sys.executable, "manage.py", *words]).returncode)
"""


@pytest.fixture
def upgrade(tmp_path):
    """`upgrade(port, *arguments, typed="")` runs the script on this test's databases; `.seen` is what the site said."""
    private, public = make_identity()

    def run(port: int, *arguments: str, typed: str = "", step: str = "migrate") -> subprocess.CompletedProcess[str]:
        manage = tmp_path / "manage.py"
        manage.write_text(MANAGE.format(port=port, seen=str(run.seen), step=step))
        environment = server_environment(port) | {"BACKUP_RECIPIENTS": public}
        command = [sys.executable, "deploy/upgrade", *arguments, "--data", str(site.DATA_DIR), "--fetch", "true"]
        command += ["--manage", shlex.join([sys.executable, str(manage)]), "--stop", f"echo stopped >> {run.done}"]
        command += ["--code", f"echo code {{ref}} >> {run.done}", "--restart", f"echo restarted >> {run.done}"]
        command += ["--look", f"127.0.0.1:{port}"]
        return subprocess.run(
            command, cwd=ROOT, env=environment, input=typed, capture_output=True, text=True, check=False
        )

    run.seen, run.done, run.key = tmp_path / "seen", tmp_path / "done", private
    return run


def status(port: int, path: str) -> int:
    with contextlib.closing(http.client.HTTPConnection("localhost", port)) as connection:
        connection.request("GET", path)
        return connection.getresponse().status


@transactional
def test_upgrade_closes_the_site_while_it_prepares_and_going_back_undoes_it(upgrade, tmp_path):
    User.objects.create_user(username="lise", public_name="before")
    with serving(tmp_path / "log") as server:
        port = int(server.url.rpartition(":")[2])
        done = upgrade(port, "v2")
        assert done.returncode == 0, done.stdout + done.stderr
        assert upgrade.seen.read_text().splitlines() == [
            "/agenda/ 503 30 True False", "/en/agenda/ 503 30 False True", "/healthz 200 None False False"
        ]  # fmt: skip
        assert upgrade.done.read_text().splitlines() == ["code v2", "restarted"]
        assert "Upgraded, and it answers" in done.stdout and not (Path(site.DATA_DIR) / MARK).exists()
        assert status(port, "/agenda/") == 200
        User.objects.update(public_name="after")
        done = upgrade(port, "--back", typed=upgrade.key)
        assert done.returncode == 0, done.stdout + done.stderr
    assert User.objects.get(username="lise").public_name == "before"
    commit = subprocess.run(["git", "rev-parse", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=True).stdout  # noqa: S607
    assert upgrade.done.read_text().splitlines()[2:] == ["stopped", f"code {commit.strip()}", "restarted"]


@transactional
def test_upgrade_that_fails_opens_the_site_again_and_says_the_way_back(upgrade, tmp_path):
    with serving(tmp_path / "log") as server:
        port = int(server.url.rpartition(":")[2])
        done = upgrade(port, step="--no-such-thing")
        assert done.returncode == 1 and "deploy/upgrade --back" in done.stderr
        assert not upgrade.done.read_text().count("restarted") and not (Path(site.DATA_DIR) / MARK).exists()
        assert status(port, "/agenda/") == 200


def test_way_back_without_an_upgrade_is_refused(upgrade, tmp_path, db):
    done = subprocess.run(
        [sys.executable, "deploy/upgrade", "--back", "--data", str(tmp_path)],
        cwd=ROOT, env=os.environ | {"SITE_URL": "http://localhost"}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 1 and done.stderr.startswith("No upgrade was made here")


def test_a_mark_that_nobody_touches_closes_nothing_after_a_minute(client, db, settings, tmp_path):
    settings.DATA_DIR = tmp_path
    (tmp_path / MARK).touch()
    answer = client.post("/accounts/login/", {"login": "x"})
    assert answer.status_code == 503 and "n’a pas été gardé" in answer.text and "no-store" in answer["Cache-Control"]
    assert answer["Content-Security-Policy"] and answer["Retry-After"]
    old = time.time() - LASTS - 1
    os.utime(tmp_path / MARK, (old, old))
    assert client.get("/accounts/login/").status_code == 200
