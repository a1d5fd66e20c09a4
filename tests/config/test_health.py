"""/healthz tells everybody that the process lives; private addresses tell who watches over the site what fails."""

import re
import threading

import pytest

from config import health
from config.doctor.findings import broken, warning, well
from config.doctor.looks import QUICK
from config.version import version
from leaks.models import Conversation

KEY = "k9Zb2vQx7Lr4Wm8Tn3Yp6Hs1Jd5Fg0Ac"
SECRET = "password of the engine"  # noqa: S105

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "leaks"])


@pytest.fixture
def private(settings):
    settings.HEALTH_KEY = KEY
    return f"/healthz/{KEY}"


@pytest.fixture
def looks(monkeypatch):
    """Everything is well, until the test says otherwise; what was looked at is kept in `looks.asked`."""

    class Looks(dict):
        asked: list[str] = []  # noqa: RUF012

    made = Looks()
    made.asked = []
    for name in QUICK:
        made[name] = lambda name=name: made.asked.append(name) or [well("yes")]
    monkeypatch.setattr(health, "QUICK", made)
    return made


def test_healthz_says_that_the_process_lives_and_asks_nothing(client, looks, django_assert_num_queries):
    with django_assert_num_queries(0), django_assert_num_queries(0, using="leaks"):
        answer = client.get("/healthz")
    assert (answer.status_code, answer.content, looks.asked) == (200, b"ok", [])


def test_private_address_looks_at_everything(client, private):
    answer = client.get(private)
    assert list(answer.json()) == list(QUICK) and set(answer.json().values()) <= {"ok", "warns", "fails"}
    working = {name: answer.json()[name] for name in ("database", "storage", "migrations", "queue", "connections")}
    assert set(working.values()) == {"ok"}


def test_private_address_answers_200_with_warnings(client, private, looks):
    looks["backups"] = lambda: [warning(SECRET, "")]
    answer = client.get(private)
    assert answer.status_code == 200
    assert answer.json() == dict.fromkeys(QUICK, "ok") | {"backups": "warns"}


@pytest.mark.parametrize("name", QUICK)
def test_private_address_names_what_fails_and_not_why(client, private, looks, name):
    def fail():
        raise OSError(SECRET)

    looks[name] = fail
    answer = client.get(private)
    assert answer.status_code == 503
    assert answer.json()[name] == "fails"
    assert b"password" not in answer.content


def test_private_address_answers_although_the_store_hangs(client, private, looks, monkeypatch):
    monkeypatch.setattr(health, "SECONDS", 0.3)
    go_on = threading.Event()
    looks["storage"] = lambda: [go_on.wait(60) and well("late")]
    for _again in range(3):
        answer = client.get(private)
        assert answer.status_code == 503 and answer.json()["storage"] == "fails"
        assert answer.json()["database"] == "ok"
    go_on.set()


@pytest.mark.parametrize("path", ["/healthz/", "/healthz/x", f"/healthz/{KEY}x", f"/healthz/{KEY[:-1]}", "/healthz/é"])
@pytest.mark.parametrize("end", ["", "/metrics"])
def test_private_addresses_are_nothing_to_who_does_not_know_them(client, private, looks, path, end):
    assert client.get(path + end).status_code == 404 and not looks.asked
    assert client.get(private + end).status_code == 200 and looks.asked


@pytest.mark.parametrize("path", ["/healthz/", "/healthz/x", "/healthz/x/metrics"])
def test_there_is_no_private_address_without_a_key(client, settings, path):
    assert settings.HEALTH_KEY == ""
    assert client.get(path).status_code == 404


# -- Figures ---------------------------------------------------------------------------------------------------------
LINE = re.compile(r'(# (HELP|TYPE) .+|contrechamp_\w+(\{\w+="[\w.]+"\})? -?\d+)')


def test_figures_are_in_the_format_of_prometheus(client, private, looks):
    looks["queue"] = lambda: [broken(SECRET, "")]
    answer = client.get(f"{private}/metrics")
    lines = answer.text.splitlines()
    assert answer["Content-Type"].startswith("text/plain; version=0.0.4")
    assert [line for line in lines if not LINE.fullmatch(line)] == []
    assert 'contrechamp_level{of="queue"} 2' in lines and 'contrechamp_level{of="cache"} 0' in lines
    assert f'contrechamp_info{{version="{version()}"}} 1' in lines
    assert 'contrechamp_tasks{state="ready"} 0' in lines and "password" not in answer.text


def test_figures_say_nothing_of_the_drop(client, private):
    """They are kept for years, by the minute: neither what came nor that a disk filled up."""
    client.get(private)  # what is remembered between two looks is remembered
    before = client.get(f"{private}/metrics").text
    Conversation.objects.create(lookup="a" * 32, source_key="age1x")
    after = client.get(f"{private}/metrics").text
    assert without_ages(after) == without_ages(before)
    assert not re.search(r"drop|disk|leak|conversation", before)


def without_ages(text):
    return [line for line in text.splitlines() if "job_seconds" not in line]
