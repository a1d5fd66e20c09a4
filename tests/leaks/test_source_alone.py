"""The source's door as a process of its own: the same door, and nothing else behind it."""

import http.client
from urllib.parse import urlsplit

import pytest

from leaks.models import Recipient
from safety.cleaning import available
from safety.sealing import make_identity

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "leaks"])
STEP = 16 * 1024
ANSWERS = [
    ("GET", "/leak/", 200),
    ("HEAD", "/leak/", 200),
    ("GET", "/en/leak/", 200),
    ("GET", "/leak/suivi/", 200),
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


@pytest.mark.parametrize(("method", "path", "status"), ANSWERS)
def test_door_alone_serves_the_door_and_nothing_else(door_alone, method, path, status):
    if available():
        pytest.skip(f"cleaning needs {', '.join(available())}")
    Recipient.objects.create(name="permanence", public_key=make_identity()[1])
    connection = http.client.HTTPConnection("127.0.0.1", urlsplit(door_alone.url).port, timeout=60)
    connection.request(method, path, headers={"Host": "localhost", "Cookie": "sessionid=x", "Accept-Encoding": "gzip"})
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    assert answer.status == status
    assert int(answer.getheader("Content-Length")) == STEP and len(body) in (STEP, 0)
    assert answer.getheader("Set-Cookie") is None and answer.getheader("Content-Encoding") == "identity"
    assert b"Contrechamp" not in body
