"""The source's door as a process of its own: the same door, and nothing else behind it."""

import http.client
import json
import os
import re
import subprocess
import sys
from urllib.parse import urlsplit

import pytest

from safety.cleaning import available
from tests.databases import ROOT
from tests.leaks.conftest import enter

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "leaks"])
STEP = 16 * 1024
ANSWERS = [
    ("GET", "/leak/", 200),
    ("HEAD", "/leak/", 200),
    ("GET", "/en/leak/", 200),
    ("GET", "/leak/suivi/", 200),
    ("GET", "/leak/mentions/", 200),
    ("GET", "/mentions-legales/", 404),
    ("PUT", "/leak/", 405),
    ("POST", "/leak/", 422),
    ("GET", "/leak", 301),
    ("GET", "/leak/nothing/", 404),
    ("GET", "/", 404),
    ("GET", "/desk/", 404),
    ("GET", "/admin/", 404),
    ("GET", "/accounts/login/", 404),
    ("GET", "/healthz", 404),
    ("PUT", "/", 404),
]


def test_door_alone_loads_nothing_of_the_site(tmp_path):
    rooms = "accounts campaign events forum intake places search surveillance"
    refused = f"{rooms} wagtail machina.apps allauth channels boto3".split()
    tell = "import config.asgi, json, sys; print(json.dumps(sorted(sys.modules)))"
    environment = {**os.environ, "ROOT_URLCONF": "config.urls_source", "TEST_DATA_DIR": str(tmp_path)}
    told = subprocess.run([sys.executable, "-c", tell], cwd=ROOT, env=environment, capture_output=True, check=True)
    loaded = json.loads(told.stdout)
    assert "leaks.models" in loaded
    assert [name for name in loaded for room in refused if f"{name}.".startswith(f"{room}.")] == []


@pytest.mark.parametrize(("method", "path", "status"), ANSWERS)
def test_door_alone_serves_the_door_and_nothing_else(door_alone, method, path, status):
    if available():
        pytest.skip(f"cleaning needs {', '.join(available())}")
    enter("permanence")
    connection = http.client.HTTPConnection("127.0.0.1", urlsplit(door_alone.url).port, timeout=60)
    connection.request(method, path, headers={"Host": "localhost", "Cookie": "sessionid=x", "Accept-Encoding": "gzip"})
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    assert answer.status == status
    assert int(answer.getheader("Content-Length")) == STEP and len(body) in (STEP, 0)
    assert answer.getheader("Set-Cookie") is None and answer.getheader("Content-Encoding") == "identity"
    assert b"Contrechamp" not in body


@pytest.mark.parametrize(
    "path", ["/leak/", "/leak/suivi/", "/leak/avant/", "/leak/mentions/", "/en/leak/", "/leak/nothing/"]
)
def test_no_link_of_the_door_alone_leads_past_it(door_alone, path):
    """The site is another process, under another address by Tor: what a page of the door names, the door answers."""
    enter("permanence")
    connection = http.client.HTTPConnection("127.0.0.1", urlsplit(door_alone.url).port, timeout=60)

    def get(address: str) -> tuple[int, str]:
        connection.request("GET", address, headers={"Host": "localhost"})
        answer = connection.getresponse()
        return answer.status, answer.read().decode()

    page = get(path)[1]
    links = set(re.findall(r'<a [^>]*href="([^"]+)"', page))
    assert any(link.endswith("/leak/mentions/#mentions") for link in links)
    for link in links - {"#content"}:
        address, _sign, place = link.partition("#")
        status, there = get(address) if not link.startswith("mailto:") else (200, "")
        assert (link, status) == (link, 200)
        assert not place or f'id="{place}"' in there
    connection.close()
