"""What is collected where the site is served: all that it leads to is there, and is what it was."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import override_settings

from tests.databases import ROOT

STORAGE = "config.hashed_files.HashedFiles"
ADDRESS = re.compile(r"""url\(["']?(?!data:|#)([^"')]+)""")
IMPORT = re.compile(r"""^import .*?["']([^"']+)["'];|\bimport\(([^)]*)\)""", re.MULTILINE)


@pytest.fixture(scope="module")
def collected(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Path]]:
    """Our own static files by name, each as `collectstatic` names it."""
    root = tmp_path_factory.mktemp("collected")
    with override_settings(
        STORAGES=settings.STORAGES | {"staticfiles": {"BACKEND": STORAGE}},
        STATICFILES_FINDERS=[name for name in settings.STATICFILES_FINDERS if "AppDirectories" not in name],
        STATICFILES_DIRS=[ROOT / "static"],
        STATIC_ROOT=root,
        WHITENOISE_SKIP_COMPRESS_EXTENSIONS=["css", "js", "svg"],  # which takes most of the time
    ):
        call_command("collectstatic", interactive=False, verbosity=0)
        names = json.loads((root / "staticfiles.json").read_text())["paths"]
        yield {name: root / hashed for name, hashed in names.items()}


def test_site_is_served_with_the_storage_that_is_tried_here():
    assert f'"staticfiles": {{"BACKEND": "{STORAGE}"}}' in (ROOT / "config" / "settings" / "base.py").read_text()


def test_modules_import_siblings_named_by_their_content(collected):
    imports = [
        (file, address or computed.strip("\"'"))
        for name, file in collected.items()
        if name.startswith("js/")
        for address, computed in IMPORT.findall(file.read_text())
    ]
    assert len(imports) >= 10
    there = set(collected.values())
    assert [(file.name, address) for file, address in imports if (file.parent / address).resolve() not in there] == []


def test_style_sheets_lead_to_files_that_are_there(collected):
    assert {f"sheets/{name}.css" for name in settings.SHEETS} <= set(collected)
    for name, file in collected.items():
        for address in ADDRESS.findall(file.read_text()) if name.endswith(".css") else ():
            assert (file.parent / address).is_file(), f"{name}: {address}"
