"""The operators' files, read by the programs that will read them."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

DEPLOY = Path(__file__).parent.parent.parent / "deploy"


def program(name: str) -> str:
    found = shutil.which(name) or shutil.which(f"/usr/sbin/{name}")
    if found is None:
        pytest.skip(f"{name} is not installed")
    return found


def test_nginx_accepts_the_site(tmp_path):
    nginx = program("nginx")
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    subprocess.run(  # noqa: S603
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=example.org", "-days", "2"]  # noqa: S607
        + ["-keyout", key, "-out", certificate],
        check=True,
        capture_output=True,
    )
    site = (DEPLOY / "nginx" / "site.conf").read_text()
    site = site.replace("/etc/letsencrypt/live/example.org/fullchain.pem", str(certificate))
    site = site.replace("/etc/letsencrypt/live/example.org/privkey.pem", str(key))
    (tmp_path / "site.conf").write_text(site)
    whole = f"pid {tmp_path}/pid; error_log stderr; events {{}} http {{ include {tmp_path}/site.conf; }}"
    (tmp_path / "nginx.conf").write_text(whole)
    done = subprocess.run([nginx, "-t", "-p", tmp_path, "-c", tmp_path / "nginx.conf"], capture_output=True, text=True)  # noqa: S603
    assert done.returncode == 0, done.stderr
    assert "[warn]" not in done.stderr


def test_nginx_strips_who_comes_and_buffers_nothing():
    site = (DEPLOY / "nginx" / "site.conf").read_text()
    door = re.search(r"location ~ \^/\(en/\)\?leak.*?\n    \}", site, re.S).group()
    for header in ("Cookie", "User-Agent", "Referer", "X-Forwarded-For"):
        assert f'proxy_set_header {header} "";' in door
    assert "gzip off;" in door and "source_door" in door
    assert "proxy_request_buffering off;" in site
    servers = site.count("\nserver {")
    assert site.count("    access_log off;") == site.count("    error_log /dev/null crit;") == servers


def test_tor_accepts_the_onion_service(tmp_path):
    tor = program("tor")
    torrc = (DEPLOY / "tor" / "torrc").read_text().replace("/var/lib/tor", str(tmp_path / "tor"))
    (tmp_path / "torrc").write_text(torrc.replace("Log err syslog", "Log err stderr"))
    (tmp_path / "tor").mkdir(mode=0o700)
    done = subprocess.run([tor, "--verify-config", "-f", tmp_path / "torrc"], capture_output=True, text=True)  # noqa: S603
    assert done.returncode == 0, done.stdout + done.stderr
    assert "HiddenServicePoWDefensesEnabled 1" in torrc


UNITS = sorted((DEPLOY / "systemd").iterdir())


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_systemd_accepts_the_unit(tmp_path, unit):
    analyze = program("systemd-analyze")
    copy = tmp_path / unit.name
    copy.write_text(unit.read_text().replace("/opt/contrechamp/.venv/bin/python", sys.executable))
    done = subprocess.run([analyze, "verify", "--man=no", copy], capture_output=True, text=True)
    assert done.returncode == 0 and unit.name not in done.stderr, done.stderr


def test_services_dump_no_memory_and_the_door_says_nothing():
    assert [unit.name for unit in UNITS] == [
        "contrechamp-source.service",
        "contrechamp-work.service",
        "contrechamp.service",
    ]
    for unit in UNITS:
        for line in ("LimitCORE=0", "MemorySwapMax=0", "PrivateTmp=yes", "ProtectSystem=strict", "UMask=0007"):
            assert line in unit.read_text()
    door = UNITS[0].read_text()
    for line in ("StandardOutput=null", "StandardError=null", "--no-access-log", "--no-proxy-headers"):
        assert line in door
    assert "ROOT_URLCONF=config.urls_source" in door and "User=contrechamp-source" in door


def test_packages_of_the_tests_hold_every_program_that_these_tests_would_skip_without():
    listed = (DEPLOY / "packages-test").read_text().split("\n")
    assert {"age", "lynx", "nginx-light", "openssl", "redis-server", "tor"} <= set(listed)
