"""The source's door as a process of its own: the same door, and nothing else behind it."""

import http.client
import subprocess
import sys
import time

import pytest

from leaks.models import Recipient
from safety.cleaning import available
from safety.sealing import make_identity
from tests.browsers import ROOT, free_port, server_environment

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "leaks"])


def test_door_alone_serves_the_door_and_nothing_else(tmp_path):
    if available():
        pytest.skip(f"cleaning needs {', '.join(available())}")
    Recipient.objects.create(name="permanence", public_key=make_identity()[1])
    port = free_port()
    command = [sys.executable, "-m", "uvicorn", "config.asgi:application", "--port", str(port), "--lifespan", "off"]
    environment = server_environment(port) | {"ROOT_URLCONF": "config.urls_source"}
    with (tmp_path / "log").open("w") as log:
        process = subprocess.Popen(  # noqa: S603
            [*command, "--no-access-log"], cwd=ROOT, env=environment, stdout=log, stderr=log
        )
    try:
        deadline = time.monotonic() + 90
        while "running on" not in (tmp_path / "log").read_text():
            assert process.poll() is None and time.monotonic() < deadline, (tmp_path / "log").read_text()
            time.sleep(0.2)
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        for path, status in [
            ("/leak/", 200),
            ("/en/leak/", 200),
            ("/leak/suivi/", 200),
            ("/leak/nothing/", 404),
            ("/", 404),
            ("/desk/", 404),
            ("/admin/", 404),
            ("/accounts/login/", 404),
            ("/healthz", 404),
        ]:
            connection.request("GET", path, headers={"Host": "localhost", "Cookie": "sessionid=x"})
            answer = connection.getresponse()
            body = answer.read()
            assert answer.status == status, (path, (tmp_path / "log").read_text())
            assert len(body) % (16 * 1024) == 0
            assert answer.getheader("Set-Cookie") is None
            assert b"Contrechamp" not in body
        connection.close()
    finally:
        process.terminate()
        process.wait(20)
    assert "Traceback" not in (tmp_path / "log").read_text()
