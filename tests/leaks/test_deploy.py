"""The operators' files, read by the programs that will read them."""

import http.client
import os
import re
import shutil
import socket
import subprocess
import sys
import threading
import time
from contextlib import suppress
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from django.urls import reverse

from tests.browsers import free_port
from tests.memory import found_in_memory

SENT, SHOWN = b"NGINXHANDED7KQ4WIN", b"NGINXHANDED7KQ4WOUT"
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


class _Site(BaseHTTPRequestHandler):
    """What stands behind the proxy; it answers when it is allowed to."""

    leave, came = threading.Event(), threading.Semaphore(0)

    def do_GET(self):
        if "slow" in self.path:
            self.came.release()
            self.leave.wait(120)
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        answer = SHOWN * 500
        self.send_response(200)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *args):
        pass


class _Behind(ThreadingHTTPServer):
    request_queue_size = 256


@pytest.fixture
def proxy(tmp_path):
    """A real nginx with our file, and what a person or a log reader finds of it on the disk: `(start, written)`.

    `start` tells its port and its process.
    """
    _Site.leave.clear()
    behind = _Behind(("127.0.0.1", 0), _Site)
    threading.Thread(target=behind.serve_forever, daemon=True).start()
    port, log = free_port(), tmp_path / "error.log"
    running = []

    def start(change=lambda site: site, **environment):
        site = change((DEPLOY / "nginx" / "site.conf").read_text())
        address = f"127.0.0.1:{behind.server_port}"
        site = re.sub(r"unix:/run/contrechamp-[\w-]+/http.sock", address, site)
        site = re.sub(r"server \{\n    listen 80;.*?\n\}\n", "", site, flags=re.S)
        site = re.sub(r"    (listen \[::\]|ssl_)[^;]*;\n", "", site)
        site = site.replace("listen 443 ssl http2;", f"listen 127.0.0.1:{port};").replace("/dev/null", str(log))
        (tmp_path / "site.conf").write_text(site)
        http = f"access_log off; client_body_temp_path {tmp_path}/b; proxy_temp_path {tmp_path}/p; "
        whole = f"daemon off; pid {tmp_path}/pid; error_log {log} crit; events {{}} http {{ {http}"
        whole += f"include {tmp_path}/site.conf; }}"
        (tmp_path / "nginx.conf").write_text(whole)
        command = [program("nginx"), "-p", tmp_path, "-c", tmp_path / "nginx.conf"]
        running.append(subprocess.Popen(command, stderr=subprocess.DEVNULL, env=os.environ | environment))  # noqa: S603
        end = time.monotonic() + 30
        while time.monotonic() < end:
            with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
                return port, running[-1].pid
        raise AssertionError("nginx did not start")

    yield start, log
    _Site.leave.set()
    for process in running:
        process.terminate()
        process.wait(20)
    behind.shutdown()
    behind.server_close()


def ask(port, path):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("GET", path, headers={"Host": "example.org", "Connection": "close"})
    return connection


def answered(connection):
    """The status, when it came, and nothing left open."""
    with connection.getresponse() as answer:
        answer.read()
    connection.close()
    return answer.status


def at_once(port, path, times):
    return [answered(connection) for connection in [ask(port, path) for _ in range(times)]]


def test_nginx_limits_floods_and_writes_nothing_of_them(proxy):
    start, log = proxy
    port, _pid = start()
    assert 429 in at_once(port, "/search/?q=a", 90)
    assert at_once(port, "/agenda/", 90) == [200] * 90
    slow = [ask(port, "/leak/?slow") for _ in range(40)]
    for _ in slow:
        assert _Site.came.acquire(timeout=60)
    assert [answered(ask(port, "/leak/")) for _ in range(2)] == [429] * 2, "Forty connections, and no more."
    _Site.leave.set()
    assert [answered(connection) for connection in slow] == [200] * 40
    entries = [answered(ask(port, "/leak/")) for _ in range(90)]
    assert entries == [200] * 90, "Requests to the drop are not counted."
    assert log.read_text() == ""


def test_nginx_would_write_addresses_at_the_usual_level(proxy):
    """What the test above looks for is there to be found."""
    start, log = proxy
    port, _pid = start(lambda site: site.replace("/dev/null crit", "/dev/null info"))
    assert 429 in at_once(port, "/search/?q=a", 90)
    assert "limiting requests" in log.read_text() and "client: 127.0.0.1" in log.read_text()


@pytest.mark.parametrize("own", [True, False], ids=["our variables", "none"])
def test_nginx_remembers_nothing_of_what_it_handed_through(proxy, own):
    """What is looked for is there to be found, without the file of ours that sets them."""
    start, _log = proxy
    variables = dict(re.findall(r"^Environment=(\w+)=(.+)$", (DEPLOY / "nginx" / "memory.conf").read_text(), re.M))
    port, pid = start(**(variables if own else {}))
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    body = b"message=" + SENT * 2000
    connection.request("POST", "/leak/", body, {"Host": "example.org", "Content-Type": "text/plain"})
    assert answered(connection) == 200
    time.sleep(5)
    assert bool(found_in_memory(pid, {"what was sent": SENT.decode(), "what was shown": SHOWN.decode()}, {})) is not own


def test_nginx_counts_every_form_of_people_without_account():
    """Each address of theirs stands in the file; those of the drop and of members do not."""
    site = (DEPLOY / "nginx" / "site.conf").read_text()
    counted = re.compile("|".join(f"(?:{found})" for found in re.findall(r'"~\^POST ([^"]+)" \$binary', site)))
    day = {"slug": "a", "day": date(2026, 3, 5)}
    doors = [
        *("account_login account_signup account_recover account_reset_password events:propose".split()),
        *("events:tract surveillance:report campaign:watch".split()),
    ]
    addresses = [reverse(name) for name in doors]
    addresses += [reverse("campaign:write_to", args=["a"]), reverse("events:attend", kwargs=day)]
    assert [address for address in addresses if not counted.fullmatch(address)] == []
    assert [address for address in addresses if not counted.fullmatch(f"/en{address}")] == []
    assert not any(counted.fullmatch(address) for address in ("/leak/", "/leak/suivi/", "/forum/", "/accounts/"))


def test_nginx_strips_who_comes_and_buffers_nothing():
    site = (DEPLOY / "nginx" / "site.conf").read_text()
    door = re.search(r"location ~ \S*leak\S* \{.*?\n    \}", site, re.S).group()
    for header in ("Cookie", "User-Agent", "Referer", "X-Forwarded-For"):
        assert f'proxy_set_header {header} "";' in door
    assert "proxy_set_header Host $server_name;" in door, "nobody passes for the onion service"
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
    copy = tmp_path / unit.name.replace("@", "@1")
    copy.write_text(unit.read_text().replace("/opt/contrechamp/.venv/bin/python", sys.executable))
    done = subprocess.run([analyze, "verify", "--man=no", copy], capture_output=True, text=True)
    assert done.returncode == 0 and copy.name not in done.stderr, done.stderr


def test_services_dump_no_memory_and_the_door_says_nothing():
    assert [unit.name for unit in UNITS] == [
        "contrechamp-source.service",
        "contrechamp-work.service",
        "contrechamp@.service",
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
