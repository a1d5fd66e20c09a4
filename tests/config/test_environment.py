"""A server that is told nonsense refuses to start and names the variable."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from django.core.exceptions import ImproperlyConfigured

from config.settings.environment import debug_stays_home, email_settings, onion_address, read, web_address
from tests.databases import ROOT

KEY = "k3y-for-production-with-random-letters-0123456789"


def start(tmp_path, code="import config.settings.base", **changes):
    """Load the production settings in a process of their own; a change to None takes the variable away."""
    environment = {
        "PATH": os.environ["PATH"],
        "SECRET_KEY": KEY,
        "SITE_URL": "https://example.org",
        "ALLOWED_HOSTS": "example.org",
        "EMAIL_URL": "smtp://localhost",
        "DATA_DIR": str(tmp_path / "data"),
    } | changes
    environment = {name: value for name, value in environment.items() if value is not None}
    command = [sys.executable, "-c", code]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)


def test_production_starts_with_a_complete_environment(tmp_path):
    assert start(tmp_path).stderr == ""


@pytest.mark.parametrize("name", ["SECRET_KEY", "SITE_URL", "ALLOWED_HOSTS", "EMAIL_URL"])
def test_production_refuses_a_missing_variable(tmp_path, name):
    assert (
        start(tmp_path, **{name: None})
        .stderr.splitlines()[-1]
        .endswith(f"ImproperlyConfigured: {name}: is not set, and there is no safe default. See docs/settings.md.")
    )


@pytest.mark.parametrize(
    ("name", "value", "reason"),
    [
        ("SECRET_KEY", "short", "at least 32 characters"),
        ("SECRET_KEY", "a" * 50, "chosen at random"),
        ("HEALTH_KEY", "short", "at least 32 characters"),
        ("SITE_URL", "example.org", "must start with http"),
        ("SITE_URL", "https://example.org/site", "must end after the host"),
        ("ONION_URL", "http://example.org", "onion"),
        ("ALLOWED_HOSTS", "*", "Name each one"),
        ("DEBUG", "maybe", "boolean"),
        ("DEBUG", "1", "beyond this machine (example.org)"),
        ("DATABASE_URL", "example.org/db", "scheme"),
        ("DATABASE_URL", "mysql://localhost/db", "only sqlite:// and postgres://"),
        ("LEAKS_DATABASE_URL", "nonsense://x", "unknown"),
        ("REDIS_URL", "http://localhost", "redis://"),
        ("EMAIL_URL", "pigeon://loft", "must be console:"),
        ("TIME_ZONE", "Mars/Olympus", "not a time zone"),
        ("LEAKS_PER_HOUR", "many", "integer"),
        ("LEAKS_PER_HOUR", "0", "1 or more"),
        ("BODY_LIMIT_MB", "-3", "1 or more"),
        ("DATA_DIR", "/proc/nowhere", "cannot be made"),
        ("S3_BUCKET", "files", "S3_ENDPOINT_URL"),
    ],
)
def test_production_refuses_a_bad_value_by_name(tmp_path, name, value, reason):
    last = start(tmp_path, **{name: value}).stderr.splitlines()[-1]
    assert "ImproperlyConfigured" in last
    assert name in last or name == "S3_BUCKET"
    assert reason.lower() in last.lower()


def test_read_never_prints_a_password(monkeypatch):
    monkeypatch.setenv("REDIS_URL", "http://:hunter2@cache")
    from config.settings.environment import redis_address

    with pytest.raises(ImproperlyConfigured) as refusal:
        read("str", "REDIS_URL", "", check=redis_address)
    assert "hunter2" not in str(refusal.value)


def test_read_takes_an_empty_value_for_unset(monkeypatch):
    monkeypatch.setenv("LEAKS_PER_HOUR", "")
    assert read("int", "LEAKS_PER_HOUR", 7) == 7


@pytest.mark.parametrize(
    ("url", "port", "starttls", "tls"),
    [
        ("smtp://mail.example.org", 25, False, False),
        ("smtp://mail.example.org?tls=1", 587, True, False),
        ("smtps://us%40er:p%3Aw@mail.example.org", 465, False, True),
        ("smtp://mail.example.org:2525", 2525, False, False),
    ],
)
def test_email_settings_reads_smtp(url, port, starttls, tls):
    found = email_settings(url)
    assert (found["EMAIL_PORT"], found["EMAIL_USE_TLS"], found["EMAIL_USE_SSL"]) == (port, starttls, tls)
    if "@" in url:
        assert (found["EMAIL_HOST_USER"], found["EMAIL_HOST_PASSWORD"]) == ("us@er", "p:w")


def test_email_settings_reads_file_and_console():
    assert email_settings("file:///srv/mail")["EMAIL_FILE_PATH"] == "/srv/mail"
    assert email_settings("console:")["EMAIL_BACKEND"].endswith("console.EmailBackend")


def test_debug_is_for_this_machine():
    assert debug_stays_home(True, ["localhost", "127.0.0.1"]) is None
    assert debug_stays_home(False, ["example.org"]) is None


def test_addresses_are_checked():
    assert onion_address("http://abcdefghijklmnop.onion") is None
    assert onion_address("") is None
    assert web_address("http://localhost:8000/") is None
