"""A real Redis that is stopped: pages answer, limits go on counting, the log is told once, and all is well after."""

import logging
import re

import pytest
import redis
from django.core.cache import caches
from django.test import Client, override_settings
from redis.exceptions import RedisError

from engine import redis_cache, throttle
from engine.part_cache import cached
from engine.versions import current_state
from places.models import Commune
from tests.conftest import PASSWORD


@pytest.fixture
def server(redis_server, monkeypatch):
    monkeypatch.setattr(redis_cache, "_outage", redis_cache._Outage())
    monkeypatch.setattr(redis_cache, "_hung_until", 0.0)
    patience = {"socket_connect_timeout": 3, "socket_timeout": 0.5}
    engine = {"LOCATION": f"redis://127.0.0.1:{redis_server.port}/0", "OPTIONS": patience}
    forgiving = {"BACKEND": "engine.redis_cache.ForgivingRedisCache", **engine}
    plain = {"BACKEND": "engine.redis_cache.PlainRedisCache", **engine}
    versions = {"BACKEND": "engine.redis_cache.RedisVersions", **engine}
    stores = {"default": forgiving, "fragments": forgiving, "versions": versions, "counts": plain}
    with override_settings(CACHES={**caches.settings, **stores}):
        yield redis_server


@pytest.fixture
def hasty(monkeypatch):
    """Whoever failed is asked again at once."""
    monkeypatch.setattr(redis_cache, "ASKED_AGAIN", 0)


def test_pages_answer_while_redis_is_away_and_health_says_so(server, client, db, client_of, member, settings):
    settings.REDIS_URL = "redis://127.0.0.1"  # the fixture's caches speak to one
    settings.HEALTH_KEY = "k9Zb2vQx7Lr4Wm8Tn3Yp6Hs1Jd5Fg0Ac"
    health = f"/healthz/{settings.HEALTH_KEY}"
    addresses = ["/", "/forum/", "/agenda/", "/collectifs/"]
    reader = client_of(member)
    assert [reader.get(address).status_code for address in addresses] == [200] * 4
    assert client.get(health).json()["cache"] == "ok"
    server.stop()
    assert [reader.get(address).status_code for address in addresses] == [200] * 4
    assert [client.get(address).status_code for address in addresses] == [200] * 4
    assert client.get(health).json()["cache"] == "fails"


def test_limits_go_on_counting_while_redis_is_away(server):
    def tries() -> list[bool]:
        return [throttle.allow(action="sign-in", who="x", limit=2, seconds=86_400) for _ in range(3)]

    server.stop()
    assert tries() == [True, True, False]


@pytest.mark.django_db
def test_signing_in_is_limited_while_redis_is_away(server, client, member):
    right, wrong = ({"login": member.username, "password": word} for word in (PASSWORD, "not this one"))
    server.stop()
    assert Client().post("/accounts/login/", right).status_code == 302
    for _ in range(12):
        client.post("/accounts/login/", wrong)
    assert client.post("/accounts/login/", right).status_code != 302


def test_outage_is_told_once_and_ends_when_redis_is_back(server, hasty, caplog):
    cache = caches["default"]
    cache.set("kept", "before")
    server.stop()
    with caplog.at_level(logging.ERROR, logger="engine"):
        assert cache.get("kept", "nothing") == "nothing"
        cache.set("meanwhile", 1)
        assert cache.get("meanwhile") == 1 and cache.incr("meanwhile") == 2
        cache.set_many({"a": 1})
        assert cache.get_many(["a", "b"]) == {"a": 1} and cache.has_key("a")
        cache.delete_many(["a"])
        assert not cache.delete("a") and not cache.touch("a") and cache.add("a", 1)
    assert len(caplog.records) == 1
    server.start()
    assert cache.get("meanwhile", "nothing") == "nothing" and cache.set("kept", "after") is None
    assert cache.get("kept") == "after"


def test_after_a_failure_nobody_waits_for_it_again_at_once(server):
    cache = caches["default"]
    server.stop()
    cache.set("one", 1)
    server.start()
    cache.set("two", 2)
    assert cache.get("two") == 2 and caches["counts"].get("two") is None


def test_every_request_shares_the_connections_of_its_process(server):
    cache, told = caches["default"], caches.settings["default"]
    assert type(cache)(told["LOCATION"], {"OPTIONS": told["OPTIONS"]})._cache is cache._cache


def test_who_waited_for_one_that_hangs_asks_it_nothing_for_some_seconds(server, monkeypatch):
    plain = caches["counts"]
    plain.set("kept", 1)
    server.hang()
    with pytest.raises(RedisError):
        plain.get("kept")
    server.go_on()
    with pytest.raises(RedisError):
        plain.get("kept")
    monkeypatch.setattr(redis_cache, "_hung_until", 0.0)
    assert plain.get("kept") == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("says_its_run", [True, False])
def test_redis_that_comes_back_from_an_older_snapshot_brings_nothing_old_back(
    server, hasty, commune, monkeypatch, says_its_run
):
    if not says_its_run:
        monkeypatch.setattr(redis_cache, "_RUN", re.compile(rb"nothing like it"))

    def names():
        return cached("names", lambda: list(Commune.objects.values_list("name", flat=True)))

    assert names() == ["Marseille"] and names() is names()
    with redis.Redis(port=server.port) as client:
        client.save()
    before = current_state().name
    Commune.objects.update(name="Massilia")  # by whichever process: nobody has asked since
    server.stop()
    server.start()
    assert caches["counts"].get("safety:generation") == before.rpartition(".")[0], "it knows the older state alone"
    assert names() == ["Massilia"] and names() is names()


def test_processes_agree_on_what_changed_as_long_as_redis_runs(server):
    versions, plain = caches["versions"], caches["counts"]
    versions.another(["table"])
    assert versions.get("table") == versions.get_many(["table", "none"])["table"] and versions.get("none", 1) == 1
    said = plain.get("table")
    plain._cache.get_client().connection_pool.disconnect()
    assert versions.get("table").startswith(f"{said}."), "another connection to the same run"
    before = versions.get("table")
    versions.another(["table"])
    assert versions.get("table") != before
