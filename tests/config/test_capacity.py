"""What a start says about connections and file descriptors."""

from __future__ import annotations

import subprocess
import sys

import pytest
from django.core.management import call_command
from django.db import connection, connections

from config import capacity
from engine import descriptors

on_postgres = pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite has no server")


@on_postgres
@pytest.mark.django_db(databases=["default", "leaks"])
def test_server_of_databases_that_allows_too_few_is_told_of_with_what_to_set(settings, capsys):
    assert capacity.lack_of_connections("default") == ""
    settings.SERVER_PROCESSES = 500
    needed = sum(500 * settings.CONNECTIONS[alias] + capacity.BESIDE for alias in ("default", "leaks")) + 3
    assert capacity.connections_needed("default") == needed
    assert f"max_connections = {needed}" in capacity.lack_of_connections("leaks")
    assert sum("max_connections" in sentence for sentence in capacity.lacks()) == 1
    call_command("check", databases=["default"])
    assert f"max_connections = {needed}" in capsys.readouterr().err


@pytest.mark.django_db(databases=["default", "leaks"])
def test_places_together_have_as_many_connections_as_are_counted(settings):
    places = settings.REQUEST_THREADS + settings.LEAKS_THREADS + settings.LIGHT_THREADS
    for alias in connections:
        assert settings.CONNECTIONS[alias] >= places
        if connection.vendor == "postgresql":
            assert settings.DATABASES[alias]["OPTIONS"]["pool"]["max_size"] == settings.CONNECTIONS[alias]
            assert settings.DATABASES[alias]["CONN_MAX_AGE"] == 0


def test_too_few_descriptors_are_told_of(monkeypatch):
    monkeypatch.setattr(descriptors, "limit", lambda: 1024)
    assert "LimitNOFILE=3000" in capacity.lack_of_descriptors()
    monkeypatch.setattr(descriptors, "limit", lambda: 3000)
    assert capacity.lack_of_descriptors() == ""


def test_short_is_when_hardly_any_is_left():
    script = (
        "import os, resource; from engine.descriptors import are_short\n"
        "resource.setrlimit(resource.RLIMIT_NOFILE, (100, 100)); assert not are_short(20)\n"
        "opened = [os.dup(0) for _ in range(70)]; assert not are_short(20)\n"
        "while opened[-1] < 79: opened.append(os.dup(0))\n"
        "assert are_short(20) and not are_short(10)\n"
        "os.close(opened.pop(3)); assert not are_short(20)\n"
        "try:\n    while True: os.dup(0)\n"
        "except OSError: assert are_short(0)"
    )
    subprocess.run([sys.executable, "-c", script], check=True)
