"""Documents that can be wrong are tested."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys

import pytest

from config.version import version
from tests.databases import ROOT
from tests.states import ROOMS

VARIABLE = re.compile(r'\b(?:read|database)\(\s*(?:"\w+",\s*)?"([A-Z][A-Z0-9_]+)"')


def variables_read() -> set[str]:
    found = set()
    for file in (ROOT / "config" / "settings").glob("*.py"):
        found |= set(VARIABLE.findall(file.read_text()))
    return found


def variables_described() -> set[str]:
    return set(re.findall(r"^\| `([A-Z0-9_]+)` \|", (ROOT / "docs" / "settings.md").read_text(), re.MULTILINE))


def test_every_variable_is_described():
    assert {"SECRET_KEY", "DATABASE_URL", "LEAKS_DATABASE_URL", "S3_BUCKET"} <= variables_read()
    assert variables_read() - variables_described() == set()


def test_every_described_variable_exists():
    of_the_starter = {"PORT", "PYTHON", "CORPUS_DIR"}
    assert variables_described() - variables_read() == of_the_starter


@pytest.mark.parametrize("room", ROOMS)
def test_every_room_is_described(room):
    assert f"| `{room}/` |" in (ROOT / "docs" / "architecture.md").read_text()


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md", "CODE_OF_CONDUCT.md"])
def test_links_between_documents_lead_somewhere(name):
    links = re.findall(r"\]\((?!https?:)([^)#]+)", (ROOT / name).read_text())
    assert [link for link in links if not (ROOT / link).exists()] == []


def test_licence_is_the_affero_licence_in_full():
    text = (ROOT / "LICENSE").read_text()
    assert "GNU AFFERO GENERAL PUBLIC LICENSE\n                       Version 3, 19 November 2007" in text
    assert "13. Remote Network Interaction" in text and "END OF TERMS AND CONDITIONS" in text


def test_version_is_the_newest_heading_of_what_changed():
    numbers = re.findall(r"^## (\d+\.\d+\.\d+) \(\d{4}-\d\d-\d\d\)$", (ROOT / "CHANGELOG.md").read_text(), re.M)
    assert numbers[0] == version() and numbers == sorted(numbers, key=lambda n: [*map(int, n.split("."))], reverse=True)


def test_what_changed_says_nothing_twice():
    lines = re.findall(r"^- (.{40})", (ROOT / "CHANGELOG.md").read_text(), re.M)
    assert [line for line in lines if lines.count(line) > 1] == []


def test_each_file_has_its_licence_and_a_new_picture_is_found_without(tmp_path):
    def lint(root):
        return subprocess.run(
            [sys.executable, "-m", "reuse", "--root", str(root), "lint", "--lines"], capture_output=True, text=True
        )

    done = lint(ROOT)
    assert done.returncode == 0, done.stdout + done.stderr
    shutil.copy(ROOT / "REUSE.toml", tmp_path)
    (tmp_path / "static" / "img").mkdir(parents=True)
    (tmp_path / "static" / "img" / "found.png").write_bytes(b"somebody's")
    assert "found.png: no license" in lint(tmp_path).stdout


@pytest.mark.parametrize("file", [".github/workflows/ci.yml", ".forgejo/workflows/ci.yml", ".gitlab-ci.yml"])
def test_forges_call_what_must_be_green_on_debian_12(file):
    text = (ROOT / file).read_text()
    assert set(re.findall(r"image: (\S+)", text)) == {"debian:12"}
    called = re.findall(r"^ *- (?:run: )?(\.ci/\S+)$", text, re.M)
    assert called == [".ci/run", ".ci/guide"]
