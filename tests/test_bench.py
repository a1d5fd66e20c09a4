"""The benchmarks stay able to run: what they need of the code is there."""

import os
import subprocess
import sys
from pathlib import Path

from bench import cleaning, whole
from bench.short import LEFT_OUT

ROOT = Path(__file__).resolve().parent.parent


def test_stock_machina_starts_under_our_handler(tmp_path):
    """Its settings are its own: what our handler learns to ask for has to be said there too."""
    environment = os.environ | {"DATA_DIR": str(tmp_path), "DJANGO_SETTINGS_MODULE": "bench.stock.settings"}
    environment.pop("DATABASE_URL", None)
    command = [sys.executable, "-W", "ignore", "-c", "from bench.stock.asgi import application"]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-1000:]


def test_part_whose_files_are_not_there_is_left_out_and_fails_nothing(tmp_path, monkeypatch):
    monkeypatch.setenv("CORPUS_DIR", str(tmp_path))
    assert cleaning.corpus_files() == []
    assert whole.outcome(LEFT_OUT) == "left out" and whole.outcome(1).startswith("FAILED")
