"""`make run` starts whatever a crash left of what it remembers."""

from __future__ import annotations

import importlib
import sys

import pytest

from tests.databases import ROOT


@pytest.mark.parametrize("left", ["", "{", "[]", "\x00\xff"])
def test_damaged_stamps_prepare_anew(left, tmp_path, monkeypatch):
    monkeypatch.syspath_prepend(str(ROOT / "deploy"))
    start = importlib.import_module("start")
    try:
        (tmp_path / "stamps.json").write_text(left)
        assert start.remembered(tmp_path / "stamps.json") == {}
        assert start.remembered(tmp_path / "none.json") == {}
        (tmp_path / "stamps.json").write_text('{"migrate": "x"}')
        assert start.remembered(tmp_path / "stamps.json") == {"migrate": "x"}
    finally:
        for name in ("start", "messages"):  # which it imports
            sys.modules.pop(name, None)
