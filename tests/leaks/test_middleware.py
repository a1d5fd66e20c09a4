"""Every answer under the door's addresses has one size, whoever made it."""

import pytest

pytestmark = pytest.mark.django_db(databases=["default", "leaks"])
STEP = 16 * 1024


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/leak/", 200),
        ("HEAD", "/leak/", 200),
        ("PUT", "/leak/", 405),
        ("DELETE", "/leak/suivi/", 405),
        ("POST", "/leak/avant/", 405),
        ("GET", "/leak/nothing/", 404),
        ("GET", "/en/leak/nothing/", 404),
        ("GET", "/fr/leak/", 404),
        ("POST", "/leak/nothing/", 404),
        ("GET", "/leak", 301),
        ("GET", "/en/leak/suivi", 301),
        ("POST", "/leak/suivi/", 422),
    ],
)
def test_every_answer_has_one_size(source, open_drop, method, path, status):
    answer = source.generic(method, path)
    assert answer.status_code == status
    assert int(answer["Content-Length"]) == STEP
    assert len(answer.content) == (0 if method == "HEAD" else STEP)
    assert answer["Content-Security-Policy"].startswith("default-src 'none'; style-src 'sha256-")
    assert answer["Cache-Control"] == "no-store" and not answer.cookies
    assert ("Allow" in answer) == (status == 405) and ("Location" in answer) == (status == 301)
    assert answer["Content-Encoding"] == "identity"


def test_unknown_host_is_refused_in_the_same_size(source, open_drop):
    answer = source.get("/leak/", headers={"host": "elsewhere.example"})
    assert answer.status_code == 400 and len(answer.content) == STEP


def test_other_addresses_keep_their_own_answers(client):
    for path in ("/leaks/", "/de-leak/", "/healthz"):
        assert len(client.get(path).content) % STEP != 0


def test_closed_door_says_when_to_come_back(source, db):
    answer = source.get("/leak/")
    assert answer.status_code == 503 and answer["Retry-After"] == "86400" and len(answer.content) == STEP
