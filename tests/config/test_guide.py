"""The guide to production, and every file of deploy/ that it leads to, name the same paths, accounts and variables."""

from __future__ import annotations

import importlib.machinery
import importlib.util
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.config.test_docs import variables_described
from tests.databases import ROOT

GUIDE = (ROOT / "docs" / "production.md").read_text()
UNITS = {unit.name: unit.read_text() for unit in (ROOT / "deploy" / "systemd").iterdir()}
NGINX = (ROOT / "deploy" / "nginx" / "site.conf").read_text()
TORRC = (ROOT / "deploy" / "tor" / "torrc").read_text()
OF_SITE = ("contrechamp@.service", "contrechamp-work.service")


def of(unit, key):
    """The words of a unit's lines with this key."""
    return [word for value in re.findall(rf"^{key}=(.*)$", UNITS[unit], re.M) for word in value.split()]


def file_of(name):
    """The variables that the guide writes into a file of /etc/contrechamp."""
    text = re.search(rf"^cat > /etc/contrechamp/{name} <<END\n(.*?)^END$", GUIDE, re.M | re.S).group(1)
    return dict(line.split("=", 1) for line in text.splitlines() if not line.startswith("#"))


def module(path):
    loader = importlib.machinery.SourceFileLoader(path.name, str(path))
    made = importlib.util.module_from_spec(importlib.util.spec_from_loader(loader.name, loader))
    before, sys.dont_write_bytecode = sys.dont_write_bytecode, True
    loader.exec_module(made)
    sys.dont_write_bytecode = before
    return made


COMMAND = module(ROOT / "deploy" / "contrechamp")
SCRIPT = module(ROOT / ".ci" / "guide")


def test_guide_copies_files_that_are_there():
    copied = re.findall(r"(?:cp|ln -s) /opt/contrechamp/(\S+)", GUIDE)
    assert copied[0] == "deploy/contrechamp" and len(copied) == len(set(copied))
    assert [path for path in copied if not list(ROOT.glob(path))] == []
    assert {"deploy/contrechamp"} | {
        f"deploy/{path.relative_to(ROOT / 'deploy')}"
        for folder in ("nginx", "systemd", "tor", "apparmor")
        for path in (ROOT / "deploy" / folder).iterdir()
    } == {str(found.relative_to(ROOT)) for path in copied for found in ROOT.glob(path)}


@pytest.mark.parametrize("unit", UNITS)
def test_units_run_accounts_folders_and_files_that_the_guide_makes(unit):
    (account,) = of(unit, "User")
    assert re.search(rf"^useradd .* {account}$", GUIDE, re.M)
    for group in of(unit, "Group") + of(unit, "SupplementaryGroups"):
        assert f"groupadd --system {group}" in GUIDE
    for file in of(unit, "EnvironmentFile"):
        assert f"cat > {file} <<END" in GUIDE
    (home,) = of(unit, "WorkingDirectory")
    assert re.search(rf"^git clone \S+ {home}$", GUIDE, re.M)
    for folder in of(unit, "StateDirectory"):
        assert re.search(rf"^install -d -o {account} .*/var/lib/{folder}( |$)", GUIDE, re.M)
    for folder in of(unit, "ReadWritePaths"):
        assert f" {folder} " in GUIDE
    started = re.search(r"^systemctl enable --now (contrechamp.*)$", GUIDE, re.M).group(1).split()
    assert unit.removesuffix(".service") in {re.sub(r"@\d", "@", name) for name in started}


def test_nginx_and_tor_lead_to_the_sockets_of_the_units():
    instances = re.findall(
        r"contrechamp@(\d)", re.search(r"^systemctl enable --now contrechamp.*$", GUIDE, re.M).group()
    )
    (web,) = re.findall(r"--uds (\S+)", UNITS["contrechamp@.service"])
    (door,) = re.findall(r"--uds (\S+)", UNITS["contrechamp-source.service"])
    sockets = [web.replace("%i", instance) for instance in instances]
    assert len(sockets) == 2 and re.findall(r"server unix:(\S+);", NGINX) == [*sockets, door]
    assert f"HiddenServicePort 80 unix:{door}" in TORRC and f"{door} rw," in GUIDE
    for socket in re.findall(r"--unix-socket (\S+)", GUIDE):
        assert socket in sockets
    for unit in UNITS:
        for folder in of(unit, "RuntimeDirectory"):
            assert f"--uds /run/{folder}/http.sock" in UNITS[unit]


def test_environment_is_that_of_the_units_and_of_the_command():
    shared, site = file_of("environment"), file_of("site")
    assert (set(shared) | set(site)) - variables_described() == set()
    assert set(shared) & set(site) == set()
    for unit in UNITS:
        own = {word.partition("=")[0] for word in of(unit, "Environment")}
        read = set(shared) | (set(site) if unit in OF_SITE else set())
        assert own & read == set(), "what stands in the file wins over the unit"
    for unit in OF_SITE:
        assert of(unit, "EnvironmentFile") == [str(COMMAND.FOLDER / name) for name in COMMAND.FILES]
        assert set(of(unit, "User")) == {COMMAND.ACCOUNT}
        assert {f"{name}={value}" for name, value in COMMAND.OF_UNITS.items()} <= set(of(unit, "Environment"))
    assert of("contrechamp-source.service", "EnvironmentFile") == ["/etc/contrechamp/environment"]


def test_the_door_is_given_nothing_of_the_site():
    shared = file_of("environment")
    assert {"DATABASE_URL", "REDIS_URL", "EMAIL_URL", "HEALTH_KEY"} & set(shared) == set()
    assert {"SECRET_KEY", "SITE_URL", "ALLOWED_HOSTS", "LEAKS_DATABASE_URL", "LEGAL_PUBLISHER"} <= set(shared)


def test_what_is_added_later_goes_where_the_door_reads_it():
    added = re.findall(r"^echo \"?(\w+)=.* >> (/etc/contrechamp/\w+)$", GUIDE, re.M)
    assert added == [(name, "/etc/contrechamp/environment") for name in ("ONION_URL", "BACKUP_RECIPIENTS")]
    assert {name for name, _file in added} <= variables_described()


def test_values_of_the_guide_are_values_to_systemd_too():
    for name in ("environment", "site"):
        text = re.search(rf"^cat > /etc/contrechamp/{name} <<END\n(.*?)^END$", GUIDE, re.M | re.S).group(1)
        assert COMMAND.read_environment(text) == file_of(name)


def test_a_name_of_ones_own_reaches_every_file_that_is_copied():
    own = GUIDE.replace("example.org", "ours.example")  # as a volunteer does
    copied = [path for found in re.findall(r"^cp /opt/contrechamp/(\S+)", GUIDE, re.M) for path in ROOT.glob(found)]
    assert NGINX.count("example.org") > 3
    assert [path.name for path in copied if "example.org" in path.read_text()] == ["site.conf"]
    (change,) = re.findall(r"^sed -i '(\S+)' /etc/nginx/sites-available/contrechamp$", own, re.M)
    changed = subprocess.run(["sed", change], input=NGINX, capture_output=True, text=True, check=True)  # noqa: S603, S607
    assert "example.org" not in changed.stdout
    assert changed.stdout.count("ours.example") == NGINX.count("example.org")


def test_every_command_is_followed_or_says_why_not():
    blocks = SCRIPT.BLOCK.findall(GUIDE)
    assert len(blocks) == GUIDE.count("```sh\n") >= 15
    followed = SCRIPT.script(online=True) + SCRIPT.script(online=False)
    for reason, commands in blocks:
        assert (commands in followed) is not bool(reason), commands
    assert sum(bool(reason) for reason, _commands in blocks) < len(blocks) / 2
    for script in (SCRIPT.script(online=True), SCRIPT.script(online=False)):
        checked = subprocess.run(["bash", "-n"], input=script, capture_output=True, text=True)  # noqa: S607
        assert checked.returncode == 0, checked.stderr


@pytest.mark.parametrize("page", ["README.md", "docs/leaks.md", "docs/settings.md", "docs/backup.md", "SECURITY.md"])
def test_other_pages_say_nothing_else(page):
    """Where they name an environment file, an address or a folder of production, it is the guide's."""
    text = (ROOT / page).read_text()
    former = r"site\.env|source\.env|contrechamp\.env|/srv/contrechamp|127\.0\.0\.1:8000|/run/contrechamp/"
    assert re.findall(former, text) == []
    known = GUIDE + "".join(UNITS.values())
    for path in set(re.findall(r"/(?:etc|opt|run|var/lib)/contrechamp[\w/.@-]*\w", text)):
        assert path in known or re.search(rf"{re.escape(str(Path(path).parent))}\s", known), path
    for unit in re.findall(r"contrechamp[\w@-]*\.service", text):
        assert unit in UNITS


def test_profile_for_ubuntu_lets_the_sandbox_make_namespaces():
    profile = (ROOT / "deploy" / "apparmor" / "contrechamp-bwrap").read_text()
    assert "/usr/bin/bwrap flags=(unconfined)" in profile and re.search(r"^\s+userns,$", profile, re.M)
    assert "deploy/apparmor/contrechamp-bwrap" in (ROOT / "config" / "doctor" / "machine.py").read_text()
