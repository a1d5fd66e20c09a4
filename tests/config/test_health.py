"""/healthz tells a load balancer whether to send people here."""

import pytest

from config.health import PROBES


def test_healthz_answers_200_when_all_works(client, db):
    answer = client.get("/healthz")
    assert answer.status_code == 200
    assert answer.json() == {"database": "ok", "cache": "ok", "storage": "ok"}


@pytest.mark.parametrize("broken", PROBES)
def test_healthz_names_what_fails_and_not_why(client, db, monkeypatch, broken):
    def fail():
        raise OSError("password of the engine")

    monkeypatch.setitem(PROBES, broken, fail)
    answer = client.get("/healthz")
    assert answer.status_code == 503
    assert answer.json()[broken] == "fails"
    assert b"password" not in answer.content
