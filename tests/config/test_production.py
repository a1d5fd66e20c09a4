"""What keeps two volunteers from running commands on the wrong data, and what a new SECRET_KEY leaves standing."""

from __future__ import annotations

import importlib.machinery
import importlib.util
import os
import re
import shutil
import stat
import subprocess
import sys

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from allauth.mfa.utils import decrypt
from django.core.management import CommandError, call_command

from accounts.models import User
from config.settings.engines import keep_private
from leaks.key_list import read_list
from leaks.models import Conversation
from leaks.services import keys
from safety.sealing import make_identity
from tests.config.test_environment import KEY, start
from tests.databases import ROOT

OTHER = "another key for tests only, long enough"


@pytest.fixture(scope="module")
def command():
    """The file deploy/contrechamp as a module."""
    loader = importlib.machinery.SourceFileLoader("contrechamp_command", str(ROOT / "deploy" / "contrechamp"))
    spec = importlib.util.spec_from_loader(loader.name, loader)
    module = importlib.util.module_from_spec(spec)
    sys.dont_write_bytecode, before = True, sys.dont_write_bytecode
    loader.exec_module(module)
    sys.dont_write_bytecode = before
    return module


# -- The command -----------------------------------------------------------------------------------------------------
def test_environment_file_is_read_as_systemd_reads_it(command):
    text = "# a comment\n\n; another\nA=1\n B=two words \nC='it is'\nD=\"x = y\"\nE=\nF=https://h/#part\nG=l'eau\n"
    found = {"A": "1", "B": "two words", "C": "it is", "D": "x = y", "E": "", "F": "https://h/#part", "G": "l'eau"}
    assert command.read_environment(text) == found


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("SECRET_KEY=abc   # openssl rand -base64 48", "behind the value of SECRET_KEY"),
        ("SITE_URL https://example.org", "not NAME=value"),
        ("EMAIL_FROM='a", "quote"),
        ('EMAIL_FROM="a" # b', "quote"),
        ("EMAIL_URL=a\\", "backslash"),
    ],
)
def test_environment_file_that_says_something_else_to_systemd_is_refused_by_line(command, line, reason):
    with pytest.raises(ValueError, match=re.escape(reason)) as refusal:
        command.read_environment(f"A=1\n{line}\n")
    assert "line 2" in str(refusal.value)


def test_file_that_is_missing_or_wrong_ends_with_the_status_of_what_is_broken(command, tmp_path, capsys):
    for text, said in ((None, "No such file"), ("A=1 # b", "line 1")):
        if text:
            (tmp_path / "environment").write_text(text)
        with pytest.raises(SystemExit) as ended:
            command.environment_of(tmp_path)
        assert ended.value.code == 2 and said in capsys.readouterr().err


def test_command_takes_what_the_services_take(command, tmp_path):
    (tmp_path / "environment").write_text("SITE_URL=https://example.org\n")
    (tmp_path / "site").write_text("DATABASE_URL=postgres:///contrechamp\n")
    assert command.environment_of(tmp_path) == {
        "DJANGO_SETTINGS_MODULE": "config.settings.base",
        "DATA_DIR": "/var/lib/contrechamp",
        "SITE_URL": "https://example.org",
        "DATABASE_URL": "postgres:///contrechamp",
    }


def test_settings_refuse_a_comment_that_became_a_value(tmp_path):
    assert "LEAKS_ORGANISATION: a comment" in start(tmp_path, LEAKS_ORGANISATION="us   # who reads").stderr
    assert start(tmp_path, LEAKS_ORGANISATION="us, flat #3").stderr == ""


# -- manage.py -------------------------------------------------------------------------------------------------------
def manage(*arguments, prefix=(), **environment):
    environment = {"PATH": os.environ["PATH"], **environment}
    command = [*prefix, sys.executable, "manage.py", *arguments]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)


def test_manage_py_opens_no_development_database_beside_a_site():
    bwrap = shutil.which("bwrap")
    if bwrap is None:
        pytest.skip("bubblewrap is not installed")
    beside = [bwrap, "--ro-bind", "/", "/", "--dev", "/dev", "--tmpfs", "/etc", "--dir", "/etc/contrechamp"]
    refused = manage("check", prefix=beside)
    assert refused.returncode == 1 and "contrechamp COMMAND" in refused.stderr
    development = manage("check", prefix=beside, DJANGO_SETTINGS_MODULE="config.settings.dev")
    assert "development settings are refused" in development.stderr, "`make run` names them"
    assert len(development.stderr.splitlines()) == 1


@pytest.mark.skipif(os.geteuid() != 0, reason="only root leaves files that others cannot write")
def test_root_leaves_nothing_in_the_folder_of_the_service(tmp_path):
    os.chown(tmp_path, 65534, 65534)
    refused = manage("prepare", "static", DJANGO_SETTINGS_MODULE="config.settings.base", DATA_DIR=str(tmp_path))
    assert refused.returncode == 1 and "contrechamp COMMAND" in refused.stderr
    assert list(tmp_path.iterdir()) == []


def test_setting_that_is_wrong_is_told_in_one_line(tmp_path):
    done = manage("check", DJANGO_SETTINGS_MODULE="config.settings.base", DATA_DIR=str(tmp_path), SECRET_KEY="short")  # noqa: S106
    assert (done.returncode, len(done.stderr.splitlines())) == (2, 1) and "SECRET_KEY" in done.stderr


def test_production_gets_no_demonstration(tmp_path):
    environment = {"SECRET_KEY": KEY, "SITE_URL": "https://example.org", "ALLOWED_HOSTS": "example.org"}
    environment |= {
        "EMAIL_URL": "console:",
        "DATA_DIR": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "config.settings.base",
    }
    refused = manage("load_demo", **environment)
    assert refused.returncode == 1 and "production site" in refused.stderr


@pytest.mark.parametrize(("folder", "mode"), [(0o2770, 0o660), (0o700, 0o600)])
def test_database_of_the_drop_is_writable_by_both_accounts_where_its_folder_is(tmp_path, folder, mode):
    tmp_path.chmod(folder)
    keep_private(tmp_path / "leaks.sqlite3")
    assert stat.S_IMODE((tmp_path / "leaks.sqlite3").stat().st_mode) == mode


# -- Browsers' promises ----------------------------------------------------------------------------------------------
def test_subdomains_and_preload_are_asked_for_alone(tmp_path):
    code = "import config.settings.base as s; print(s.SECURE_HSTS_INCLUDE_SUBDOMAINS, s.SECURE_HSTS_PRELOAD)"
    assert start(tmp_path, code=code).stdout.split() == ["False", "False"]
    both = start(tmp_path, code=code, HSTS_SUBDOMAINS="1", HSTS_PRELOAD="1")
    assert both.stdout.split() == ["True", "True"]
    assert "HSTS_PRELOAD: needs HSTS_SUBDOMAINS" in start(tmp_path, HSTS_PRELOAD="1").stderr


# -- A new SECRET_KEY --------------------------------------------------------------------------------------------------
def with_new_key(settings):
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], OTHER


def test_old_keys_are_long_enough_too(tmp_path):
    assert "SECRET_KEY_FALLBACKS: needs at least" in start(tmp_path, SECRET_KEY_FALLBACKS=f"{KEY},short").stderr


@pytest.mark.django_db(databases=["default", "leaks"])
def test_everything_sealed_opens_with_an_old_key_and_without_it_once_resealed(settings, capsys):
    user = User.objects.create_user("loutre")
    TOTP.activate(user, "JBSWY3DPEHPK3PXP")
    codes = RecoveryCodes.activate(user).get_unused_codes()
    keys.enter_first_recipient(name="loutre", public_key=make_identity()[1])
    Conversation.objects.create(lookup="a" * 32, source_key="age1x")
    with_new_key(settings)
    assert read_list().fits and Conversation.objects.get().has_its_key
    fingerprint, count = read_list().fingerprint, read_list().count
    call_command("reseal")
    settings.SECRET_KEY_FALLBACKS = []
    assert decrypt(Authenticator.objects.get(type="totp").data["secret"]) == "JBSWY3DPEHPK3PXP"
    assert RecoveryCodes(Authenticator.objects.get(type="recovery_codes")).get_unused_codes() == codes
    assert read_list().fits and Conversation.objects.get().has_its_key
    assert read_list().fingerprint == fingerprint and read_list().count > count
    assert "2 second factors" in capsys.readouterr().out


@pytest.mark.django_db(databases=["default", "leaks"])
def test_reseal_says_what_no_key_opens_and_trusts_nothing_anew(settings):
    TOTP.activate(User.objects.create_user("loutre"), "JBSWY3DPEHPK3PXP")
    keys.enter_first_recipient(name="loutre", public_key=make_identity()[1])
    Conversation.objects.create(lookup="a" * 32, source_key="age1x")
    settings.SECRET_KEY = OTHER
    with pytest.raises(CommandError, match=r"1 second factors open .*1 keys of sources fit none.*list of keys"):
        call_command("reseal")
    assert not read_list().fits and not Conversation.objects.get().has_its_key
