"""What `make check` asks of templates (deploy/check_templates.py)."""

from __future__ import annotations

import subprocess
import sys

from tests.states import ROOT


def check(*arguments):
    command = [sys.executable, str(ROOT / "deploy" / "check_templates.py"), *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)


def test_templates_have_no_long_line_and_no_button_by_hand():
    done = check()
    assert done.returncode == 0, done.stdout


def test_check_names_the_long_line_and_the_button_by_hand(tmp_path):
    folder = tmp_path / "templates"
    (folder / "components").mkdir(parents=True)
    (folder / "long.html").write_text("<p>\n" + "é" * 140 + "\n" + "e" * 141 + "\n")
    (folder / "mail.txt").write_text("e" * 141)
    by_hand = '<p>\n  <a rel="prev"\n    class="button button--quiet" href="/">x</a><button class="button">y</button>\n'
    (folder / "page.html").write_text(
        by_hand + '<span class="buttons"></span><button class="toolbar__button">z</button>'
    )
    (folder / "components" / "button.html").write_text(by_hand)
    done = check(folder)
    assert done.returncode == 1
    assert [line.split(": ")[0] for line in done.stdout.splitlines()] == [
        "templates/long.html:3",
        "templates/mail.txt:1",
        "templates/page.html:2",
        "templates/page.html:3",
    ]
